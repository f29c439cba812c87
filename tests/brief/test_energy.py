"""How lively music is to be: prompts by which nothing was mended, and the energy of the heads fitted apart."""

import json
from pathlib import Path

import numpy as np

from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.energy_captions import energy_captions
from audiogenesis_desktop.brief.intent import ENERGY_COLUMN, Columns
from audiogenesis_desktop.brief.intent_fitting import fit, with_energy
from audiogenesis_desktop.brief.reading import read
from audiogenesis_desktop.evaluation.prompt_cases import load_cases

CASES = [json.loads(line) for line in (Path(__file__).parent / "energy_prompts.jsonl").read_text("utf-8").splitlines()]


def test_most_prompts_are_read_as_lively_as_they_are(encoder: Encoder) -> None:
    found = {case["prompt"]: read(case["prompt"], encoder=encoder).energy for case in CASES}
    wrong = [
        f"{case['prompt']}: {found[case['prompt']]:.2f}, not {case['energy']}"
        for case in CASES
        if not case["energy"][0] <= found[case["prompt"]] <= case["energy"][1]
    ]
    assert len(CASES) == 60 and len(wrong) <= 7, "\n".join(wrong)


def test_nothing_that_is_judged_is_learned_from() -> None:
    learned = {caption.prompt.lower() for caption in energy_captions()}
    assert len(learned) >= 400 and all(0 <= caption.energy <= 1 for caption in energy_captions())
    assert not learned & {case["prompt"].lower() for case in CASES}
    assert not learned & {prompt.lower() for case in load_cases() for prompt in (case.prompt, case.more)}


def test_energy_is_fitted_apart_and_nothing_else_moves() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(12, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    columns = Columns(("house",), ("piano",), ("builds",))
    targets = rng.uniform(size=(12, columns.parts()[-1].stop)).astype(np.float32)
    heads = fit(vectors, targets, columns)
    new = with_energy(heads, vectors, 1 - targets[:, ENERGY_COLUMN], np.ones(12))
    others = [i for i in range(targets.shape[1]) if i != ENERGY_COLUMN]
    assert np.array_equal(new.answer(vectors)[:, others], heads.answer(vectors)[:, others])
    assert np.corrcoef(new.answer(vectors)[:, ENERGY_COLUMN], targets[:, ENERGY_COLUMN])[0, 1] < -0.9
