from hypothesis import given
from hypothesis import strategies as st

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.plan.planning import make_plan
from audiogenesis_desktop.plan.take import Take
from audiogenesis_desktop.score.score import Score
from audiogenesis_desktop.studio.document import Document


def test_a_gesture_of_many_previews_is_one_step():
    document, shown = Document(), []
    before = document.score
    document.changed.connect(shown.append)
    moves = [Score(title=str(i)) for i in range(5)]
    for score in moves:
        document.preview(score)
    document.commit(moves[-1], "Move notes")
    assert shown == moves
    assert document.undo_label == "Move notes"
    document.undo()
    assert document.score is before
    assert not document.can_undo
    document.redo()
    assert document.score is moves[-1]


def test_revert_drops_a_preview_and_leaves_the_history():
    document = Document()
    first = Score(title="first")
    document.commit(first, "First")
    document.preview(Score(title="drag"))
    document.revert()
    assert document.score is first
    assert document.undo_label == "First"


def test_undo_during_a_preview_goes_back_from_the_last_edit():
    document = Document()
    before = document.score
    document.commit(Score(title="first"), "First")
    document.preview(Score(title="drag"))
    document.undo()
    assert document.score is before


def test_committing_what_is_there_already_is_no_step():
    document = Document()
    document.preview(Score(title="drag"))
    document.commit(document.committed, "Nothing")
    assert not document.can_undo
    assert document.score is document.committed


def test_unsaved_is_another_score_than_the_saved_one():
    document = Document()
    assert document.is_saved
    document.commit(Score(title="a"), "A")
    assert not document.is_saved
    document.mark_saved()
    assert document.is_saved
    document.undo()
    assert not document.is_saved
    document.redo()
    assert document.is_saved


def test_loading_forgets_the_history():
    document = Document()
    document.commit(Score(title="a"), "A")
    document.load(Score(title="file"))
    assert not document.can_undo and document.is_saved
    document.load(Score(title="recovered"), saved=False)
    assert not document.is_saved


@given(st.lists(st.sampled_from(["commit", "preview", "revert", "undo", "redo"]), max_size=40))
def test_history_behaves_as_a_list_with_a_cursor(steps):
    document = Document()
    past, at = [document.score], 0
    for i, step in enumerate(steps):
        if step == "commit":
            past[at + 1 :] = [Score(title=str(i))]
            at += 1
            document.commit(past[at], f"Edit {i}")
        elif step == "preview":
            document.preview(Score(title=f"preview {i}"))
            continue
        elif step == "revert":
            document.revert()
        elif step == "undo":
            at = max(0, at - 1)
            document.undo()
        else:
            at = min(len(past) - 1, at + 1)
            document.redo()
        assert document.score is past[at]
        assert document.committed is past[at]
        assert document.can_undo == (at > 0)
        assert document.can_redo == (at < len(past) - 1)


def test_the_take_a_piece_began_as_comes_and_goes_with_it():
    document, restored = Document(), []
    document.take_restored.connect(restored.append)
    first, second = object(), object()
    document.commit_piece(Score(title="first"), "Compose", first)
    document.commit(Score(title="first, louder"), "Louder")
    assert document.take is first
    document.commit_piece(Score(title="second"), "Compose", second)
    document.commit_piece(Score(title="a file"), "Open", None)
    assert document.take is None and restored == []  # nothing has been brought back yet
    for _ in range(3):
        document.undo()
    assert document.take is first and restored == [second, first]  # not again by the edit within the piece
    document.undo()
    assert document.take is None
    for _ in range(4):
        document.redo()
    assert restored == [second, first, None, first, second, None]
    document.load(Score())
    assert document.take is None


def test_an_edit_is_amended_with_all_that_came_of_it_and_nothing_before():
    document = Document()
    for title in ("before", "composed", "edited", "undone"):
        document.commit(Score(title=title), title)
    composed = document.undo_steps[2].score
    document.undo()
    assert document.amend(composed, lambda score: Score(title=score.title.upper()))
    assert document.score.title == document.committed.title == "EDITED"
    assert [step.score.title for step in document.undo_steps] == ["", "before", "COMPOSED"]
    document.redo()
    assert document.score.title == "UNDONE" and not document.can_redo
    assert not document.amend(composed, lambda score: score)


def test_another_piece_that_came_since_is_not_amended():
    document, composed = Document(), Score(title="composed")
    takes = [Take("", Brief(), make_plan(Brief(), seed), seed, "", Score()) for seed in (1, 2)]
    document.commit_piece(composed, "Compose", takes[0])
    document.commit_piece(Score(title="another"), "Compose", takes[1])
    document.amend(composed, lambda score: Score(title=score.title.upper()))
    assert document.score.title == "another" and document.undo_steps[-1].score.title == "COMPOSED"
