"""Which instruments a prompt asks for and which it rules out, with "only", lists and corrections."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from audiogenesis_desktop.brief.brief import Cause
from audiogenesis_desktop.brief.lexicon import Found, Naming, Word, find_phrases, fold, load_lexicon, words_of

_AND_WORDS = r"(?:or|nor|and|und|et|y|e|o|ou|oder|ni|ne|nem|noch|sowie)"
# "Piano alone in the intro", "a guitar solo over blues": others play as well.
_GOES_ON = re.compile(r"\s+(?:in|at|when|after|for|from|until|during|towards?|on|over|above|against)\b")
_LIST_JOINER = re.compile(rf"[\s,/&+]*(?:{_AND_WORDS}\b)?[\s,]*(?:(?:any|no|nor|the|also)\b\s*)*")
# What parts two items of a list of instruments, with an article or an adjective of the second.
_ITEM_GAP = re.compile(r"\s*(?:[,;/&+]|(?:and|or|und|et|y|with)\b)[\s,/&+]*(?:and\b\s*)?(?:an?\s+)?(?:\w+[\s-]+)?")
_CLOSING_OR = re.compile(r"\b(?:or|nor|oder|ou|ni|nem|noch)\b")
_CLAUSE_END = re.compile(r"[,.;:!?\n()]")
_SEPARABLE = re.compile(r"\b(?:keep|leave|leaving|take|taking|cut|drop)\s+(?:the |any |all |those )?(?:\w+ )?$")
_NOTHING_ELSE = re.compile(r"\bnothing (?:else|more)(?=\s*(?:$|[,.;!?\n]))")
_ANYTHING_WITH = re.compile(r"\b(?:anything|something) (?:with|like|that has)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """What the text says of instruments: `clashes` are those both asked for and ruled out in one breath.

    In `wanted` a name stands as often as there are players. With `is_ensemble` they are all that play. `vague` has
    those of them that no word names: which others the word may mean.
    """

    wanted: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    only: bool = False
    is_ensemble: bool = False
    vague: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wanted_span: tuple[int, int] | None = None
    banned_span: tuple[int, int] | None = None
    clashes: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


class _Mention(NamedTuple):
    start: int
    end: int
    naming: Naming
    is_negated: bool
    is_only: bool
    is_correction: bool


def read_instruments(prompt: str, families: Sequence[str] = ()) -> Named:
    """Return what a prompt says of instruments: later words win over earlier ones, bans over groups.

    `families` are those of the styles that it names: a piano trio is another one in jazz.
    """
    folded = fold(prompt)
    words = [_stem(word) for word in words_of(folded)]
    found = [f for f in find_phrases(folded, words, load_lexicon().listed_names) if f.value != Naming((), ())]
    mentions = _judge(folded, _without_everyday(folded, found))
    named = _settle([mention._replace(naming=_in_style(mention.naming, families)) for mention in mentions])
    return replace(named, only=True) if named.wanted and _NOTHING_ELSE.search(folded) else named


def _in_style(naming: Naming, families: Sequence[str]) -> Naming:
    others = [names for family, names in naming.elsewhere if family in families]
    return naming._replace(wanted=others[0]) if others else naming


def _without_everyday(text: str, found: list[Found[Naming]]) -> list[Found[Naming]]:
    """Drop "recorder" and the like where no other instrument stands beside them in a list."""
    joined = [bool(_ITEM_GAP.fullmatch(text[a.end : b.start])) for a, b in itertools.pairwise(found)]
    beside = [left or right for left, right in zip([False, *joined], [*joined, False], strict=True)]
    listed = load_lexicon().listed
    return [f for f, is_listed in zip(found, beside, strict=False) if is_listed or text[f.start : f.end] not in listed]


def find_instruments(text: str) -> tuple[str, ...]:
    """Return the instruments that a list such as "sax, fiddle" names, groups spelled out, in order."""
    folded = fold(text)
    found = find_phrases(folded, words_of(folded), load_lexicon().listed_names)
    return tuple(dict.fromkeys(name for f in found for name in f.value.wanted))


def _stem(word: Word) -> Word:
    """Return "drum" of "drumless", so that what follows the instrument's word rules it out."""
    stem = word.text.removesuffix("less")
    return Word(stem, word.start, word.start + len(stem)) if stem in load_lexicon().names else word


