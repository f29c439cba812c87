"""A studio whose verbs are done at once in a thread of its own process, by a composer with random weights."""

from dataclasses import replace

from audiogenesis_desktop.studio.verb_bench import VerbBench


def parts_that_rework(parts, composer, gate=None):
    """Return parts to compose with that do verbs, too; with a `gate` each step waits until it is open."""
    bench = VerbBench()

    def rework(wish, stopped):
        steps = bench.steps(composer, wish, stopped.is_set)
        try:
            while True:
                step = next(steps)
                if gate is not None:
                    assert gate.wait(10)
                yield step
        except StopIteration as end:
            return end.value

    return replace(parts, rework=rework)
