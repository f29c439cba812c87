"""One clause of words after the first, read: where, how long, how fast, who, how; nothing of it is read twice."""

import re
from typing import Any

from audiogenesis_desktop.brief import followup_patterns as patterns
from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.brief.followup_entries import (
    alone_asked,
    edge_asked,
    entry_asked,
    from_there_on,
    moved_entry_asked,
    presence_asked,
    silence_asked,
)
from audiogenesis_desktop.brief.followup_manner import asked_of_players, without_manner, without_qualities
from audiogenesis_desktop.brief.followup_roles import (
    carrying_asked,
    doubling_asked,
    joining_asked,
    played_on_asked,
    roles_named,
)
from audiogenesis_desktop.brief.followup_swaps import redo_asked, swap_asked
from audiogenesis_desktop.brief.followup_times import (
    Asked,
    ending_asked,
    kept_asked,
    key_asked,
    length_asked,
    longer_by,
    register_asked,
    semitones_of,
    step_asked,
    tempo_asked,
    ways_asked,
)
from audiogenesis_desktop.brief.followup_where import find_place, speaks_of_times
from audiogenesis_desktop.brief.followup_who import in_the_piece, is_anybody_named, kit_named, players_named, plays
from audiogenesis_desktop.brief.followup_words import FollowupWords
from audiogenesis_desktop.brief.turns import WHOLE, Turn, Where
from audiogenesis_desktop.brief.wording import Said, blank, read_wording
from audiogenesis_desktop.theory.instruments import DRUMS