def _judge(text: str, found: list[Found[Naming]]) -> list[_Mention]:
    """Tell of each mention whether it is asked for or ruled out."""
    mentions: list[_Mention] = []
    previous_end = 0
    for i, (start, end, naming) in enumerate(found):
        gap = text[previous_end:start]
        next_start = found[i + 1].start if i + 1 < len(found) else len(text)
        corrected, gap = _without_correction(gap)
        negator = _negator(gap, text[end:next_start])
        negated = negator is not None
        if not negated and mentions and mentions[-1].is_negated and not corrected:
            negated = _goes_on(text, found, i, gap)
        only = not negated and (_only_before(gap) or _only_after(text[end:], gap, is_alone=len(found) == 1))
        begin = start - (negator or 0)
        mentions.append(_Mention(begin, end, naming, negated, only, corrected))
        previous_end = end
    return _without_likened(text, mentions)


def _without_correction(gap: str) -> tuple[bool, str]:
    """Return whether the gap takes back what came before it, and the gap without the words that do so."""
    match = None
    for match in _phrase("corrections").finditer(gap):  # noqa: B007 - the last one counts
        pass
    if match is None:
        return False, gap
    rest = gap[match.end() :]
    adds = _phrase("additions").search(rest)
    return not adds, gap[: match.start()].rsplit(",", 1)[0] + ", " + rest if not adds else rest


def _negator(gap: str, after: str) -> int | None:
    """Return how far before the mention the word stands that rules it out (0: just after it); None if none does."""
    if re.match(r"(?:[\s-]*(?:less|free)\b)(?! time)", after):
        return 0
    clause = _last_clause(gap)
    if _SEPARABLE.search(clause) and re.match(r"\s+out\b(?!\s+(?:in|front|loud)\b)", after):
        return 0
    if _phrase("only_before").search(clause):
        return None
    for pattern in (_phrase("not_negated"), _ANYTHING_WITH):
        clause = pattern.sub(lambda match: "_" * len(match.group()), clause)
    match = None
    for match in _phrase("negators").finditer(clause):  # noqa: B007 - the last one counts
        pass
    if match is None:
        return None
    rest = clause[match.end() :]
    reaches = len(rest.split()) <= 4 and not _phrase("scope_breakers").search(rest)
    return len(clause) - match.start() if reaches else None


def _last_clause(gap: str) -> str:
    return _CLAUSE_END.split(gap)[-1]


def _goes_on(text: str, found: list[Found[Naming]], i: int, gap: str) -> bool:
    """Return whether a negated list reaches this mention: "no drums or bass", "without drums, bass or piano".

    A comma alone carries the negation on only where an "or" closes the list, as "no drums, piano" asks for piano.
    """
    if _LIST_JOINER.fullmatch(gap):
        if "," not in gap or _CLOSING_OR.search(gap):
            return True
        return _list_closes(text, found, i)
    return bool(_CLOSING_OR.search(gap)) and not _CLAUSE_END.search(gap.replace(",", "")) and len(gap.split()) <= 4


def _list_closes(text: str, found: list[Found[Naming]], i: int) -> bool:
    """Return whether a list that goes on by commas from mention i ends in "or"; "without" lists may end in "and"."""
    opener = text[max(0, found[0].start - 40) : found[i].start]
    takes_and = re.search(r"\b(?:without|sans|ohne|minus|exclud\w+)\b", opener)
    closers = r"\b(?:or|nor|and)\b" if takes_and else r"\b(?:or|nor)\b"
    for left, right in zip(found[i:], found[i + 1 :], strict=False):
        gap = text[left.end : right.start]
        if not _LIST_JOINER.fullmatch(gap):
            return False
        if re.search(closers, gap):
            return True
    return False


def _only_before(gap: str) -> bool:
    clause = _last_clause(gap)
    match = None
    for match in _phrase("only_before").finditer(clause):  # noqa: B007 - the last one counts
        pass
    if match is None:
        return False
    if match.group() in ("solo", "lone", "a single") and re.search(r"\b(?:with|and|then|plus|over)\b", clause):
        return False  # "an orchestra with a solo trumpet" is not a trumpet alone
    rest = clause[match.end() :]
    is_not_only = re.search(r"\bnot\s*$", clause[: match.start()])
    return len(rest.split()) <= 4 and not _phrase("hints").search(rest) and not is_not_only


def _only_after(after: str, gap: str, *, is_alone: bool) -> bool:
    match = re.match(r"[\s,-]*", after)
    rest = after[match.end() :] if match else after
    said = _phrase("only_after").match(rest)
    if said is None or _GOES_ON.match(rest[said.end() :]):
        return False
    if said.group() != "solo":
        return True
    return is_alone and not re.search(r"\b(?:with|and|then|featuring|plus)\b", _last_clause(gap))


