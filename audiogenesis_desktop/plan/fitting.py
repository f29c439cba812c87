"""Fitting: a style's form is brought to the length of a piece, in whole phrases.

Long pieces go round what stands between intro and outro; short ones take the heart of it: what frames the piece
shrinks first, then what the listener has heard already goes, A and the strongest section last.
"""

from collections.abc import Sequence
from math import log2
from random import Random

from audiogenesis_desktop.style.forms import Stretch

_FRAMES, _BREAK = ("intro", "outro"), "bridge"
_HALVING, _CHANCE = 0.35, 0.3  # octaves of length that a halving costs, and that chance may count for
_ROUND_FROM, _POOR = (
    0.7,
    1.0,
)  # octaves from which a form goes round; what it costs to lack a letter then, or a breakdown
_AGAIN_BARS, _LONGEST_BARS = 8, 20  # from which a section comes again rather than go on, where that grew too long
_SHORT_BARS, _SONG_BARS = 16, 28  # up to here a piece has no frames, and frames of two bars


def fitted(plans: Sequence[Sequence[Stretch]], bars: int, *, random: Random) -> tuple[Stretch, ...]:
    """Return one of the plans as sections of `bars` bars, one or more, the last one with the final bar.

    The plans' last sections are outros, or get one.
    """
    options = [halved for plan in plans for halved in _halvings(plan)]
    most = max(len({section.letter for section in plan}) for _, plan in options)
    needs_break = all(any(section.kind == _BREAK for section in plan) for plan in plans)

    def cost(option: tuple[int, list[Stretch]]) -> float:
        halvings, plan = option
        octaves = log2(bars / _length(plan))
        is_poor = octaves > _ROUND_FROM and len({section.letter for section in plan}) < most
        is_cut = needs_break and octaves < 0 and all(s.kind != _BREAK for s in _trimmed(plan, bars))
        return abs(octaves) + _HALVING * halvings + _POOR * (is_poor + is_cut) + _CHANCE * random.random()

    sections = list(min(options, key=cost)[1])
    if sections[-1].kind != "outro":
        sections.append(Stretch("outro", 0, 1, sections[-1].strength))
    sections = _trimmed(sections, bars) if _length(sections) > bars else _gone_round(sections, bars)
    return _placed(_evened(_filled(sections, bars)))


def _length(sections: Sequence[Stretch]) -> int:
    return sum(section.bars for section in sections)


def _halvings(plan: Sequence[Stretch]) -> list[tuple[int, list[Stretch]]]:
    """Return a plan as it is and in half and quarter time, as far as phrases stay whole."""
    found = [(0, list(plan))]
    while len(found) < 3:
        halved = [section._replace(bars=_half(section)) for section in found[-1][1]]
        if halved == found[-1][1]:
            break
        found.append((len(found), halved))
    return found


def _half(section: Stretch) -> int:
    least = 2 if section.kind in (*_FRAMES, "bridge") else 4
    is_whole = section.bars % (2 * least) == 0 and section.bars % 12  # a blues is not cut in half
    return section.bars // 2 if is_whole else section.bars


def _trimmed(sections: list[Stretch], bars: int) -> list[Stretch]:
    """Return sections without so much as they have over `bars`, or a few bars less."""
    frame = 0 if bars <= 10 else 2 if bars <= _SONG_BARS else 4
    ending = 1 if bars <= _SHORT_BARS else 3 if bars <= _SONG_BARS else 4
    most = {"intro": frame, "outro": ending}
    sections = [s._replace(bars=min(s.bars, most.get(s.kind, s.bars))) for s in sections]
    sections = [section for section in sections if section.bars]
    over, spare = _length(sections) - bars, sections[-1].bars - 1
    least = 0 if bars <= _SHORT_BARS or over <= spare else 1  # rather no outro at all than a section less
    sections = _longer(sections, -1, -max(0, min(over, spare - least)))
    while _length(sections) > bars + 1 and len(_body(sections)) > 1:
        del sections[_least_missed(sections, _length(sections) - bars)]
    if _length(sections) > bars:  # of the last phrase what there is time for: it may end on its last bar
        sections = _longer(sections, _body(sections)[-1], bars - _length(sections))
    return [section for section in sections if section.bars > 0]


def _body(sections: Sequence[Stretch]) -> list[int]:
    return [i for i, section in enumerate(sections) if section.kind not in _FRAMES]


