"""What was set by hand in chips and in the piece, which of them holds, and where that beats a prompt."""

from audiogenesis_desktop.brief.brief import Brief, Origin
from audiogenesis_desktop.ui.hand_edits import HandEdits


def said(prompt, **fields):
    return Brief(prompt=prompt).with_fields(Origin.SAID, **fields)


CALM = said("calm, 72 bpm", tempo_bpm=72.0)


def test_what_is_edited_in_the_piece_counts_while_its_prompt_stands():
    edits = HandEdits()
    edits.show_piece("calm", {"tempo_bpm": 90.0})
    assert edits.by_chip("calm") == {"tempo_bpm": {"tempo_bpm": 90.0}}
    assert edits.by_chip("fast") == {}
    edits.show_piece("calm", {})  # undone
    assert edits.by_chip("calm") == {}


def test_of_chip_and_piece_what_was_set_last_holds():
    edits = HandEdits()
    edits.set("tempo_bpm", {"tempo_bpm": 80.0}, CALM)
    edits.show_piece("calm", {"tempo_bpm": 90.0})
    assert edits.by_chip("calm")["tempo_bpm"] == {"tempo_bpm": 90.0}
    edits.set("tempo_bpm", {"tempo_bpm": 100.0}, CALM)
    edits.show_piece("calm", {"tempo_bpm": 90.0})  # something else was edited in it
    assert edits.by_chip("calm")["tempo_bpm"] == {"tempo_bpm": 100.0}
    edits.give_back("tempo_bpm")
    assert edits.by_chip("calm") == {}
    edits.show_piece("calm", {"tempo_bpm": 95.0})
    assert edits.by_chip("calm")["tempo_bpm"] == {"tempo_bpm": 95.0}


def test_what_holds_for_the_next_piece_outlives_this_one():
    edits = HandEdits()
    edits.show_piece("calm", {"tempo_bpm": 90.0})
    edits.hold("calm", CALM)
    edits.show_piece("calm", {})  # the next one is at 90 already
    assert edits.by_chip("calm") == {"tempo_bpm": {"tempo_bpm": 90.0}}


def test_fields_that_share_a_chip_come_back_as_one():
    edits = HandEdits()
    edits.bring_back({"energy": 0.2, "valence": -0.5, "tempo_bpm": 80.0}, CALM)
    assert edits.by_chip("") == {"valence": {"energy": 0.2, "valence": -0.5}, "tempo_bpm": {"tempo_bpm": 80.0}}


def test_it_beats_what_a_prompt_newly_says_and_not_what_it_said_when_it_was_set():
    edits = HandEdits()
    edits.set("tempo_bpm", {"tempo_bpm": 90.0}, CALM)
    assert edits.beating(CALM) == []  # that is what it was set over
    assert edits.beating(said("calm, 72 bpm, in the rain", tempo_bpm=72.0)) == []
    assert edits.beating(said("calm, 140 bpm", tempo_bpm=140.0)) == ["tempo_bpm"]
    assert edits.beating(said("techno, 72 bpm sharp", tempo_bpm=72.0)) == ["tempo_bpm"]  # a new prompt
    assert edits.beating(said("calm, 90 bpm", tempo_bpm=90.0)) == []
    assert edits.beating(Brief(prompt="techno")) == []


def test_what_was_set_over_nothing_beats_whatever_is_said_then():
    edits = HandEdits()
    edits.set("tempo_bpm", {"tempo_bpm": 90.0}, Brief(prompt="calm"))
    assert edits.beating(CALM) == ["tempo_bpm"]
