"""The drummer: what the network is told, that numpy runs it as torch does, and how chance goes together."""

import numpy as np
import pytest
import torch

from audiogenesis_desktop import paths
from audiogenesis_desktop.errors import BadInput, MissingPart
from audiogenesis_desktop.network.checkpoint import write_halves
from audiogenesis_desktop.network.performer import PerformerLSTM, PerformerShape
from audiogenesis_desktop.network.performer_step import PerformerStepper, read_performer
from audiogenesis_desktop.perform import chance, kit
from audiogenesis_desktop.perform.drummer import Drummer, Stretch, shipped_drummer
from audiogenesis_desktop.perform.hand import as_written

HAND = np.array([[64.0], [20.0], [12.0], [0.0], [10.0]]).repeat(len(kit.DRUMS), axis=1)


def test_numpy_and_torch_tell_the_same():
    torch.manual_seed(0)
    network = PerformerLSTM(PerformerShape(kit.FEATURES, len(kit.DRUMS), 5, 4, kit.HAND_FIELDS * 9, 8)).eval()
    told, drums = torch.randn(3, 5, kit.FEATURES), np.arange(15) % len(kit.DRUMS)
    with torch.no_grad():
        answer = network(told).reshape(15, len(kit.DRUMS), -1)[torch.arange(15), torch.from_numpy(drums)]
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    stepper = PerformerStepper(weights, drums=len(kit.DRUMS), offsets=5)
    offsets, velocities = stepper.shares(stepper.run(told.numpy()).reshape(15, -1), drums)
    assert np.allclose(offsets, answer[:, :5].softmax(dim=1).numpy(), atol=1e-4)
    assert np.allclose(velocities, answer[:, 5:].softmax(dim=1).numpy(), atol=1e-4)


def test_chance_is_normal_repeatable_and_of_its_place_alone():
    drawn = chance.normal(3, np.arange(20_000), 5)
    assert abs(drawn.mean()) < 0.03 and abs(drawn.std() - 1) < 0.03
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03
    assert np.array_equal(chance.normal(3, np.arange(100), 5), drawn[:100])
    assert chance.normal(4, 7, 5) != chance.normal(3, 7, 5) != chance.normal(3, 5, 7)
    assert np.allclose(chance.below([-8, -1, 0, 1, 8]), [0, 0.1587, 0.5, 0.8413, 1], atol=3e-4)
    even = chance.uniform(1, np.arange(20_000))
    assert even.min() > 0 and even.max() < 1 and abs(even.mean() - 0.5) < 0.02


def test_a_window_is_a_bar_and_the_one_before_it():
    found = kit.windows(np.array([0, 0, 1, 1, 1, 4]))
    assert found.moment.tolist() == [[0, 1, -1, -1, -1], [0, 1, 2, 3, 4], [5, -1, -1, -1, -1]]
    assert found.own.sum(axis=1).tolist() == [2, 3, 1]


def test_what_is_struck_together_is_one_moment():
    bars, places = np.array([0, 0, 0, 1]), np.array([0, 0, 6, 0])
    written = np.array([0, -0.5, 0, 9.0])
    moments = kit.moments(bars, places, kit.drum_of([36, 42, 42, 38]), np.array([1, 0, 1, 2]), written)
    assert moments.of_hit.tolist() == [0, 0, 1, 2]
    assert moments.struck[0, kit.DRUMS.index("kick"), kit.PLAIN] == 1
    assert moments.struck[0, kit.DRUMS.index("hat"), kit.GHOST] == 1
    assert moments.struck.sum() == 4
    assert moments.written[0, kit.DRUMS.index("hat")] == -0.5 and moments.written.max() == 4
    told = kit.features(moments, bpm=120, style="rock", own=0.0, hand=HAND)
    assert told.shape == (3, kit.FEATURES) and not np.array_equal(told[0], told[2])


def strike(drummer, bars, places, drums, velocities, *, seed=1, style="rock", bpm=110.0):
    """Strike plain hits with a hand of the drummer's own."""
    hand = drummer.hands.drawn(style, seed)
    written = as_written(drummer.hands, hand.fields, velocities, drums, bars)
    plain, tempi = np.full(len(bars), kit.PLAIN), np.full(len(bars), bpm)
    told = {"bpm": tempi, "drummer": hand.drummer, "style": style, "seed": seed}
    return drummer.strike(bars, places, drums, plain, written, **told)


