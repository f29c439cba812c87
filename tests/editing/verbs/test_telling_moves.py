"""What a wish for one thing has moved is told, where it is one thing of one track."""

from dataclasses import replace

from audiogenesis_desktop.editing.verbs.anew import regenerate
from audiogenesis_desktop.editing.verbs.telling_moves import moved_by_wish
from audiogenesis_desktop.editing.verbs.work import Work, finished
from audiogenesis_desktop.plan.wishes import Wishes
from tests.editing.verbs.test_verbs import MIDDLE, only, track


def told(work: Work, scope, **wishes) -> str:
    flute = track(work.score, "flute").id
    wished = replace(work, wishes={flute: Wishes(**wishes)})
    return moved_by_wish(wished, finished(regenerate(wished, scope)), scope)


def test_one_thing_wished_of_one_track_is_told_before_and_after(work: Work) -> None:
    sentence = told(work, only(work.score, "flute"), strictness=1.0)
    assert sentence.startswith("In the chord ") and sentence.endswith(" → 100 %.")
    low = told(work, only(work.score, "flute"), height=-1.0)
    assert low.startswith("Height ") and " → " in low


def test_several_things_or_tracks_are_not(work: Work) -> None:
    assert told(work, only(work.score, "flute"), density=0.5, leaps=0.5) == ""
    assert told(work, MIDDLE, density=0.5) == "" and told(work, only(work.score, "flute")) == ""