def _without_likened(text: str, mentions: list[_Mention]) -> list[_Mention]:
    """Drop what is only compared with: "like a string quartet but with synths"."""
    kept = []
    for i, mention in enumerate(mentions):
        before = text[: mention.start]
        after = text[mention.end : mentions[i + 1].start] if i + 1 < len(mentions) else ""
        likened = re.search(r"\blike (?:an? |the |some )?(?:\w+ ){0,2}$", before)
        if not (likened and re.search(r"\bbut (?:with|on|for|using|played|featuring)\b", after)):
            kept.append(mention)
    return kept


@dataclass(slots=True)
class _Tally:
    """What is wanted and what is banned so far, each with whether it was named itself, not through a group."""

    wanted: dict[str, bool] = field(default_factory=dict)
    banned: dict[str, bool] = field(default_factory=dict)
    clashes: dict[str, None] = field(default_factory=dict)
    players: dict[str, int] = field(default_factory=dict)
    vague: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def want(self, mention: _Mention) -> None:
        """Ask for a mention's instruments; one named itself wins over an earlier ban, a group's do not."""
        by_name = len(mention.naming.wanted) == 1
        for name in dict.fromkeys(mention.naming.wanted):
            if name in self.banned and not by_name:
                continue
            if self.banned.pop(name, False) and not mention.is_correction:
                self.clashes[name] = None
            if not mention.naming.is_vague:
                self.vague.pop(name, None)
            elif name not in self.wanted:
                self.vague[name] = mention.naming.banned
            self.wanted[name] = self.wanted.get(name, False) or by_name
            self.players[name] = max(self.players.get(name, 1), mention.naming.wanted.count(name))

    def ban(self, mention: _Mention) -> None:
        """Rule a mention's instruments out, but keep what was asked for by another name of its own."""
        for name in mention.naming.banned:
            if self.wanted.get(name) and name not in mention.naming.wanted:
                continue
            if self.wanted.pop(name, False) and not mention.is_correction:
                self.clashes[name] = None
            self.banned[name] = name in mention.naming.wanted


def _settle(mentions: list[_Mention]) -> Named:
    tally = _Tally()
    for mention in mentions:
        if mention.is_negated:
            tally.ban(mention)
            continue
        if mention.is_correction:
            tally.wanted.clear()
        tally.want(mention)
    return Named(
        wanted=tuple(name for name in tally.wanted for _ in range(tally.players[name])),
        banned=tuple(tally.banned),
        only=bool(tally.wanted) and any(m.is_only for m in mentions),
        is_ensemble=_is_ensemble([mention.naming for mention in mentions if not mention.is_negated]),
        vague={name: others for name, others in tally.vague.items() if name in tally.wanted},
        wanted_span=_span(m for m in mentions if not m.is_negated and tally.wanted.keys() & set(m.naming.wanted)),
        banned_span=_span(m for m in mentions if m.is_negated),
        clashes=tuple(tally.clashes),
        causes=tuple(_causes(mentions, tally)),
    )


def _is_ensemble(namings: Sequence[Naming]) -> bool:
    """Return whether all who play are named at once; "with a beat" asks for more of them."""
    asks_for_a_beat = any(naming.banned and not naming.wanted for naming in namings)
    return any(naming.is_ensemble for naming in namings) and not asks_for_a_beat


def _causes(mentions: Iterable[_Mention], tally: _Tally) -> Iterator[Cause]:
    """Yield which words ask for an instrument that plays, rule out one that does not, or say that no other plays."""
    for mention in mentions:
        if not mention.is_negated:
            names = [name for name in dict.fromkeys(mention.naming.wanted) if name in tally.wanted]
            yield from (Cause("instruments", mention.start, mention.end, name) for name in names)
        else:
            names = [name for name in mention.naming.banned if name in tally.banned]
            yield from (Cause("banned", mention.start, mention.end, name) for name in names)
        if mention.is_only:
            yield Cause("only", mention.start, mention.end)


def _span(mentions: Iterable[_Mention]) -> tuple[int, int] | None:
    kept = list(mentions)
    return (kept[0].start, kept[-1].end) if kept else None


@cache
def _phrase(name: str) -> re.Pattern[str]:
    """Return a pattern for any of the lexicon's phrases of this name, the longest first."""
    phrases = sorted(load_lexicon().phrases[name], key=len, reverse=True)
    return re.compile(r"(?<![\w'])(?:" + "|".join(re.escape(p) for p in phrases) + r")(?![\w])")