class Clause:
    """One clause being read: what was made something of is blanked, so that nothing is read twice."""

    def __init__(self, text: str, brief: Brief, words: FollowupWords) -> None:
        self._text, self._brief, self._words = text, brief, words
        self._turns, self.manner = list[Turn](), tuple[str, ...]()
        self.is_relative = self._is_adding = False

    def read(self) -> list[Turn]:
        """Return the turns."""
        there = patterns.ONLY_THERE.search(self._text)
        self._only_there = there and there[0].strip()
        self._beyond = list[str]()
        for kept in kept_asked(self._text, self._brief.key):
            self._put_asked(kept)
        if (ends := ending_asked(self._text, self._words)) is not None:
            self._put_asked(ends)
        self._where = self._read_where()
        self._kit, self._text = kit_named(self._text, self._words.kit)
        self._read_repeat()
        self._read_times()
        self._read_steps()
        self._text, self.manner = without_manner(self._text, self._words)
        self._said = read_wording(without_qualities(self._text, self._words))
        self._players = self._players_named()
        self._read_entry()
        for read_players in (self._read_swap, self._read_remove, self._read_register, self._read_redo):
            read_players()
        self._read_qualities()
        self._read_only()
        self._read_other_manner()
        self._read_roles()
        self._read_add()
        self._read_presence()
        self.is_relative = any(turn.what != "add" for turn in self._turns) or self._is_adding
        self._read_said()
        return self._turns

    def _put(self, what: str, value: Any = None, players: tuple[str, ...] = (), where: Where | None = None) -> None:
        self._turns.append(Turn(what, value, players, self._where if where is None else where))

    def _take(self, match: re.Match[str]) -> None:
        self._text = blank(self._text, match.span())

    # What stays, where, how long, how fast, how high

    def _read_where(self) -> Where:
        place = find_place(self._text, self._words, has_times=speaks_of_times(self._text, self._words))
        self._place = place
        if place is None:
            return WHOLE
        if (silence := silence_asked(self._text, place)) is not None:
            self._put_asked(silence)
        before, where = self._text[: place.start], place.where
        if (beyond := patterns.BEYOND_WHERE.search(before)) is not None:
            self._beyond += [beyond[0].split()[0], where.section]
        self._text = blank(self._text, (place.start, place.end))
        edge = edge_asked(before, where)
        if edge is None:
            return where
        self._put_asked(edge)
        self._is_adding = edge.turn.what == "add"
        return WHOLE

    def _read_repeat(self) -> None:
        is_of_players = patterns.BROUGHT_BACK.search(self._text) and is_anybody_named(self._text, self._words)
        match = None if self._where.is_whole or is_of_players else patterns.REPEATED.search(self._text)
        if match is not None:
            self._put("repeat")
            self._take(match)

    def _read_times(self) -> None:
        if (longer := length_asked(self._text, self._where)) is not None:
            self._put_asked(longer)
        elif self._where.section and (to := patterns.TO_BARS.search(self._text)) is not None:
            self._beyond.append(to[0])
        if (tempo := tempo_asked(self._text, self._where, self._brief.tempo_bpm)) is not None:
            self._put_asked(tempo)
        for way in ways_asked(self._text, self._where):
            self._put_asked(way)

    def _put_asked(self, asked: Asked) -> None:
        self._turns.append(asked.turn)
        self._text = blank(self._text, *asked.spans)

    def _read_steps(self) -> None:
        found = step_asked(self._text, self._words.step)
        if found is None or patterns.DOUBLED.search(self._text):
            return
        number, step, is_up, spans = found
        by = semitones_of(number, self._words.steps[step], is_up=is_up)
        self._text = blank(self._text, *spans)
        plays, named = patterns.PLAYS.search(self._text), self._named_alone()
        instruments = self._said.values.get("instruments", ())
        is_tune = plays is not None and "lead" in named and len(instruments) == 1
        self._put("transpose", by, ("lead",) if is_tune else named)
        if is_tune:  # "the cello plays the tune an octave lower"
            self._put_asked(Asked(Turn("swap", instruments[0], ("lead",)), ((0, len(self._text)),)))

    # Who plays

    def _named_alone(self) -> tuple[str, ...]:
        self._said = read_wording(self._text)
        named = self._players_named()
        if named:
            self._blank_players(("instruments", "banned"))
        return named

    def _players_named(self) -> tuple[str, ...]:
        """Return the players of the piece that are named, by instrument or piece of the kit, and the roles that are."""
        roles = roles_named(self._text, self._words)
        instruments = players_named(self._said, self._brief, has_roles=bool(roles))
        everybody = self._brief.instruments if patterns.EVERYBODY.search(self._text) else ()
        return tuple(dict.fromkeys((*self._kit, *instruments, *roles))) or everybody

    def _is_there(self, name: str, *, is_more: bool) -> bool:
        """Return whether an instrument is in the piece; a piece of the kit is where there is to be more of it."""
        return is_more if name in self._words.kit else plays(name, self._said, self._brief)

    def _read_entry(self) -> None:
        """Read who is to begin to play later, or earlier, and where; who is to play in one part alone."""
        if not self._players or self._turns:
            return
        asked = moved_entry_asked(self._text, self._place, self._where, self._players, self._only_there)
        if asked is not None:
            self._put_asked(asked)
            self._blank_players(("instruments", "banned"))

    def _read_presence(self) -> None:
        """Read who is to begin or stop at a moment, and who is named with a place and nothing else."""
        if self._place is None or not self._players or self._turns:
            return
        told = self._text
        self._blank_players(("instruments", "banned"))
        named = in_the_piece(self._said.values.get("instruments", ()), self._said, self._brief)
        who = tuple(dict.fromkeys((*self._kit, *named))) or self._players
        asked = entry_asked(self._text, self._place, who, self._words)
        if asked is None and not self.left:
            asked = presence_asked(self._text, self._place, who)
        if asked is None:
            self._text = told
            return
        self._put_asked(asked)
        self._is_adding = True

    def _from_there(self) -> Where:
        """Return what is meant: of one moment, all from it on."""
        return self._where if self._place is None else from_there_on(self._place)

    def _read_swap(self) -> None:
        if (swap := swap_asked(self._text, self._said, self._brief, self._words, kit=self._kit)) is not None:
            self._turns.append(swap._replace(where=self._where))
            self._text = ""

    def _read_remove(self) -> None:
        is_of_roles = not self._where.is_whole and set(self._players) <= set(self._words.roles) and bool(self._players)
        no = patterns.KIT_GONE.search(self._text) if self._kit or is_of_roles else None
        verb = no or self._words.remove.search(self._text) or patterns.TAKEN_OUT.search(self._text)
        banned = self._said.values.get("banned", ())
        if not self._text or self._turns_about_players() or patterns.TRADED.search(self._text):
            return
        if patterns.INSTEAD.search(self._text):  # of what was not found: nobody goes without a word
            self._beyond.append("instead")
            return
        if banned:
            gone = tuple(name for name in self._brief.instruments if name in banned)
            self._put("remove", None, gone or banned[:1], self._from_there())
            self._text = self._text if verb is None else blank(self._text, verb.span())
            self._blank_players(("banned",))
        elif verb is not None and (self._players or not (self._where.is_whole or self._where.section)):
            self._put("remove", None, self._players, self._from_there() if self._players else self._where)
            self._take(verb)
            self._blank_players(("instruments",))

    def _read_register(self) -> None:
        asked = None if self._turns else register_asked(self._text, self._players)
        if asked is not None:
            self._put_asked(asked._replace(turn=asked.turn._replace(where=self._where)))
            self._blank_players(("instruments",))

    def _read_redo(self) -> None:
        if self._turns_about_players():
            return
        asked = redo_asked(self._text, self._players, self._where, self._words)
        if asked is not None:
            self._put_asked(asked)
            self._blank_players(("instruments",) if asked.turn.what == "redo" else ())

    def _read_roles(self) -> None:
        """Read a part that is to join by its role, one that is to be doubled, and who is to play the tune."""
        if self._turns:
            return
        spans = [(cause.start, cause.end) for cause in self._said.causes if cause.field == "instruments"]
        apart, instruments = blank(self._text, *spans), self._said.values.get("instruments", ())
        roles = roles_named(apart, self._words)
        named = tuple(in_the_piece(instruments, self._said, self._brief))
        pitched = [name for name in self._brief.instruments if name != DRUMS]
        asked = doubling_asked(self._text, self._players, named, self._where, roles) or joining_asked(
            apart, instruments, self._from_there(), self._words
        )
        asked = asked or played_on_asked(self._text, pitched, named)
        if asked is None and self._where.is_whole:
            asked = carrying_asked(self._text, roles, instruments, self.left_beside_players)
        if asked is not None and not (asked.turn.players == (DRUMS,) and DRUMS in self._brief.instruments):
            self._put_asked(asked)
            self._is_adding = True
            self._blank_players(("instruments", "banned"))

    def _read_only(self) -> None:
        wanted = self._said.values.get("instruments", ())
        only = None if self._turns or not wanted else alone_asked(self._text, self._only_there, self._where)
        if only is not None:
            self._put("only", None, tuple(dict.fromkeys(in_the_piece(wanted, self._said, self._brief))))
            self._take(only)
            self._blank_players(("instruments",))

    def _read_other_manner(self) -> None:
        """Read who is there already and is to play in another manner: "add a funky bass" where there is a bass."""
        is_new = not all(plays(name, self._said, self._brief) for name in self._said.values.get("instruments", ()))
        if is_new or not self.manner or self._turns_about_players() or any(turn.players for turn in self._turns):
            return
        if what := asked_of_players(self._players, self._brief, self._words):
            self._put(what, None, self._players)
            self.is_relative = self._is_adding = True
            self._text = self._words.add.sub(lambda match: " " * len(match[0]), self._text)
            self._blank_players(("instruments",))

    def _read_add(self) -> None:
        wanted = (*self._kit, *self._said.values.get("instruments", ()))
        verb = self._words.add.search(self._text) or patterns.PUT_IN.search(self._text)
        if not wanted or self._turns_about_players() or any(turn.players for turn in self._turns):
            return
        is_more = verb is not None and "more" in verb[0]
        new = tuple(name for name in dict.fromkeys(wanted) if not self._is_there(name, is_more=is_more))
        is_there = not new or (bool(self._players) and set(self._players) <= {*self._brief.instruments})
        if (less := patterns.LESS_OF.search(self._text)) is not None and is_there:
            self._put("loudness" if self._where.is_whole else "density", -1.0, self._players)
            self._take(less)
            self._blank_players(("instruments",))
        elif verb is not None and new:
            self._put("add", None, new, self._from_there())
            # Words that only join, such as "with", may describe new music.
            self._is_adding = verb[0] not in patterns.JOINING or bool(patterns.PUT_IN.search(self._text))
            self._take(verb)
            self._blank_players(("instruments",))
        elif verb is not None and not is_more and not self._where.is_whole and verb[0] not in patterns.JOINING:
            self._put("add", None, self._players)  # who plays elsewhere is to play there as well
            self._take(verb)
            self._is_adding = True
            self._blank_players(("instruments",))
        elif verb is not None and is_more:
            self._put("loudness" if self._where.is_whole else "density", 1.0, self._players)  # in a part: more of it
            self._take(verb)
            self._blank_players(("instruments",))

    def _turns_about_players(self) -> bool:
        about = ("swap", "remove", "redo", "add", "only", "only there", "later", "earlier", "accompany", "double")
        return any(turn.what in about for turn in self._turns)

    def _blank_players(self, names: tuple[str, ...]) -> None:
        self._text = self._without_players(names)

    def _without_players(self, names: tuple[str, ...]) -> str:
        named = ((cause.start, cause.end) for cause in self._said.causes if cause.field in ("instruments", "banned"))
        text = blank(self._text, *named, *(self._said.spans[name] for name in names if name in self._said.spans))
        for pattern in self._words.roles.values():
            text = pattern.sub(lambda match: " " * len(match[0]), text)
        return text

    # How it is to be

    def _read_qualities(self) -> None:
        for name, (more, less) in self._words.qualities.items():
            for pattern, sign in ((less, -1.0), (more, 1.0)):
                if (match := pattern.search(self._text)) is not None:
                    self._take(match)
                    self._put_quality(name, sign * self._degree())

    def _put_quality(self, name: str, amount: float) -> None:
        if name == "length":
            self._turns += longer_by(amount, self._where)
            return
        if name == "loudness" and not self._players and not self._where.is_whole:
            name = "energy"  # a section has no fader
        if name in ("tempo", "valence") and self._players:
            self._beyond += self._players  # they are of everybody
        self._put(name, amount, () if name in ("tempo", "valence") else self._players)
        if self._players:
            self._blank_players(("instruments", "banned"))

    def _degree(self) -> float:
        match = self._words.degree.search(self._text)
        if match is None:
            return 1.0
        self._take(match)
        return self._words.degrees[match[0]]

    def _read_said(self) -> None:
        """Take what is meant absolutely, as a prompt would."""
        said = read_wording(self._text)
        for asked in key_asked(self._text, said, self._brief.key):
            self._put_asked(asked)
        for name in patterns.SAID:
            if name in said.values:
                self._put_said(name, said)
        is_free = self._where.is_whole and not any(turn.what == "arc" for turn in self._turns)
        if is_free and re.search(r"\bloop(?:s|able|ed|ing)?\b", self._text):
            self._put("arc", ("loop",), where=WHOLE)
            self._text = re.sub(r"\bloop\w*", lambda m: " " * len(m[0]), self._text)
        self._text = blank(self._text, *said.spans.values(), *((cause.start, cause.end) for cause in said.causes))

    def _put_said(self, name: str, said: Said) -> None:
        value = said.values[name]
        is_there_already = any(turn.what == name for turn in self._turns)
        if name == "density":
            self._put("density", 1.0 if value > 0.5 else -1.0, self._players)
        elif name == "texture" and set(value) <= {"sparse", "full"}:
            return  # its density tells
        elif not is_there_already and not (name == "style" and "meter" in said.values):
            self._put(name, value, where=WHOLE)

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """Return what "it" is after this clause, by its names: a section, or players of whom nothing is asked yet."""
        if self._where.section and not self._players:
            return (self._words.section_names.get(self._where.section, self._where.section),)
        return self._players if all(turn.what in ("redo", "later", "loudness") for turn in self._turns) else ()

    @property
    def is_refused(self) -> bool:
        """Return whether something is not to be, so that what was read is not to be done."""
        return bool({*re.findall(r"[a-z']+", self._text)} & patterns.REFUSALS)

    @property
    def goes_on(self) -> tuple[str, ...]:
        """Return the players of the piece, of a clause that only names them, as a list goes on; nobody of others."""
        is_list = not patterns.USED.search(self._text) and not self.left_beside_players
        return self._players if is_list else ()

    @property
    def left_beside_players(self) -> list[str]:
        """Return the words that nothing is made of, nor name players."""
        return self._left_of(self._without_players(("instruments", "banned")))

    @property
    def left(self) -> list[str]:
        """Return the words that nothing was made of."""
        return self._left_of(self._text)

    def _left_of(self, text: str) -> list[str]:
        words = re.findall(r"[a-z0-9']+", self._words.degree.sub(" ", text))
        return [*self._beyond, *(word for word in words if word not in self._words.fillers and len(word) > 1)]
