"""What prompts in French, German, Spanish, Italian and Portuguese say: one line a case."""

import pytest

from audiogenesis_desktop.brief.language import notice_of_language
from audiogenesis_desktop.brief.number_words import VALUES
from audiogenesis_desktop.brief.numbers import parse_number
from audiogenesis_desktop.brief.reading import read_said
from audiogenesis_desktop.brief.wording import read_wording

TEMPI = [
    ("musique lente au piano", 68),
    ("musique rapide et joyeuse", 132),
    ("à 120 à la noire", 120),
    ("120 battements par minute", 120),
    ("langsame Musik für Streicher", 68),
    ("schnelle Musik", 132),
    ("C-Dur, 90 Schläge pro Minute", 90),
    ("música lenta para violonchelo", 68),
    ("música rápida", 132),
    ("120 pulsaciones por minuto", 120),
    ("musica lenta con archi", 68),
    ("musica veloce", 132),
    ("120 battiti al minuto", 120),
    ("música lenta para violoncelo", 68),
    ("música rápida para festa", 132),
    ("120 batidas por minuto", 120),
]

KEYS = [
    ("piano calme en ré mineur, 30 secondes", "D minor"),
    ("en fa dièse mineur", "F# minor"),
    ("en la bémol majeur", "Ab major"),
    ("en sol", "G major"),
    ("ruhiges Klavier in d-Moll, 30 Sekunden", "D minor"),
    ("in fis-Moll", "F# minor"),
    ("As-Dur", "Ab major"),
    ("piano tranquilo en re menor, 30 segundos", "D minor"),
    ("en fa sostenido menor", "F# minor"),
    ("en si bemol mayor", "Bb major"),
    ("pianoforte calmo in re minore, 30 secondi", "D minor"),
    ("in fa diesis minore", "F# minor"),
    ("in si bemolle maggiore", "Bb major"),
    ("piano calmo em ré menor, 30 segundos", "D minor"),
    ("em fá sustenido menor", "F# minor"),
    ("em si bemol maior", "Bb major"),
]

METERS = [
    ("une valse pour violon et violoncelle", (3, 4)),
    ("im Dreivierteltakt", (3, 4)),
    ("im 6/8-Takt", (6, 8)),
    ("un vals", (3, 4)),
    ("un valzer", (3, 4)),
    ("uma valsa", (3, 4)),
]

LENGTHS = [
    ("piano calme en ré mineur, 30 secondes", 30),
    ("une minute et demie", 90),
    ("deux minutes", 120),
    ("vingt secondes", 20),
    ("trente secondes de harpe", 30),
    ("ruhiges Klavier in d-Moll, 30 Sekunden", 30),
    ("eineinhalb Minuten", 90),
    ("eine halbe Minute", 30),
    ("zwei Minuten", 120),
    ("zwanzig Sekunden", 20),
    ("piano tranquilo en re menor, 30 segundos", 30),
    ("medio minuto", 30),
    ("minuto y medio", 90),
    ("dos minutos", 120),
    ("veinte segundos", 20),
    ("pianoforte calmo in re minore, 30 secondi", 30),
    ("mezzo minuto", 30),
    ("un minuto e mezzo", 90),
    ("due minuti", 120),
    ("venti secondi", 20),
    ("piano calmo em ré menor, 30 segundos", 30),
    ("meio minuto", 30),
    ("um minuto e meio", 90),
    ("dois minutos", 120),
    ("vinte segundos", 20),
]

INSTRUMENTS = [
    ("piano calme en ré mineur, 30 secondes", "piano"),
    ("guitare acoustique, sans batterie", "steel guitar"),
    ("une valse pour violon et violoncelle", "violin, cello"),
    ("tambours et trompettes", "drums, trumpet"),
    ("flûte au lieu de violon", "flute"),
    ("quatuor à cordes", "violin, violin, viola, cello"),
    ("orchestre symphonique", "strings, french horn, flute, brass section, timpani"),
    ("clavecin et hautbois", "harpsichord, oboe"),
    ("saxophone et contrebasse", "tenor sax, acoustic bass"),
    ("orgue de barbarie", "calliope lead"),
    ("ruhiges Klavier in d-Moll, 30 Sekunden", "piano"),
    ("Akustikgitarre ohne Schlagzeug", "steel guitar"),
    ("nur Flöte und Harfe", "flute, harp"),
    ("Streichquartett", "violin, violin, viola, cello"),
    ("Harfe statt Klavier", "harp"),
    ("Mundharmonika und Ziehharmonika", "harmonica, accordion"),
    ("Blockflöte, Geige, Bratsche und Cello", "recorder, violin, viola, cello"),
    ("Pauken und Trompeten", "timpani, trumpet"),
    ("Blechbläser", "brass section"),
    ("guitarra española sin batería", "nylon guitar"),
    ("solo arpa y flauta", "harp, flute"),
    ("trompeta, acordeón y tambores", "trumpet, accordion, drums"),
    ("cuarteto de cuerdas", "violin, violin, viola, cello"),
    ("saxofón y contrabajo", "tenor sax, acoustic bass"),
    ("pianoforte calmo in re minore, 30 secondi", "piano"),
    ("chitarra acustica senza batteria", "steel guitar"),
    ("solo flauto e arpa", "flute, harp"),
    ("quartetto d'archi", "violin, violin, viola, cello"),
    ("tromba e fisarmonica", "trumpet, accordion"),
    ("clarinetto e fagotto", "clarinet, bassoon"),
    ("violão sem bateria", "nylon guitar"),
    ("música lenta para violoncelo", "cello"),
    ("apenas harpa e flauta", "harp, flute"),
    ("flauta em vez de violino", "flute"),
    ("quarteto de cordas", "violin, violin, viola, cello"),
    ("trompete, saxofone e contrabaixo", "trumpet, tenor sax, acoustic bass"),
]

