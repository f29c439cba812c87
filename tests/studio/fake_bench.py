"""A bench for the composing process that needs no model and answers at once; prompts tell it what to do wrong."""

import logging
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

from audiogenesis_desktop.brief.brief import Brief
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.plan.plan import Part, Plan
from audiogenesis_desktop.score.score import KeyAt, Meter, Note, Section, Tempo
from audiogenesis_desktop.theory.instruments import find

BAR = 3840
BARS = 8


class FakeBench:
    """Reads a prompt as itself; its notes carry the seed and where they stand, so that none can be mistaken."""

    def __init__(self, checkpoint: Path) -> None:
        self._folder = checkpoint.parent

    def prepare(self) -> None:
        pass

    def read(self, prompt: str) -> Brief:
        if prompt == "die":
            os._exit(3)
        if prompt == "die once" and self._is_first_time():
            os._exit(3)
        if prompt == "hang":
            time.sleep(60)
        if prompt == "log":
            logging.getLogger("audiogenesis_desktop.compose").warning("a rule is missing")
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        if prompt == "break":
            raise KeyError("nobody foresaw this")
        return Brief(prompt=prompt, instruments=("piano",))

    def make_plan(self, brief: Brief, seed: int) -> Plan:
        end = BARS * BAR
        return Plan(
            tempi=(Tempo(0, 500_000 + seed),),
            meter=Meter(0, 4, 4),
            key=KeyAt(0, *brief.key),
            sections=(Section(0, end, "A", 0.5),),
            repeats=(-1,),
            active=(frozenset({0}),),
            chords=(),
            parts=(Part(0, find("piano")),),
            last_downbeat_tick=end - BAR,
            release_tick=end - 960,
            length_ticks=end,
        )

    def composer(self) -> "FakeBench":
        return self

    name, model_hash = "fake", "fake"

    def compose(self, brief, plan, context, *, seed):
        for i, tick in enumerate(range(0, plan.last_downbeat_tick, 240)):
            if brief.prompt == "dies in the middle" and i == 50 and self._is_first_time():
                os._exit(3)
            if brief.prompt == "dies always" and i == 50:
                os._exit(3)
            yield 0, Note(tick, 24 + seed % 100, 240, 1 + i % 127)
        while brief.prompt == "never ends":
            yield 0, Note(plan.last_downbeat_tick, 24 + seed % 100, 240, 1)

    def rework(self, wish, is_stopped):
        for i in range(wish.seed):
            time.sleep(0.001)
            if is_stopped():
                raise BadInput("stopped")
            yield 0, Note(i, 60, 1, 1)
        return wish.asked

    def _is_first_time(self) -> bool:
        mark = self._folder / "was here"
        if mark.exists():
            return False
        mark.touch()
        return True


def notes_of(plan: Plan, seed: int) -> list[tuple[int, Note]]:
    """Return what the bench composes where nothing goes wrong."""
    whole = replace(Brief(prompt="whole"))
    return list(FakeBench(Path("nowhere/none")).compose(whole, plan, None, seed=seed))
