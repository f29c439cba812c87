"""What the verbs' commands do: on what is marked, or on what a menu was opened over."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu

from audiogenesis_desktop.editing.meaning import bars_told, from_tick, meant_scope, scope_words
from audiogenesis_desktop.editing.scope import Scope
from audiogenesis_desktop.editing.verbs.asking import Asked
from audiogenesis_desktop.editing.wish_book import EVERYWHERE, section_label
from audiogenesis_desktop.plan.wishes import Wishes
from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.score import Note, Score
from audiogenesis_desktop.studio.notices import Notice
from audiogenesis_desktop.studio.reworking import REWORK, Ordered, Result
from audiogenesis_desktop.studio.studio import Studio
from audiogenesis_desktop.ui.actions.actions import Actions, Do
from audiogenesis_desktop.ui.popup import Popup
from audiogenesis_desktop.ui.rework import asked_popups
from audiogenesis_desktop.ui.rework.bar import ReworkBar
from audiogenesis_desktop.ui.rework.vary_popup import VaryPopup
from audiogenesis_desktop.ui.rework.wishes_popup import WishesPopup
from audiogenesis_desktop.ui.roll.view import RollView
from audiogenesis_desktop.ui.theme import SPACE, Theme
from audiogenesis_desktop.ui.track_list import TrackList

NOTHING_MEANT = "Nothing is marked: select notes, loop some bars (drag in the ruler) or choose a section first."
_AT_ONCE = ("regenerate", "keep_rhythm", "keep_pitches", "infill", "simplify", "embellish", "reharmonise")
_PLAYERS = {role.partition(" ")[0]: role for role in asked_popups.ROLES_TO_JOIN}  # by the commands' names
_CONTINUED_BARS = (4, 8, 16)


class ReworkCommands(QObject):
    """Joins a studio's reworking to the commands' table, the roll and the menus over tracks and sections."""

    def __init__(self, studio: Studio, actions: Actions, roll: RollView, tracks: TrackList, theme: Theme) -> None:
        """Bind the commands and make the bar."""
        super().__init__(roll)
        self._studio, self._actions, self._roll, self._theme = studio, actions, roll, theme
        self._tracks = tracks
        self._over: Scope | None = None  # of the menu that is open
        self._chained: tuple[Result, Scope] | None = None  # what came last, which the next verb is about
        self._wishing = studio.wishing
        self.popup: Popup | None = None
        actions.bind(self._commands())
        actions.bind_switches({"rework_all": self._mean_all})
        self.bar = ReworkBar(roll.canvas, theme, again=actions["rework_again"], keep=actions["rework_keep"])
        self.bar.back_requested.connect(studio.reworking.take_back)
        self.bar.dismissed.connect(self.dismiss)
        self._join()

    def _join(self) -> None:
        studio, roll = self._studio, self._roll
        reworking = studio.reworking
        reworking.started.connect(self._on_started)
        reworking.finished.connect(self._on_finished)
        reworking.ended.connect(self._on_ended)
        studio.score_replaced.connect(lambda: roll.ruler.set_marked(()))
        roll.editor.changed.connect(self.show_meant)
        roll.sections.rewrite_requested.connect(self.rewrite_section)
        roll.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        roll.canvas.customContextMenuRequested.connect(self._offer_in_roll)
        studio.player.state_changed.connect(self.show_meant)
        studio.player.loop_changed.connect(self._mark_otherwise)
        roll.ruler.marked_changed.connect(self._mark_otherwise)
        self._tracks.chosen_changed.connect(self._mark_otherwise)
        self._tracks.menu_opening.connect(self._offer_for_track)
        roll.sections.menu_opening.connect(self._offer_for_section)
        roll.sections.item_chosen.connect(self._mark_otherwise)
        roll.chords.menu_opening.connect(lambda menu: menu.addAction(self._actions["rework_chords"]))

    def _commands(self) -> Mapping[str, Do]:
        found: dict[str, Do] = {f"rework_{verb}": partial(self._ask_on_meant, verb) for verb in _AT_ONCE}
        found |= {f"accompany_{key}": partial(self._accompany, role) for key, role in _PLAYERS.items()}
        found |= {f"continue_{bars}": partial(self._continue, bars) for bars in _CONTINUED_BARS}
        return found | {
            "rework_scope": self._show_scope,
            "rework_mark": self._mark_as_well,
            "rework_vary": lambda: self._on_meant(self._open_vary),
            "rework_chords": lambda: self._open_chords(self.meant() or Scope()),
            "rework_orchestrate": lambda: self._on_meant(self._open_orchestrate),
            "rework_wishes": lambda: self._on_meant(self._open_wishes),
            "accompany_by": self._open_accompany,
            "continue_to": self._open_continue,
            "rework_again": self._studio.reworking.again,
            "rework_keep": self.keep_as_take,
        }

    # What is meant

    @property
    def _score(self) -> Score:
        return self._studio.document.committed

    def meant(self) -> Scope | None:
        """Return the scope that verbs are about now, or None if nothing is marked."""
        if self._over is not None:
            return self._over
        editor, chained = self._roll.editor, self._chained
        if chained is not None and editor.selection == self._selected_of(chained[0]):
            return chained[1]
        return meant_scope(
            self._score,
            track_ids=self._tracks.chosen_tracks,
            selection=(editor.track_id, editor.selection),
            stretches=self._stretches,
            sections=self._roll.sections.chosen_ticks,
            playhead=self._studio.player.position,
            all_tracks=self._actions["rework_all"].isChecked(),
        )

    @property
    def _stretches(self) -> tuple[tuple[int, int], ...]:
        """Return the stretches that are marked: the loop while it is on, and those beside it."""
        player = self._studio.player
        loop = (player.loop,) if player.is_looping and player.loop is not None else ()
        return (*loop, *self._roll.ruler.marked)

    def _mark_otherwise(self) -> None:
        """Mean what is marked from now on, not what came last."""
        self._chained = None
        self.show_meant()

    def _mark_as_well(self) -> None:
        """Keep the bars that are meant marked while others are chosen; those that are marked already are no longer."""
        scope, ruler = self.meant(), self._roll.ruler
        spans = frozenset((one.start_tick, one.end_tick) for one in scope.stretches or ()) if scope else frozenset()
        if not spans:
            self._tell(NOTHING_MEANT)
            return
        there = frozenset(ruler.marked)
        ruler.set_marked(tuple(sorted(there - spans if spans <= there else there | spans)))

    def _mean_all(self, _on: bool) -> None:
        self._mark_otherwise()

    def show_meant(self) -> None:
        """Let the commands say what they would work on."""
        if self._studio.reworking.ordered is not None:
            return
        scope = self.meant()
        words = scope_words(self._score, scope) if scope is not None else ""
        self._actions.show(replace(self._actions.state, meant=words))

    def _on_meant(self, do: Callable[[Scope], object]) -> None:
        scope = self.meant()
        if scope is None:
            self._tell(NOTHING_MEANT)
        else:
            do(scope)

    def _tell(self, sentence: str) -> None:
        self._studio.noticed.emit(Notice(REWORK, sentence))

    def _show_scope(self) -> None:
        """Bring what is meant into view."""
        scope = self.meant()
        if scope is None or not scope.stretches:
            self._tell(NOTHING_MEANT)
            return
        viewport = self._roll.viewport
        viewport.set_geometry(viewport.geometry.showing_tick(scope.stretches[0].start_tick))

    # Asking

    def ask(self, asked: Asked, *, words: str = "") -> None:
        """Have a verb done, by the wishes for its tracks."""
        wishes = self._wishing.book.for_scope(self._score, asked.scope)
        self._studio.reworking.ask(asked, wishes=wishes, words=words)

    def _ask_on_meant(self, verb: str) -> None:
        self._on_meant(lambda scope: self.ask(Asked(verb, scope)))

    def _accompany(self, role: str) -> None:
        bars = self._bars_to_accompany
        self.ask(Asked("accompany", bars, players=((role, ""),)), words=f"{self._told(bars)} by {role}")

    def _open_accompany(self) -> None:
        bars = self._bars_to_accompany
        self._open(asked_popups.accompany_popup(bars, self._told(bars), self.ask, self._roll), bars)

    @property
    def _bars_to_accompany(self) -> Scope:
        """Return the bars that are meant, by whomever is there; the whole piece where none are."""
        scope = self.meant()
        return Scope(scope.stretches) if scope is not None and self._is_marked else Scope()

    def _told(self, bars: Scope) -> str:
        return bars_told(self._score, bars) or "the piece"

    @property
    def _is_marked(self) -> bool:
        """Return whether bars are meant by more than where the playhead is."""
        roll = self._roll
        marked = roll.editor.selection, self._stretches, roll.sections.chosen_ticks
        return self._over is not None or any(marked)

    def _continue(self, bars: int) -> None:
        self.ask(Asked("continue", bars=bars), words=f"the piece by {bars} bars")

    def rewrite_section(self, tick: int, energy: float) -> None:
        """Write a section anew, by the energy 0..1 that it has been given."""
        section = next((one for one in self._score.sections if one.start_tick == tick), None)
        if section is None:
            return
        scope = Scope.of_section(section)
        wishes = self._wishing.book.for_scope(self._score, scope)
        lively = {t.id: replace(wishes.get(t.id, Wishes()), energy=2 * energy - 1) for t in self._score.tracks}
        self._studio.reworking.ask(Asked("regenerate", scope), wishes=lively, words=f"section {section.label}")

    def keep_as_take(self) -> None:
        """Keep what came last as a take of its own, which is shown, and the take before as it was."""
        result = self._studio.reworking.result
        if result is not None:
            self._studio.takes.keep_alternative(result.score, result.ordered.label, before=result.ordered.before)

    # What is asked first

    def _open(self, popup: Popup, scope: Scope) -> None:
        """Open a popup in the roll's upper corner that is farther from what it is about."""
        canvas, stretches = self._roll.canvas, scope.stretches or ()
        popup.adjustSize()
        middle = (stretches[0].start_tick + stretches[-1].end_tick) / 2 if stretches else 0
        at = self._roll.viewport.geometry.x_of(middle)
        x = canvas.width() - popup.width() - 4 * SPACE if at < canvas.width() / 2 else 4 * SPACE
        self.popup = popup
        popup.open_at(canvas.mapToGlobal(QPoint(x, 4 * SPACE)))

    def _open_vary(self, scope: Scope) -> None:
        reworking, words = self._studio.reworking, scope_words(self._score, scope)

        def vary(amount: float, ways: tuple[str, ...], *, in_place: bool) -> None:
            asked = Asked("vary", scope, amount=amount, ways=ways)
            if in_place:
                reworking.instead(asked)
            else:
                self.ask(asked)

        popup = VaryPopup(words, self._theme, self._roll, vary=vary)
        popup.back_requested.connect(reworking.stop_and_take_back)
        popup.again_requested.connect(reworking.again)
        popup.play_requested.connect(self._play)
        self._open(popup, scope)
        popup.try_it()

    def _play(self) -> None:
        self._studio.player.play_or_pause()

    def _open_chords(self, scope: Scope) -> None:
        """Offer chords for typing: they are everybody's, so of a scope its bars count."""
        bars = Scope(scope.stretches)
        self._open(asked_popups.chords_popup(self._score, bars, self.ask, self._roll), bars)

    def _open_orchestrate(self, scope: Scope) -> None:
        popup = asked_popups.orchestrate_popup(scope, scope_words(self._score, scope), self.ask, self._roll)
        self._open(popup, scope)

    def _open_continue(self) -> None:
        def ask(asked: Asked) -> None:
            self.ask(asked, words="the piece")

        self._open(asked_popups.continue_popup(self._score, Scope(), ask, self._roll), Scope())

    def _open_wishes(self, scope: Scope) -> None:
        score = self._score
        ids = [track.id for track in score.tracks if scope.holds_track(track.id)]
        label, before = section_label(score, scope), self._wishing.book
        shown = {place: before.of(ids[0], place) if ids else Wishes() for place in (EVERYWHERE, label)}
        words = scope_words(score, scope)
        parts = {"everywhere": shown[EVERYWHERE], "section": shown[label]}
        popup = WishesPopup(words, self._theme, self._roll, **parts, label=label)

        def wished(wishes: Wishes, is_of_section: bool) -> None:
            place = label if is_of_section else EVERYWHERE
            self._wishing.put(self._wishing.book.changed(ids, place, shown[place], wishes))
            shown[place] = wishes
            self._write_wished(scope)

        def bring_back() -> None:
            self._studio.reworking.stop_and_take_back()
            self._wishing.put(before)

        popup.wished.connect(wished)
        popup.again_requested.connect(self._studio.reworking.again)
        popup.back_requested.connect(bring_back)
        popup.play_requested.connect(self._play)
        self._open(popup, scope)

    def _write_wished(self, scope: Scope) -> None:
        """Write a scope anew by its wishes: from the next bar on while it plays within it, else all of it."""
        reworking, score = self._studio.reworking, self._score
        player, later = self._studio.player, scope
        if player.is_playing:
            meters, end = MeterMap(score.meters), max((t.end_tick for t in score.tracks), default=0)
            bar = meters.bar_start(meters.position(round(player.position)).bar + 1)
            rest = from_tick(scope, bar, end)
            later = scope if rest.is_empty else rest
        latest = reworking.ordered or (reworking.result.ordered if reworking.result else None)
        wishes = self._wishing.book.for_scope(score, scope)
        if latest is not None and latest.asked == Asked("regenerate", later):
            reworking.instead(latest.asked, wishes=wishes)
        else:
            reworking.ask(Asked("regenerate", later), wishes=wishes)

    # Menus

    def _fill(self, menu: QMenu, scope: Scope) -> None:
        """Add the verbs to a menu; until it is gone they are about a scope."""
        self._over = scope
        self.show_meant()
        if not menu.isEmpty():
            menu.addSeparator()
        self._actions.fill(menu.addMenu("Rework"), self._actions.table.menu("rework"))
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self._forget_menu))

    def _forget_menu(self) -> None:
        self._over = None
        self.show_meant()

    def _offer_for_track(self, track_id: int, menu: QMenu) -> None:
        """Offer verbs for a track, or for those chosen with it, in the bars that are marked, or in all."""
        chosen = self._tracks.chosen_tracks
        ids = chosen if track_id in chosen else frozenset({track_id})
        marked = Scope.of_time(*self._stretches).stretches if self._stretches else None
        self._fill(menu, Scope(marked, ids))

    def _offer_for_section(self, menu: QMenu) -> None:
        chosen = [one for one in self._score.sections if one.start_tick in self._roll.sections.chosen_ticks]
        if len(chosen) == 1:
            tick, energy = chosen[0].start_tick, chosen[0].energy
            menu.addAction(f"Write anew at {100 * energy:.0f} % energy", lambda: self.rewrite_section(tick, energy))
        if chosen:
            self._fill(menu, Scope.of_time(*((one.start_tick, one.end_tick) for one in chosen)))

    def _offer_in_roll(self, at: QPoint) -> None:
        """Offer what can be done to what is meant; the pencil's right button erases instead."""
        editor = self._roll.editor
        if editor.is_pencil or editor.is_busy or not self._score.tracks:
            return
        menu = QMenu(self._roll)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions.fill(menu, self._actions.table.menu("rework"))
        menu.popup(self._roll.canvas.mapToGlobal(at))

    # What comes

    def _on_started(self, ordered: Ordered) -> None:
        self._chained = None
        self.bar.show_work(ordered)
        self._actions.show(replace(self._actions.state, is_reworking=True, is_reworked=False, is_told=True))

    def _on_finished(self, result: Result) -> None:
        self._select(result)
        has_take = self._studio.takes.shown is not None
        self.bar.show_result(result, can_be_kept=has_take)
        geometry = self._roll.viewport.geometry
        heights = [geometry.y_of(note.pitch) for note in self._roll.editor.selection]
        self.bar.stand_clear([y for y in heights if 0 <= y < geometry.height])
        self._actions.show(replace(self._actions.state, is_reworking=False, is_reworked=True, is_told=True))
        self.show_meant()

    def _on_ended(self) -> None:
        self._chained = None
        self._actions.show(replace(self._actions.state, is_reworking=False, is_reworked=False))
        self.dismiss()
        self.show_meant()

    def dismiss(self) -> None:
        """Put away what is told of the last verb; what came of it stays."""
        self.bar.hide()
        self._actions.show(replace(self._actions.state, is_told=False))

    def _select(self, result: Result) -> None:
        """Select what is new, so that the next verb is about it: of the edited track, or of the one that has it."""
        editor, owners = self._roll.editor, {track_id for track_id, _ in result.reworked.new}
        if owners and editor.track_id not in owners:
            editor.activate(min(owners))
        editor.select(self._selected_of(result))
        self._roll.show_selection()
        scope = result.ordered.asked.scope
        if scope.notes is not None:
            scope = replace(scope, notes=result.reworked.new)
        elif result.ordered.asked.verb in ("continue", "accompany", "orchestrate"):
            scope = replace(scope, track_ids=frozenset(owners)) if owners else scope
        self._chained = (result, scope)

    def _selected_of(self, result: Result) -> frozenset[Note]:
        track_id = self._roll.editor.track_id
        return frozenset(note for owner, note in result.reworked.new if owner == track_id)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.bar.set_theme(theme)
