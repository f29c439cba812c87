"""Earlier prompts: the latest first, each once, kept over runs; nothing is lost to a broken file."""

import json
from pathlib import Path

from audiogenesis_desktop.studio.prompt_history import MOST_RECENT, PromptHistory


def test_the_latest_comes_first_and_each_once(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "prompts.json")
    for prompt in ("one", "two", "  one  ", ""):
        history.add(prompt)
    assert history.recent == ["one", "two"]
    for number in range(MOST_RECENT + 5):
        history.add(str(number))
    assert len(history.recent) == MOST_RECENT and history.recent[0] == str(MOST_RECENT + 4)


def test_a_later_run_knows_them(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "prompts.json")
    history.add("Café\nwith a second line 🎹")
    history.set_favourite("Café\nwith a second line 🎹", True)
    again = PromptHistory(tmp_path / "prompts.json")
    assert again.recent == again.favourites == ["Café\nwith a second line 🎹"]
    again.set_favourite("Café\nwith a second line 🎹", False)
    assert not PromptHistory(tmp_path / "prompts.json").favourites


def test_arrows_go_through_them_and_stop_at_the_ends(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "prompts.json")
    for prompt in ("oldest", "middle", "latest"):
        history.add(prompt)
    assert history.step("being typed", older=True) == "latest"
    assert history.step("latest", older=True) == "middle"
    assert history.step("oldest", older=True) is None
    assert history.step("middle", older=False) == "latest"
    assert history.step("latest", older=False) is None


def test_a_broken_file_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "prompts.json"
    for broken in ("{", "[]", json.dumps({"recent": "no", "favourites": []})):
        path.write_text(broken)
        history = PromptHistory(path)
        assert history.recent == [] and (tmp_path / "prompts.broken.json").read_text() == broken
        history.add("new")
        assert PromptHistory(path).recent == ["new"]


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_app(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "nowhere" / "prompts.json")
    history.add("one")
    assert history.recent == ["one"]
