"""What is left to the Studio itself."""

from audiogenesis_desktop.studio.settings import Settings


def test_closing_remembers_the_choices(studio, qtbot):
    studio.settings.theme = "light"
    studio.close()
    assert Settings.load().theme == "light"
