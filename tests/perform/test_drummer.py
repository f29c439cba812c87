"""The drummer: what the network is told, that numpy runs it as torch does, and how chance goes together."""

import numpy as np
import pytest
import torch

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.network.performer import PerformerLSTM, PerformerShape
from audiogenesis_desktop.network.performer_step import PerformerStepper, read_performer, write_performer
from audiogenesis_desktop.perform import chance, kit
from audiogenesis_desktop.perform.drummer import Drummer, shipped_drummer


def test_numpy_and_torch_tell_the_same():
    torch.manual_seed(0)
    network = PerformerLSTM(PerformerShape(kit.FEATURES, len(kit.DRUMS), 8)).eval()
    told = torch.randn(3, 5, kit.FEATURES)
    with torch.no_grad():
        answer = network(told).numpy()
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    mean, spread = PerformerStepper(weights, drums=len(kit.DRUMS)).run(told.numpy())
    assert np.allclose(mean, answer[..., 0::2], atol=1e-4)
    assert np.allclose(spread, np.exp(np.clip(answer[..., 1::2], -3, 1.5)), atol=1e-4)


def test_chance_is_normal_repeatable_and_of_its_place_alone():
    drawn = chance.normal(3, np.arange(20_000), 5)
    assert abs(drawn.mean()) < 0.03 and abs(drawn.std() - 1) < 0.03
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03
    assert np.array_equal(chance.normal(3, np.arange(100), 5), drawn[:100])
    assert chance.normal(4, 7, 5) != chance.normal(3, 7, 5) != chance.normal(3, 5, 7)
    even = chance.uniform(1, np.arange(20_000))
    assert even.min() > 0 and even.max() < 1 and abs(even.mean() - 0.5) < 0.02


def test_a_window_is_a_bar_and_the_one_before_it():
    found = kit.windows(np.array([0, 0, 1, 1, 1, 4]))
    assert found.moment.tolist() == [[0, 1, -1, -1, -1], [0, 1, 2, 3, 4], [5, -1, -1, -1, -1]]
    assert found.own.sum(axis=1).tolist() == [2, 3, 1]


def test_what_is_struck_together_is_one_moment():
    bars, places = np.array([0, 0, 0, 1]), np.array([0, 0, 6, 0])
    moments = kit.moments(bars, places, kit.drum_of([36, 42, 42, 38]), np.array([1, 0, 1, 2]))
    assert moments.of_hit.tolist() == [0, 0, 1, 2]
    assert moments.struck[0, kit.DRUMS.index("kick"), kit.PLAIN] == 1
    assert moments.struck[0, kit.DRUMS.index("hat"), kit.GHOST] == 1
    assert moments.struck.sum() == 4
    told = kit.features(moments, bpm=120, style="rock")
    assert told.shape == (3, kit.FEATURES) and not np.array_equal(told[0], told[2])


def strikes(bars, seed=1, style="rock"):
    bar, place = np.repeat(np.arange(bars), 8), np.tile(np.arange(8) * 6, bars)
    drums, plain = np.full(8 * bars, kit.DRUMS.index("hat")), np.full(8 * bars, kit.PLAIN)
    return shipped_drummer().strike(bar, place, drums, plain, bpm=np.full(8 * bars, 110.0), style=style, seed=seed)


def test_a_drummer_strays_as_people_do():
    struck = strikes(60)
    assert 4 < struck.offset_ms.std() < 30 and 4 < struck.velocity.std() < 40
    # neighbours stray together
    assert np.corrcoef(struck.offset_ms[:-1], struck.offset_ms[1:])[0, 1] > 0.1
    assert not np.array_equal(strikes(60, seed=2).offset_ms, struck.offset_ms)
    assert np.array_equal(strikes(20).offset_ms, struck.offset_ms[:160])


def test_nothing_struck_is_nothing_played():
    nothing = np.zeros(0, np.int64)
    struck = shipped_drummer().strike(*[nothing] * 4, bpm=np.zeros(0), style="", seed=1)
    assert all(len(column) == 0 for column in struck)


def test_a_performers_file_is_checked(tmp_path):
    weights = {"lstm.weight_ih_l0": np.zeros((8, 3)), "out.bias": np.zeros(4)}
    path = tmp_path / "p.safetensors"
    with pytest.raises(MissingPart):
        read_performer(path, features=3, drums=1)
    write_performer(weights, path, about={"shares": [1]})
    assert read_performer(path, features=3, drums=1)[1] == {"shares": [1]}
    with pytest.raises(BadInput, match="other drums or features"):
        read_performer(path, features=4, drums=1)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(BadInput, match="not a whole performer"):
        read_performer(path, features=3, drums=1)


def test_what_was_answered_before_is_what_asking_anew_gives():
    random = np.random.default_rng(2)
    bars, places = np.divmod(np.sort(random.choice(16 * 48, 200, replace=False)), 48)
    columns = (bars, places, random.integers(0, len(kit.DRUMS), 200), np.full(200, kit.PLAIN))
    again, anew = shipped_drummer(), Drummer(paths.shipped_root() / "models" / "performer.safetensors")
    for drums in (columns[2], np.where(bars == 7, 0, columns[2])):  # and an edit
        told = (*columns[:2], drums, columns[3])
        bpm = np.full(200, 100.0)
        found = [drummer.strike(*told, bpm=bpm, style="funk", seed=3) for drummer in (again, again, anew)]
        assert np.array_equal(found[0].offset_ms, found[1].offset_ms)
        assert np.allclose(found[0].offset_ms, found[2].offset_ms, atol=1e-3)
        assert np.allclose(found[0].velocity, found[2].velocity, atol=1e-3)
