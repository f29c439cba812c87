"""Genres: the words of corpus labels, what people call such music, and the styles of the Brief it stands for."""

import re
from functools import cache

from audiogenesis_desktop.style.book import shipped
from audiogenesis_desktop.style.families import FAMILIES

# Where a label's word begins so, these styles are meant, and people would call the music one of these names.
_GENRES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ambient": (("ambient",), ("ambient", "ambient music", "atmospheric ambient")),
    "dark ambient": (("ambient", "cinematic"), ("dark ambient",)),
    "meditat": (("ambient",), ("meditation music", "relaxation music")),
    "chillout": (("ambient", "electronic"), ("chillout", "chill music")),
    "new-age": (("ambient",), ("new age",)),
    "atmospheric": (("ambient",), ()),
    "relaxing": (("ambient",), ()),
    "film": (("cinematic",), ("film music", "film score")),
    "cinematic": (("cinematic",), ("cinematic music", "film score", "soundtrack")),
    "suspense": (("cinematic",), ("suspense music", "tense underscore")),
    "thriller": (("cinematic",), ()),
    "soundtrack": (("cinematic",), ()),
    "dramatic": (("cinematic",), ()),
    "emotional": (("cinematic",), ()),
    "orchestral": (("classical", "cinematic"), ("orchestral music", "orchestra")),
    "trailer": (("trailer",), ("trailer music",)),
    "epic trailer": (("trailer",), ("epic trailer music", "epic music")),
    "battle": (("trailer",), ()),
    "classical": (("classical",), ("classical music", "classical")),
    "romantic": (("classical",), ("romantic classical music",)),
    "baroque": (("classical",), ("baroque music", "baroque")),
    "renaissance": (("classical",), ("renaissance music", "early music")),
    "string quartet": (("classical",), ("string quartet", "chamber music")),
    "chamber": (("classical",), ("chamber music",)),
    "symphon": (("classical",), ("symphonic music",)),
    "hymn": (("classical",), ("hymn", "chorale")),
    "sacred": (("classical",), ("sacred music", "church music")),
    "opera": (("classical",), ()),
    "art song": (("classical",), ("song without words", "romantic song")),
    "waltz": (("classical",), ("waltz",)),
    "mazurka": (("classical", "folk"), ("mazurka",)),
    "polonaise": (("classical",), ("polonaise",)),
    "nocturne": (("classical",), ("nocturne",)),
    "etude": (("classical",), ("etude",)),
    "sonata": (("classical",), ("sonata",)),
    "fugue": (("classical",), ("fugue",)),
    "orchestral march": (("classical", "cinematic"), ("orchestral march", "fanfare", "march")),
    "march": (("classical",), ("march",)),
    "corporate": (("corporate",), ("corporate music", "corporate background music")),
    "uplifting": (("corporate",), ()),
    "motivation": (("corporate",), ()),
    "vlog": (("corporate",), ()),
    "lifestyle": (("corporate",), ()),
    "commercial": (("corporate",), ()),
    "children": (("children",), ("children's music", "kids music")),
    "lullaby": (("children",), ("lullaby",)),
    "music box": (("children",), ("music box music",)),
    "nursery": (("children",), ()),
    "playful": (("children",), ()),
    "electronic": (("electronic",), ("electronic music", "electronica")),
    "synthwave": (("electronic",), ("synthwave", "retrowave", "80s synth music")),
    "electropop": (("electronic", "pop"), ("electropop",)),
    "house": (("electronic",), ("house", "house music")),
    "techno": (("electronic",), ("techno",)),
    "future bass": (("electronic",), ("future bass",)),
    "dance pop": (("pop", "electronic"), ("dance pop",)),
    "edm": (("electronic",), ("EDM",)),
    "trap": (("electronic", "lo-fi"), ("trap", "trap beat")),
    "folk": (("folk",), ("folk", "folk music")),
    "traditional": (("folk",), ("traditional folk",)),
    "acoustic": (("folk",), ("acoustic music",)),
    "acoustic folk": (("folk",), ("acoustic folk",)),
    "country": (("folk",), ("country",)),
    "celtic": (("folk", "world"), ("celtic folk", "celtic music")),
    "funk": (("funk",), ("funk",)),
    "soul": (("funk",), ("soul",)),
    "r&b": (("funk",), ("R&B",)),
    "gospel": (("funk",), ("gospel",)),
    "disco": (("funk",), ("disco",)),
    "video game": (("game",), ("video game music", "game music")),
    "game": (("game",), ("game music",)),
    "chiptune": (("game",), ("chiptune", "8-bit music")),
    "jazz": (("jazz",), ("jazz",)),
    "jazz trio": (("jazz",), ("jazz trio", "piano trio jazz")),
    "swing": (("jazz",), ("swing",)),
    "ragtime": (("jazz",), ("ragtime",)),
    "blues": (("jazz",), ("blues",)),
    "lounge": (("jazz",), ()),
    "neworleans": (("jazz",), ("New Orleans jazz",)),
    "early jazz": (("jazz",), ("jazz standard", "early jazz")),
    "show tune": (("jazz",), ("show tune",)),
    "bossa": (("latin", "jazz"), ("bossa nova", "bossa")),
    "latin": (("latin",), ("latin music", "latin")),
    "samba": (("latin",), ("samba",)),
    "salsa": (("latin",), ("salsa",)),
    "afrocuban": (("latin",), ("afro-cuban music",)),
    "brazil": (("latin",), ()),
    "tango": (("latin",), ("tango",)),
    "lo-fi": (("lo-fi",), ("lo-fi", "lofi beats", "chillhop")),
    "lofi": (("lo-fi",), ("lofi beats",)),
    "hip hop": (("lo-fi",), ("hip hop",)),
    "hiphop": (("lo-fi",), ("hip hop",)),
    "chill beats": (("lo-fi",), ()),
    "pop": (("pop",), ("pop", "pop music")),
    "popular": (("pop",), ("old popular song",)),
    "ballad": (("pop",), ("ballad",)),
    "city pop": (("pop", "funk"), ("city pop",)),
    "idol pop": (("pop",), ("idol pop",)),
    "anthem": (("pop",), ()),
    "rock": (("rock",), ("rock", "rock music")),
    "soft rock": (("rock", "pop"), ("soft rock",)),
    "metal": (("rock",), ()),
    "punk": (("rock",), ("punk rock",)),
    "world": (("world",), ("world music",)),
    "reggae": (("world",), ("reggae",)),
    "afrobeat": (("world",), ("afrobeat",)),
    "highlife": (("world",), ("highlife",)),
    "middleeast": (("world",), ("middle eastern music",)),
}
# The style book names the rest: what a style is labelled, its family and what people call it.
for _style in shipped().values():
    _GENRES.setdefault(_style.genre, (_style.family, _style.synonyms[:3]))
