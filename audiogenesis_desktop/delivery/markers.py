"""The moments of a piece that an editor wants to see in another program: sections, hits and markers, at exact times."""

import csv
import io
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from audiogenesis_desktop.delivery.timecode import FrameRate
from audiogenesis_desktop.files.loop_marks import without_loop
from audiogenesis_desktop.score.clock import MeterMap, TempoMap
from audiogenesis_desktop.score.score import Score

SECTION, HIT, MARKER = "section", "hit", "marker"
_KINDS = {"marker": MARKER, "cue": HIT}  # texts and lyrics are no moments to cut at
_RESOLVE_COLOURS = {SECTION: "ResolveColorBlue", HIT: "ResolveColorRed", MARKER: "ResolveColorGreen"}


class Moment(NamedTuple):
    """A named moment at exact `seconds`; `bar` and `beat` count from 1. `kind` is SECTION, HIT or MARKER."""

    seconds: Fraction
    name: str
    kind: str
    bar: int
    beat: int

    def frame(self, rate: int) -> int:
        """Return the sample nearest to it at a rate in Hz."""
        return (self.seconds * rate + Fraction(1, 2)).__floor__()


def moments_of(score: Score) -> tuple[Moment, ...]:
    """Return where sections begin and hits and markers lie, in order; marks of a loop are none."""
    score, _ = without_loop(score)
    clock, bars = TempoMap(score.tempi), MeterMap(score.meters)
    named = [(section.start_tick, 0, _section_name(section.label), SECTION) for section in score.sections]
    named += [(m.tick, 1, _plain(m.text), _KINDS[m.kind]) for m in score.markers if m.kind in _KINDS]
    moments = []
    for tick, _, name, kind in sorted(named):
        place = bars.position(tick)
        moments.append(Moment(clock.exact_seconds(tick), name or kind.capitalize(), kind, place.bar, place.beat))
    return tuple(moments)


def _section_name(label: str) -> str:
    name = _plain(label)
    return name[:1].upper() + name[1:]


def _plain(text: str) -> str:
    """Return a text on one line, without characters that files of text and XML do not hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def as_csv(moments: Sequence[Moment], frame_rate: FrameRate, *, start: str = "00:00:00:00") -> str:
    """Return a table with a heading: name, kind, seconds, time code, bar and beat (RFC 4180)."""
    out, first = io.StringIO(), frame_rate.frame_of(start)
    table = csv.writer(out)
    table.writerow(("name", "kind", "seconds", "timecode", "bar", "beat"))
    for m in moments:
        label = frame_rate.label(first + frame_rate.frame_at(m.seconds))
        table.writerow((m.name, m.kind, f"{float(m.seconds):.6f}", label, m.bar, m.beat))
    return out.getvalue()


def as_resolve_edl(moments: Sequence[Moment], frame_rate: FrameRate, *, title: str, start: str = "01:00:00:00") -> str:
    """Return an EDL that DaVinci Resolve imports as timeline markers: one event of one frame for each.

    CMX 3600 as Resolve writes it: out points are exclusive. Names of moments that share a frame stand in one event, and
    lose their "|", which parts the fields.
    """
    first, mode = frame_rate.frame_of(start), "DROP FRAME" if frame_rate.is_drop else "NON-DROP FRAME"
    lines = [f"TITLE: {_plain(title) or 'Markers'}", f"FCM: {mode}", ""]
    for number, (frame, sharing) in enumerate(_by_frame(moments, frame_rate).items(), 1):
        into, out = frame_rate.label(first + frame), frame_rate.label(first + frame + 1)
        name = " / ".join(" ".join(m.name.replace("|", " ").split()) for m in sharing)
        lines.append(f"{number:03}  001      V     C        {into} {out} {into} {out}")
        lines += [f" |C:{_RESOLVE_COLOURS[sharing[-1].kind]} |M:{name} |D:1", ""]
    return "\n".join(lines)


def _by_frame(moments: Sequence[Moment], frame_rate: FrameRate) -> dict[int, list[Moment]]:
    found: dict[int, list[Moment]] = {}
    for moment in moments:
        found.setdefault(frame_rate.frame_at(moment.seconds), []).append(moment)
    return found