BANS = [
    ("guitare acoustique, sans batterie", "drums"),
    ("pas de basse, pas de guitare électrique", "fingered bass, clean guitar"),
    ("flûte au lieu de violon", "violin"),
    ("Akustikgitarre ohne Schlagzeug", "drums"),
    ("keine Trompeten, kein Bass", "trumpet, fingered bass"),
    ("Harfe statt Klavier", "piano"),
    ("guitarra española sin batería", "drums"),
    ("sin trompetas ni bajo", "trumpet, fingered bass"),
    ("flauta en lugar de violín", "violin"),
    ("chitarra acustica senza batteria", "drums"),
    ("niente batteria, niente chitarra", "drums, steel guitar"),
    ("arpa invece del pianoforte", "piano"),
    ("violão sem bateria", "drums"),
    ("nada de bateria", "drums"),
    ("flauta em vez de violino", "violin"),
]

ONLY = [
    "uniquement flûte et harpe",
    "nur Flöte und Harfe",
    "solo arpa y flauta",
    "solo flauto e arpa",
    "apenas harpa e flauta",
]

NUMBERS = [
    ("quatre-vingt-dix", 90),
    ("vingt et un", 21),
    ("soixante-quinze", 75),
    ("cent vingt", 120),
    ("septante", 70),
    ("funfundvierzig", 45),
    ("hundertzwanzig", 120),
    ("dreißig", 30),
    ("anderthalb", 1.5),
    ("treinta y cinco", 35),
    ("veintidos", 22),
    ("ciento diez", 110),
    ("ventotto", 28),
    ("novantuno", 91),
    ("centoventi", 120),
    ("vinte e cinco", 25),
    ("cento e dez", 110),
    ("dezanove", 19),
]

LANGUAGES = [
    ("piano calme en ré mineur, 30 secondes", "French"),
    ("ruhiges Klavier für eine Werbung", "German"),
    ("música triste para un anuncio", "Spanish"),
    ("musica calma per uno spot", "Italian"),
    ("violão calmo sem bateria", "Portuguese"),
    ("чистая музыка для сна", "English is understood best"),
    ("静かなピアノの曲", "English is understood best"),
]

ENGLISH = [
    "soothing piano for a skincare advert",
    "lento",
    "La La Land style jazz",
    "de la soul hip hop beat",
    "piano",
    "a tango for el gaucho",
    "🎹",
    "",
]

MOODS = [
    ("musique joyeuse", "triste musique"),
    ("fröhliche Musik", "traurige Musik"),
    ("música alegre", "música triste"),
    ("musica gioiosa", "musica malinconica"),
    ("música feliz", "música sombria"),
]


@pytest.mark.parametrize(("prompt", "expected"), TEMPI)
def test_tempo(prompt: str, expected: float) -> None:
    assert read_wording(prompt).values.get("tempo_bpm") == expected


@pytest.mark.parametrize(("prompt", "expected"), KEYS)
def test_key(prompt: str, expected: str) -> None:
    key = read_wording(prompt).values.get("key")
    assert (key and key.name) == expected


@pytest.mark.parametrize(("prompt", "expected"), METERS)
def test_meter(prompt: str, expected: tuple[int, int]) -> None:
    assert read_wording(prompt).values.get("meter") == expected


@pytest.mark.parametrize(("prompt", "expected"), LENGTHS)
def test_length(prompt: str, expected: float) -> None:
    assert read_wording(prompt).values.get("length_seconds") == expected


@pytest.mark.parametrize(("prompt", "expected"), INSTRUMENTS)
def test_instruments(prompt: str, expected: str) -> None:
    assert read_wording(prompt).values.get("instruments") == tuple(expected.split(", "))


@pytest.mark.parametrize(("prompt", "banned"), BANS)
def test_bans(prompt: str, banned: str) -> None:
    values = read_wording(prompt).values
    for name in banned.split(", "):
        assert name in values["banned"]
        assert name not in values.get("instruments", ())


@pytest.mark.parametrize("prompt", ONLY)
def test_only(prompt: str) -> None:
    assert read_wording(prompt).values["only"]


@pytest.mark.parametrize(("words", "value"), NUMBERS)
def test_number_words(words: str, value: float) -> None:
    assert parse_number(words) == value


def test_every_number_word_is_read_as_what_it_is_worth() -> None:
    assert {word: parse_number(word) for word in VALUES} == VALUES


@pytest.mark.parametrize(("prompt", "telling"), LANGUAGES)
def test_what_is_read_of_another_language_is_reported(prompt: str, telling: str) -> None:
    assert telling in notice_of_language(prompt)
    assert any(telling in notice for notice in read_said(prompt).notices)


@pytest.mark.parametrize("prompt", ENGLISH)
def test_english_needs_no_telling(prompt: str) -> None:
    assert notice_of_language(prompt) == ""


@pytest.mark.parametrize(("happy", "sad"), MOODS)
def test_plain_moods_are_read(happy: str, sad: str) -> None:
    assert read_said(happy).valence > 0.3 > -0.3 > read_said(sad).valence
    assert (read_said(happy).key.mode, read_said(sad).key.mode) == ("major", "minor")
