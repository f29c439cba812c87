"""Older project files and journals brought up to date, version by version, before anything is made of them."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import count

import msgspec

VERSION = 2
"""The version that is written. A field with a default needs no new one; what older readers would take wrongly does,
and so does a field that goes."""

Migration = Callable[[Iterable[bytes]], Iterator[bytes]]
_Fields = dict[str, msgspec.Raw]


def migrated(lines: Iterable[bytes], version: int) -> Iterable[bytes]:
    """Return lines of a version, up to VERSION, as VERSION has them.

    What is not as that version has it raises msgspec.MsgspecError or KeyError, as lines are asked for.
    """
    return reduce(lambda older, step: step(older), (MIGRATIONS[each] for each in range(version, VERSION)), lines)


def _with_briefs_apart(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines of version 1 as version 2 has them: each Brief and Plan is a line of its own, named by its number.

    Words after the first stood in the workplace at first. They are with the takes that answer them since then.
    """
    briefs, plans = count(), count()
    for line in lines:
        if line.startswith(b'["take"'):
            _, number, record = _parts(line)
            take = _fields(record.pop("take"))
            brief, plan = next(briefs), next(plans)
            yield _line("brief", brief, take.pop("brief"))
            yield _line("plan", plan, take.pop("plan"))
            yield _line("take", number, {**take, **record, "brief": brief, "plan": plan})
        elif line.startswith(b'["piece"'):
            _, number, record = _parts(line)
            workplace = _fields(record["workplace"])
            workplace.pop("follow_ups", None)
            shown: object = None
            if bytes(chips := workplace.pop("brief", _NONE)) != bytes(_NONE):
                shown = next(briefs)
                yield _line("brief", shown, chips)
            told: dict[str, object] = {**workplace, "brief": shown}
            yield _line("piece", number, {**record, "workplace": told})
        else:
            yield line


_NONE = msgspec.Raw(b"null")

MIGRATIONS: dict[int, Migration] = {1: _with_briefs_apart}
"""What turns the lines of a version into those of the next."""


def _parts(line: bytes) -> tuple[str, int, _Fields]:
    return msgspec.json.decode(line, type=tuple[str, int, _Fields])


def _fields(raw: msgspec.Raw) -> _Fields:
    return msgspec.json.decode(raw, type=_Fields)


def _line(kind: str, number: object, value: object) -> bytes:
    return msgspec.json.encode((kind, number, value))
