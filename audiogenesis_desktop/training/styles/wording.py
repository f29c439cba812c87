"""Words for a written piece: what may be said of it, and one sentence that asks for it."""

from collections.abc import Mapping
from random import Random

from audiogenesis_desktop.score.score import Score, Track
from audiogenesis_desktop.style.style import Style
from audiogenesis_desktop.theory.keys import Key

# Moods by valence (dark, wistful, even, happy) and energy (calm, middling, strong).
_MOODS = {
    (0, 0): ("dark", "sombre", "eerie", "bleak", "lonely", "mournful"),
    (0, 1): ("dark", "brooding", "mysterious", "uneasy", "ominous", "serious"),
    (0, 2): ("dark", "tense", "dramatic", "intense", "menacing", "relentless"),
    (1, 0): ("melancholic", "sad", "wistful", "pensive", "nostalgic", "longing"),
    (1, 1): ("moody", "bittersweet", "nostalgic", "melancholic", "introspective", "late-night"),
    (1, 2): ("driving", "determined", "passionate", "moody", "edgy", "urgent"),
    (2, 0): ("calm", "peaceful", "gentle", "reflective", "dreamy", "quiet", "soothing"),
    (2, 1): ("relaxed", "laid-back", "thoughtful", "cool", "mellow", "steady", "smooth"),
    (2, 2): ("energetic", "confident", "bold", "powerful", "driving", "exciting"),
    (3, 0): ("tender", "warm", "hopeful", "sweet", "serene", "gentle", "comforting"),
    (3, 1): ("cheerful", "warm", "optimistic", "friendly", "light-hearted", "sunny", "bright"),
    (3, 2): ("happy", "uplifting", "joyful", "upbeat", "triumphant", "exuberant", "feel-good"),
}
_PACES = ((66, "very slow"), (82, "slow"), (104, "mid-tempo"), (126, "lively"), (150, "fast"), (400, "very fast"))
_DENSITIES = ((0.45, "sparse"), (0.7, ""), (2.0, "busy"))
_SPOKEN = {"drums": "drums", "strings": "strings", "nylon guitar": "nylon-string guitar", "saw lead": "synth lead"}

# Those that name instruments and those that do not: a piano solo needs no "with piano".
_TEMPLATES = (
    "{mood} {name} for {use}",
    "{mood}, {second} {name}, {pace}, for {use}",
    "{use}",
    "something {mood} for {use}",
    "{mood} {name}",
    "{mood} {name} in {key}",
    "{name} around {bpm} bpm, {mood}",
    "We open on {use}. The music is {mood} and {second}, {pace}, and never in the way of the words: {name}.",
    "{pace} {mood} {name}, {key}, {meter}",
)
_WITH_INSTRUMENTS = (
    "{Mood} {name} with {instruments}",
    "{Mood} {name} with {instruments}, {bpm} bpm in {key}",
    "{Name} with {instruments}: {mood} and {second}",
    "{pace}, {mood} {name} for {use}, with {instruments}",
    "{name}, {key}, {bpm} bpm, {instruments}",
    "Background music for {use}: {mood} {name}, {instruments}",
    "{name} in {meter}, {pace}, {mood}, {instruments}",
    "We open on {use}. The music is {mood} and {second}: {name} with {instruments}.",
    "{mood} {only}",
)


def spoken(track: Track) -> str:
    """Return what a caption calls a track's instrument."""
    return _SPOKEN.get(track.name.lower(), track.name.lower())


def facts(
    style: Style, score: Score, *, valence: float, energy: float, density: float, bpm: int, random: Random
) -> dict[str, str]:
    """Return what a caption may say of the piece, each as ready words."""
    name = random.choice(style.synonyms)
    mood, second = random.sample([mood for mood in moods_for(valence, energy) if mood not in name], 2)
    names = list(dict.fromkeys(map(spoken, score.tracks)))
    key, meter = score.keys[0], score.meters[0]
    return {
        "style": style.name,
        "genre": style.genre,
        "tags": ", ".join(style.tags),
        "name": name,
        "mood": mood,
        "second": second,
        "use": random.choice(style.uses),
        "instruments": listed(names[: random.choice((2, 3, 3, 4))]),
        "only": listed(names),
        "tempo_bpm": str(bpm),
        "pace": pace_of(bpm),
        "density": next(word for limit, word in _DENSITIES if density < limit),
        "key": Key(key.tonic, key.mode).name,
        "meter": f"{meter.numerator}/{meter.denominator}",
        "form": " ".join(section.kind for section in score.sections),
    }


def prompt(known: Mapping[str, str], random: Random) -> str:
    """Return one caption-like sentence from a piece's facts."""
    words = {
        **known,
        "bpm": known["tempo_bpm"],
        "Mood": known["mood"].capitalize(),
        "Name": known["name"][:1].upper() + known["name"][1:],
    }
    is_stated = known["only"] in known["name"]  # "piano" in "solo piano"
    templates = _TEMPLATES if is_stated else random.choice((_TEMPLATES, _WITH_INSTRUMENTS))
    return random.choice(templates).format(**words)


def moods_for(valence: float, energy: float) -> tuple[str, ...]:
    """Return words for a mood of `valence` -1..1 and `energy` 0..1."""
    return _MOODS[hue_of(valence), force_of(energy)]


def hue_of(valence: float) -> int:
    """Return 0 for dark, 1 for wistful, 2 for even, 3 for happy."""
    return 0 if valence < -0.42 else 1 if valence < -0.05 else 2 if valence < 0.25 else 3


def force_of(energy: float) -> int:
    """Return 0 for calm, 1 for middling, 2 for strong."""
    return 0 if energy < 0.42 else 1 if energy < 0.62 else 2


def pace_of(bpm: float) -> str:
    """Return the word for a tempo in quarter notes a minute."""
    return next(word for limit, word in _PACES if bpm < limit)


def listed(names: list[str]) -> str:
    """Return names as said: "piano, strings and harp"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