def strikes(bars, seed=1, style="rock"):
    bar, place = np.repeat(np.arange(bars), 8), np.tile(np.arange(8) * 6, bars)
    hats = np.full(8 * bars, kit.DRUMS.index("hat"))
    return strike(shipped_drummer(), bar, place, hats, np.full(8 * bars, 80), seed=seed, style=style)


def test_a_drummer_strays_as_people_do():
    struck = strikes(60)
    assert 4 < struck.offset_ms.std() < 30 and 4 < struck.velocity.std() < 40
    # neighbours stray together
    assert np.corrcoef(struck.offset_ms[:-1], struck.offset_ms[1:])[0, 1] > 0.1
    assert not np.array_equal(strikes(60, seed=2).offset_ms, struck.offset_ms)
    assert np.array_equal(strikes(20).offset_ms, struck.offset_ms[:160])


def test_no_place_of_the_beat_is_late_for_swing_alone_to_say():
    bar, place = np.repeat(np.arange(200), 16), np.tile(np.arange(16) * 3, 200)
    hats = np.full(len(bar), kit.DRUMS.index("hat"))
    struck = strike(shipped_drummer(), bar, place, hats, np.full(len(bar), 80), style="reggae")
    late = [struck.offset_ms[place % 12 == where].mean() for where in (0, 3, 6, 9)]
    assert np.ptp(late) < 4  # of a sixteenth of 136 ms; people's own lie 8 ms late


def test_hits_lie_as_much_further_apart_as_the_file_says():
    drummer = Drummer(paths.shipped_root() / "models" / "performer.safetensors")
    bar, place = np.repeat(np.arange(60), 8), np.tile(np.arange(8) * 6, 60)
    drums = np.tile([0, 2, 1, 2], 120)
    spreads = []
    for stretch in (Stretch(), Stretch(time=1.5, loudness=1.2)):
        drummer.stretch = stretch
        struck = strike(drummer, bar, place, drums, np.full(480, 70))
        spreads.append((struck.offset_ms.std(), struck.velocity.std(), struck.velocity.mean()))
    assert spreads[1][0] == pytest.approx(1.5 * spreads[0][0], rel=0.03)
    assert 1.1 < spreads[1][1] / spreads[0][1] < 1.25 and spreads[1][2] == pytest.approx(spreads[0][2], abs=2)


def test_nothing_struck_is_nothing_played():
    nothing = np.zeros(0, np.int64)
    assert all(len(column) == 0 for column in strike(shipped_drummer(), *[nothing] * 4))


def test_a_performers_file_is_checked(tmp_path):
    weights = {"lstm.weight_ih_l0": np.zeros((8, 3)), "out.bias": np.zeros(4)}
    path = tmp_path / "p.safetensors"
    with pytest.raises(MissingPart):
        read_performer(path, features=3, classes=4)
    write_halves(weights, path, about={"shares": [1]})
    assert read_performer(path, features=3, classes=4)[1] == {"shares": [1]}
    with pytest.raises(BadInput, match="other drums or features"):
        read_performer(path, features=4, classes=4)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(BadInput, match="not a whole performer"):
        read_performer(path, features=3, classes=4)


def test_what_was_answered_before_is_what_asking_anew_gives():
    random = np.random.default_rng(2)
    bars, places = np.divmod(np.sort(random.choice(16 * 48, 200, replace=False)), 48)
    again, anew = shipped_drummer(), Drummer(paths.shipped_root() / "models" / "performer.safetensors")
    hit = random.integers(0, len(kit.DRUMS), 200)
    for drums in (hit, np.where(bars == 7, 0, hit)):  # and an edit
        found = [strike(one, bars, places, drums, np.full(200, 80), seed=3) for one in (again, again, anew)]
        assert np.array_equal(found[0].offset_ms, found[1].offset_ms)
        assert np.allclose(found[0].offset_ms, found[2].offset_ms, atol=1e-3)
        assert np.allclose(found[0].velocity, found[2].velocity, atol=1e-3)