assert {style for styles, _ in _GENRES.values() for style in styles} == set(FAMILIES)
# "rock" is not in "baroque" nor "game" in "gamelan": a stem begins a word, and of two at one place the longer counts.
_STEM = re.compile(rf"(?<![\w&-])(?:{'|'.join(sorted(map(re.escape, _GENRES), key=len, reverse=True))})")
# What others have recorded a song as tells nothing about this score of it; "synthetic" is an origin.
_HEARSAY = re.compile(r"discogs \(of recordings\): [^,]*|synthetic")


@cache
def _stems(labels: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_STEM.findall(_HEARSAY.sub("", labels.lower()))))


def styles_of(labels: str) -> tuple[tuple[str, float], ...]:
    """Return the mixture of styles that genre and tag words name, weights summing to 1, or ().

    What is named first, the genre, counts twice.
    """
    weights: dict[str, float] = {}
    for i, stem in enumerate(_stems(labels)):
        for style in _GENRES[stem][0]:
            weights[style] = weights.get(style, 0.0) + (2.0 if i == 0 else 1.0)
    total = sum(weights.values())
    return tuple((style, weights[style] / total) for style in FAMILIES if style in weights)


def genre_names(labels: str) -> tuple[str, ...]:
    """Return what people would call the genre that labels name first, or ()."""
    return next((_GENRES[stem][1] for stem in _stems(labels) if _GENRES[stem][1]), ())