def _least_missed(sections: Sequence[Stretch], over: int) -> int:
    """Return which section may go: one that has been heard before, and of about the length that is over."""
    body = _body(sections)
    strongest = max(body, key=lambda i: sections[i].strength)
    first = {sections[i].letter: i for i in reversed(body)}

    def missed(i: int) -> float:
        is_new = first[sections[i].letter] == i
        worth = 4.0 * (sections[i].kind == "A" and is_new) + 1.5 * (i == strongest) + 1.0 * is_new
        worth += 0.6 * (i == body[-1])
        return worth + 0.1 * abs(sections[i].bars - over)

    return min(body, key=missed)


def _gone_round(sections: list[Stretch], bars: int) -> list[Stretch]:
    """Return sections with as many rounds of their middle as there is room for, and of the last one its end."""
    body = [sections[i] for i in _body(sections)]
    if not body:
        return sections
    is_short = {section.letter for section in body[1:]} < {section.letter for section in body}
    climbs = _climbs(sections)
    again = [_again(s, body) for s in body[0 if is_short else 1 :] if not (climbs and s.kind == _BREAK)]
    rounds, left = divmod(bars - _length(sections), max(1, _length(again)))
    added = again * rounds
    part: list[Stretch] = []
    for section in reversed(again):
        if section.bars > left:
            break
        part, left = [section, *part], left - section.bars
    at = _body(sections)[-1] + 1
    if climbs:  # each stays longer where it is: a round would fall back
        return [*sections[: _body(sections)[0]], *_by_letter([*body, *added, *part]), *sections[at:]]
    return [*sections[:at], *added, *part, *sections[at:]]


def _climbs(sections: Sequence[Stretch]) -> bool:
    """Return whether a form only rises and ends at its height."""
    strengths = [section.strength for section in sections if section.kind != _BREAK]
    return len(strengths) > 2 and strengths == sorted(strengths)


def _by_letter(body: Sequence[Stretch]) -> list[Stretch]:
    letters = list(dict.fromkeys(section.letter for section in body))
    return sorted(body, key=lambda section: letters.index(section.letter))


def _again(section: Stretch, body: Sequence[Stretch]) -> Stretch:
    """Return a section as it comes round: A as A', as strong as that is, or as what is weaker than the strongest."""
    if section.kind != "A":
        return section
    own = [s.strength for s in body if s.kind == "A'"]
    return section._replace(
        kind="A'", strength=own[0] if own else (section.strength + max(s.strength for s in body)) / 2
    )


def _filled(sections: list[Stretch], bars: int) -> list[Stretch]:
    """Return sections with the bars that are still missing: in phrases of four, and the rest at the end."""
    missing = bars - _length(sections)
    body = _body(sections)
    last = body[-1] if body else len(sections) - 1
    phrases = missing // 4 * 4
    if sections[0].kind == "intro" and phrases and sections[0].bars <= 4:
        sections = _longer(sections, 0, phrases)
    elif phrases and sections[last].bars % 12 == 0:  # twelve bars stay twelve
        sections = [Stretch("intro", 0, phrases, sections[-1].strength), *sections]
    elif phrases >= _AGAIN_BARS and sections[last].bars + phrases > _LONGEST_BARS:
        again = sections[last]._replace(bars=phrases)
        sections = [*sections[: last + 1], again, *sections[last + 1 :]]
        last += 1
    else:
        sections = _longer(sections, last, phrases)
    has_coda = sections[-1].bars > 1 or bars > _SHORT_BARS or sections[last].bars % 12 == 0
    return _longer(sections, len(sections) - 1 if has_coda else last, missing - phrases)


def _evened(sections: list[Stretch]) -> list[Stretch]:
    """Return sections of which long pieces have odd bars in the last one alone."""
    if _length(sections) <= _SHORT_BARS:
        return sections
    odd = [i for i, section in enumerate(sections[:-1]) if section.bars % 2]
    for i in odd:
        sections = _longer(_longer(sections, i, -1), -1, 1)
    return [section for section in sections if section.bars]


def _longer(sections: list[Stretch], at: int, bars: int) -> list[Stretch]:
    at %= len(sections)
    return [s._replace(bars=s.bars + bars) if i == at else s for i, s in enumerate(sections)]


def _placed(sections: Sequence[Stretch]) -> tuple[Stretch, ...]:
    starts = [_length(sections[:i]) for i in range(len(sections))]
    return tuple(s._replace(start_bar=start) for s, start in zip(sections, starts, strict=True))
