"""What is left to the Studio itself."""

from audiogenesis_desktop.studio.notices import INFO
from audiogenesis_desktop.studio.settings import Settings


def test_closing_remembers_the_choices(studio, qtbot):
    studio.settings.theme = "light"
    studio.close()
    assert Settings.load().theme == "light"


def test_styles_with_mistakes_are_reported_once_in_a_quiet_notice(studio, noticed, style_folder, qtbot):
    for name in ("mine", "other"):
        (style_folder / f"{name}.toml").write_text('tempo = "fast"\n', encoding="utf-8")
    studio.check_styles()
    qtbot.waitUntil(lambda: "styles" in noticed)
    assert noticed["styles"].kind == INFO
    assert "mine.toml" in noticed["styles"].text and "1 more" in noticed["styles"].text


def test_styles_without_mistakes_need_no_notice(studio, noticed, style_folder, qtbot):
    studio.check_styles()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy)
    assert "styles" not in noticed
