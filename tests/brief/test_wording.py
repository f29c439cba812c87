"""What prompts say: one line a case."""

import pytest

from audiogenesis_desktop.brief.lexicon import fold, load_lexicon
from audiogenesis_desktop.brief.numbers import NUMBER, parse_number
from audiogenesis_desktop.brief.wording import read_wording
from audiogenesis_desktop.theory.instruments import DRUMS, GM_NAMES

NOTHING = None

TEMPI = [
    ("calm piano, 72 bpm", 72),
    ("120BPM house", 120),
    ("at 98.5 bpm", 98.5),
    ("one hundred and forty bpm", 140),
    ("one hundred twenty-eight beats per minute", 128),
    ("one twenty bpm", 120),
    ("ninety-six bpm", 96),
    ("a hundred bpm", 100),
    ("60-70 bpm", 65),
    ("60 – 70 bpm", 65),
    ("between 60 and 70 bpm", 65),
    ("between sixty and eighty bpm", 70),
    ("80 to 90 bpm", 85),
    ("tempo: 96", 96),
    ("tempo 120-130", 125),
    ("tempo of about 110", 110),
    ("bpm = 174", 174),
    ("♩=112", 112),
    ("♩. = 60", 90),
    ("♪ = 180", 90),
    ("piano @110", 110),
    ("1/4 = 90", 90),
    ("M.M. 72", 72),
    ("120 or so bpm", 120),
    ("drum and bass 174", 174),
    ("dnb tune 174 with reese bass", 174),
    ("house track 124 for a shop", 124),
    ("synthwave 1984", NOTHING),
    ("disco 45 seconds", NOTHING),
    ("rock for level 90", NOTHING),
    ("ambient 174", NOTHING),
    ("100 beats a minute", 100),
    ("90 beats/min", 90),
    ("make it 90 bpm, no, 100 bpm", 100),
    ("80 bpm. Actually, 120 bpm", 120),
    ("an andante in D", 80),
    ("Allegro con brio", 132),
    ("allegro moderato", 118),
    ("a slow waltz", 68),
    ("slow piano for a film", 68),
    ("fast-paced chase", 132),
    ("fast piano", 132),
    ("tempo rapide", 132),
    ("very fast", 170),
    ("drums, fingered bass and harmonica; E minor; slow; 4/4", 68),
    ("just drums and piano, exuberant, slow", 68),
    ("piano, fast, 30 seconds", 132),
    ("moderate, cello and harp", 104),
    ("moderate tempo, played by pizzicato strings, synth bass, slow strings and vibraphone", 104),
    ("uptempo pop", 132),
    ("very slow strings", 54),
    ("mid-tempo rock", 104),
    ("140 bpm half-time", 140),
    ("langsam, mit Gefühl", 66),
    ("9999 bpm", 240),
    ("3 bpm", 30),
    ("slow cooking recipes", NOTHING),
    ("fast food advert", NOTHING),
    ("not too fast", NOTHING),
    ("music for a 120 km/h drive", NOTHING),
    ("a film from 1990", NOTHING),
    ("24/7 gym music", NOTHING),
    ("quarter note = 72", 72),
    ("crotchet = 72", 72),
    ("dotted quarter = 60", 90),
    ("half note = 60", 120),
    ("eighth note = 144", 72),
    ("piano at 110", 110),
    ("a waltz at 110, D minor", 110),
    ("house at 124 with drums", 124),
    ("logo at 32, 124 bpm", 124),
    ("at 60 km/h", NOTHING),
    ("a dinner at 50 guests", NOTHING),
    ("hit at 110", NOTHING),
]

KEYS = [
    ("in D minor", "D minor"),
    ("D minor, 30 seconds", "D minor"),
    ("d minor", "D minor"),
    ("in G", "G major"),
    ("in G, 90 bpm", "G major"),
    ("Eb minor", "Eb minor"),
    ("a piece in Eb", "Eb major"),
    ("F-sharp major", "F# major"),
    ("f sharp minor", "F# minor"),
    ("in A♭ major", "Ab major"),
    ("A♭", "Ab major"),
    ("B flat major", "Bb major"),
    ("in B flat for a toast", "Bb major"),
    ("C# minor techno", "C# minor"),
    ("key of C", "C major"),
    ("key: F", "F major"),
    ("the key of E flat minor", "Eb minor"),
    ("in F#m", "F# minor"),
    ("lofi in Bbm", "Bb minor"),
    ("in Am", "A minor"),
    ("piano, Am, 80 bpm", "A minor"),
    ("Cmaj", "C major"),
    ("Gmin pads", "G minor"),
    ("piece in A minor", "A minor"),
    ("A minor, 3/4", "A minor"),
    ("song in A", "A major"),
    ("song in a minor", "A minor"),
    ("in A major key", "A major"),
    ("be happy in C", "C major"),
    ("C major, no, make it E minor", "E minor"),
    ("D dorian", "D minor"),
    ("G mixolydian", "G major"),
    ("ré mineur", "D minor"),
    ("si bémol majeur", "Bb major"),
    ("do menor", "C minor"),
    ("cis-Moll", "C# minor"),
    ("Es-Dur", "Eb major"),
    ("H-Moll", "B minor"),
    ("B-Dur", "Bb major"),
    ("in H major", "B major"),
    ("a minor detail", NOTHING),
    ("a major brand in a major city", NOTHING),
    ("A major brand launches", NOTHING),
    ("a minor inconvenience for two", NOTHING),
    ("be", NOTHING),
    ("in a forest", NOTHING),
    ("a cello at the end", NOTHING),
    ("in a", NOTHING),
    ("I am happy", NOTHING),
    ("I Am Legend", NOTHING),
    ("at 10 am", NOTHING),
    ("a flat in London", NOTHING),
    ("plan B for C suite people", NOTHING),
    ("learn programming in C++", NOTHING),
    ("vitamin C serum", NOTHING),
]

MODES = [
    ("in a minor key", "minor"),
    ("something in minor", "minor"),
    ("major key, please", "major"),
    ("in a major key", "major"),
    ("in Z minor", "minor"),
    ("a minor role", NOTHING),
]

METERS = [
    ("in 3/4", (3, 4)),
    ("6/8 time", (6, 8)),
    ("a 5/4 groove", (5, 4)),
    ("7/8", (7, 8)),
    ("12/8 blues", (12, 8)),
    ("a waltz", (3, 4)),
    ("Viennese waltz in 6/8", (6, 8)),
    ("three-four time", (3, 4)),
    ("six-eight feel", (6, 8)),
    ("Irish jig", (6, 8)),
    ("common time", (4, 4)),
    ("cut time march", (2, 2)),
    ("ein Walzer", (3, 4)),
    ("4/4, no wait, 3/4", (3, 4)),
    ("17/3 time", (4, 4)),
    ("open 24/7", NOTHING),
    ("9/11 memorial", NOTHING),
    ("3/4 of the audience", NOTHING),
    ("1/2 price", NOTHING),
    ("on 12/12/2024", NOTHING),
    ("three quarter time", (3, 4)),
    ("six-eighth time", (6, 8)),
    ("three quarters of a minute", NOTHING),
]

LENGTHS = [
    ("30 seconds", 30),
    ("30s", 30),
    ("45 secs", 45),
    ("a 15-second spot", 15),
    ("thirty-second advert", 30),
    ("a 6 second bumper", 6),
    (":30 spot", 30),
    ("1:30", 90),
    ("B major, 1:00: tight funk jam", 60),
    ("0:45 long", 45),
    ("length 2:05", 125),
    ("half a minute", 30),
    ("half-minute jingle", 30),
    ("a minute and a half", 90),
    ("one and a half minutes", 90),
    ("two and a half minutes", 150),
    ("2.5 minutes", 150),
    ("two minutes", 120),
    ("two minutes and ten seconds", 130),
    ("1 minute 30 seconds", 90),
    ("1 min 30", 90),
    ("1 minute 30 violin", 90),
    ("one minute thirty piano", 90),
    ("2 minutes, 15 drums and bass", 135),
    ("1 minute 20 violins", 60),
    ("1 minute 12-string guitar", 60),
    ("1 minute 12 bar blues", 60),
    ("1 minute two violins", 60),
    ("1 minute 24 bit", 60),
    ("1 minute 90 bpm", 60),
    ("1 minute 50 bpm", 60),
    ("2m30s", 150),
    ("one minute", 60),
    ("a full minute of rain", 60),
    ("a quarter of a minute", 15),
    ("a couple of minutes", 120),
    ("30-60 seconds", 45),
    ("make it 30 seconds, no, 45 seconds", 45),
    ("a 30 second spot, actually 20 seconds", 20),
    ("for about 45 seconds", 45),
    ("30 seconds, no, make it 20 seconds", 20),
    ("music for a 30 second ad about 2 minute noodles", 30),
    ("a 60s spot", 60),
    ("30 Sekunden", 30),
    ("for -3 seconds", 1),
    ("for minus three seconds", 1),
    ("0 seconds", 1),
    ("an hour of sleep music", 3600),
    ("80s synthwave", NOTHING),
    ("from the 60s", NOTHING),
    ("the 1930s", NOTHING),
    ("twenty-five seconds", 25),
    ("20 to 30 seconds", 25),
    ("at 7:30 am we wake up", NOTHING),
    ("ready in 5 minutes", NOTHING),
    ("every 10 seconds a bell", NOTHING),
    ("after 20 seconds it gets loud", NOTHING),
    ("thirty-second notes", NOTHING),
    ("just in a minute", NOTHING),
    ("a second violin", NOTHING),
    ("Keep it at 101 bpm and let it last half a minute.", 30),
    ("let it last 45 seconds", 45),
    ("let it last 15 s", 15),
    ("the piece should last about a minute", 60),
    ("lasting 20 seconds", 20),
    ("the last 5 seconds fade", NOTHING),
    ("make the last 5 seconds louder", NOTHING),
    ("fade over the last half a minute", NOTHING),
    ("the last minute rush", NOTHING),
    ("open 24 hours", NOTHING),
    ("45 seconds piano", 45),
    ("20-second piano sting", 20),
    ("a 2-minute piano ballad", 120),
    ("60 seconds violin solo", 60),
    ("90 seconds time-lapse", 90),
    ("45-second intro", 45),
    ("3 second piano sting", 3),
    ("ten seconds harp", 10),
    ("a 4-minute cello movement", 240),
    ("two second violins", NOTHING),
    ("violin, two second horns", NOTHING),
    ("three second violins and a viola", NOTHING),
    ("a thirty-second rest", NOTHING),
    ("strings with a 10-second intro", NOTHING),
    ("60 seconds, with a 10-second intro", 60),
    ("1 hour", 3600),
    ("half an hour of rain", 1800),
    ("20 minutes of sleep music", 1200),
    ("rain, 1h", 3600),
    ("1h30 of drone", 3600),
    ("Eight hours. No turning.", NOTHING),
    ("24h gym", NOTHING),
    ("1h piano", 3600),
    ("a 1-hour calm piano mix", 3600),
    ("two hours lo-fi", 3600),
    ("1 hour study music", 3600),
    ("quarter of an hour", 900),
    ("three quarters of an hour of piano", 2700),
    ("half hour ambient", 1800),
    ("half an hour and nothing else", NOTHING),
    ("0 h 20 min of ambient", 1200),
    ("a 1 hour 20 minute ambient piece", 3600),
    ("an HR policy video", NOTHING),
    ("2 Stunden Ambient", 3600),
    ("eine halbe Stunde Klavier", 1800),
    ("media hora de piano", 1800),
    ("1 heure de piano", 3600),
    ("30 bis 60 Sekunden Klavier", 45),
    ("entre 30 y 60 segundos", 45),
    ("30 s, Logo bei 0:12", 30),
    ("length: 45", 45),
    ("piano, fade out 3 seconds", NOTHING),
    ("calm piano fade out 30 s", 30),
    ("20 s and a tail of 2 seconds", 20),
    ("30 s, leave 1 second of silence at the end", 30),
    ("45-s piano", 45),
    ("happy hour at the bar", NOTHING),
    ("1 min. 30 sec. piano", 90),
    ("40ish seconds", 40),
    ("30 s to 1 min", 45),
    ("30 seconds to 1 minute of piano", 45),
    ("between 30 and 60 s", 45),
    ("between one and two minutes", 90),
    ("from 30 to 45 seconds", 37.5),
    ("strings from 10 to 20 seconds", NOTHING),
    ("lead like an 80s film", NOTHING),
    ("stops dead at 18 s", 18),
    ("calm piano that stops dead at 0:18", 18),
    ("it stops at 45 seconds", 45),
    ("must end at 30 s", 30),
    ("rock of 30 s that stops dead at 18 s", 30),
    ("hits at 3, 7.5 and 20, 30 s", 30),
    ("hits at 5 s, 10 s, 30 s long", 30),
    ("1m30", 90),
    ("1min30", 90),
    ("1′30″", 90),
    ("30″ spot", 30),
    ("1½ minutes", 90),
    ("½ minute", 30),
    ("1 1/2 minutes", 90),
    ("1,5 minutes", 90),
    ("30-60 s", 45),
    ("３０ seconds", 30),
    ("０：４５ long", 45),
    ("0.01 s", 1),
    ("a 2 s logo", 2),
    ("100,000 s", 3600),
    ("100,000 seconds of drone", 3600),
    ("15s, 30s and 60s versions", 60),
    ("15/30/60 second versions", 60),
    ("40 seconds, 24 bit", 40),
]

HITS = [
    ("hit at 12 seconds", (12,)),
    ("hits at 5, 12.5 and 0:20", (5, 12.5, 20)),
    ("an accent at 3.5 s and a logo at 0:25", (3.5, 25)),
    ("the drop comes at 15 seconds", (15,)),
    ("hit at 12 seconds, 30s long", (12,)),
    ("logo on 0:28", (28,)),
    ("sting at twenty seconds", (20,)),
    ("hit the road", NOTHING),
    ("a hit at 120 bpm", NOTHING),
    ("hit at 12 s, 24 bit", (12,)),
    ("hits at 5, 24 bit, 48 kHz", (5,)),
    ("drop at 24 bit", NOTHING),
    ("logo at 0:12, -16 LUFS", (12,)),
    ("logo at 32 s, 45 seconds piano", (32,)),
    ("hit at 12 s, 30 s", (12,)),
    ("hits at 5 s, 12 s, 20 s", (5, 12, 20)),
    ("hit at 5 s, 12 s and 20 s", (5, 12, 20)),
    ("hit at 3, 7, 11", (3, 7, 11)),
    ("hits at 3, 7.5 and 20, 30 s", (3, 7.5, 20)),
    ("Treffer bei 12 Sekunden, Logo bei 0:20", (12, 20)),
    ("hits at 5 & 10 s, 30-second", (5, 10)),
    ("hit at 5 s and 30 s long", (5,)),
    ("hits at 5 s, 10 s, 30 s long", (5, 10)),
]

HIT_KINDS = [
    ("calm piano, stop at 12 s", ((12, "stop"),)),
    ("crash at 0:08 and a hit at 12", ((8, "crash"),)),
    ("30 s, riser into 15 s", ((15, "riser"),)),
    ("new section at 20 s and lifts at 25 s, 27 s", ((20, "section"), (25, "lift"), (27, "lift"))),
    ("riser into the drop at 15 s", ((15, "riser"),)),
    ("crash on 2 and 4", NOTHING),
    ("a bus stop at 5 am", NOTHING),
    ("a piece that stops at 45 seconds", NOTHING),
    ("rock of 30 s that stops dead at 18 s", ((18, "stop"),)),
    ("30 s, silence at 0:18", ((18, "stop"),)),
    ("make it stop at 45 seconds", NOTHING),
    ("hit at 12 s", NOTHING),
]

INSTRUMENTS = [
    ("calm piano", "piano"),
    ("fiddle and banjo", "fiddle, banjo"),
    ("an 808", "synth bass, drums"),
    ("808s with Rhodes", "synth bass, drums, electric piano"),
    ("smooth sax", "tenor sax"),
    ("alto saxophone", "alto sax"),
    ("uke", "nylon guitar"),
    ("ukulele and glockenspiel", "nylon guitar, glockenspiel"),
    ("Wurlitzer, upright bass, brushed drums", "electric piano, acoustic bass, drums"),
    ("Hammond organ", "drawbar organ"),
    ("pipe organ", "church organ"),
    ("acoustic guitar", "steel guitar"),
    ("Spanish guitar", "nylon guitar"),
    ("distorted guitars", "distortion guitar"),
    ("electric guitar", "clean guitar"),
    ("double bass", "acoustic bass"),
    ("bass guitar", "fingered bass"),
    ("sub-bass", "synth bass"),
    ("cellos and violas", "cello, viola"),
    ("pizzicato", "pizzicato strings"),
    ("lush strings", "strings"),
    ("kettledrums", "timpani"),
    ("gospel choir", "choir"),
    ("vocal chops", "synth voice"),
    ("cor anglais", "english horn"),
    ("flugelhorn", "trumpet"),
    ("a horn section", "brass section"),
    ("French horns", "french horn"),
    ("bansuri", "flute"),
    ("tin whistle", "recorder"),
    ("panpipes", "pan flute"),
    ("chiptune lead", "square lead"),
    ("supersaws", "saw lead"),
    ("warm pads", "warm pad"),
    ("singing bowls", "bowed pad"),
    ("sitar and tabla", "sitar, drums"),
    ("thumb piano", "kalimba"),
    ("guzheng", "koto"),
    ("uilleann pipes", "bagpipe"),
    ("sleigh bells", "tinkle bell"),
    ("handpan", "steel drums"),
    ("taiko drums", "taiko"),
    ("toms", "melodic tom"),
    ("cowbell", "agogo"),
    ("bongos", "drums"),
    ("hand claps and shakers", "drums"),
    ("toy piano", "music box"),
    ("accordéon", "accordion"),
    ("mit Geige und Klavier", "violin, piano"),
    ("guitarra y flauta", "steel guitar, flute"),
    ("string quartet", "violin, violin, viola, cello"),
    ("piano trio", "piano, violin, cello"),
    ("jazz trio", "piano, acoustic bass, drums"),
    ("full band", "clean guitar, piano, fingered bass, drums"),
    ("orchestra", "strings, french horn, flute, brass section, timpani"),
    ("epic orchestral trailer with choir and timpani", "strings, french horn, brass section, choir, timpani"),
    ("symphonic metal", "strings, choir, distortion guitar, fingered bass, drums"),
    ("an orchestral harp", "harp"),
    ("film score with orchestral strings", "strings"),
    ("wind quintet", "flute, oboe, clarinet, french horn, bassoon"),
    ("like a string quartet but with synths", "saw lead, warm pad"),
    ("not only piano but also strings", "piano, strings"),
    ("violin, no wait, harp", "harp"),
    ("piano. Actually make it a flute", "flute"),
    ("piano. Actually add drums", "piano, drums"),
    ("full band, no drums", "clean guitar, piano, fingered bass"),
    ("no drums, piano and strings", "piano, strings"),
    ("no drums and a gentle piano", "piano"),
    ("everything but drums, full band", "clean guitar, piano, fingered bass"),
    ("I don't want guitars, I want a harp", "harp"),
    ("bright recorder, fiddle, nylon-string guitar and cello", "recorder, fiddle, nylon guitar, cello"),
    ("nothing but steel guitar, acoustic bass, whistle and cello", "steel guitar, acoustic bass, whistle, cello"),
    ("folk for nylon-string guitar, recorder, kalimba and drums", "nylon guitar, recorder, kalimba, drums"),
    ("a whistle for the referee", NOTHING),
    ("an advert for a recorder", NOTHING),
    ("no strings attached", NOTHING),
    ("good vibes for Tom", NOTHING),
    ("a car horn", NOTHING),
    ("drone footage of an iPad factory", NOTHING),
    ("rain in a crystal atmosphere", NOTHING),
    ("toothbrushes and hair brushes", NOTHING),
    ("bells and whistles", NOTHING),
    ("champagne flutes", NOTHING),
    ("heartstrings", NOTHING),
    ("space for a female voice-over", NOTHING),
]

BANS = [
    ("no drums", DRUMS),
    ("without piano", "piano"),
    ("drumless", DRUMS),
    ("drum-free", DRUMS),
    ("flute instead of violin", "violin"),
    ("harp rather than piano", "piano"),
    ("replace the piano with a harp", "piano"),
    ("don't use any electric guitar", "clean guitar"),
    ("I hate saxophones", "tenor sax"),
    ("avoid heavy brass", "brass section"),
    ("without drums, bass or piano", "piano"),
    ("no drums or bass", "fingered bass"),
    ("neither choir nor strings", "strings"),
    ("without drums, bass and piano", "piano"),
    ("please leave out the strings", "strings"),
    ("no vocals", "choir"),
    ("no lyrics", "voice oohs"),
    ("no synths", "saw lead"),
    ("no beats", DRUMS),
    ("strings, but keep the cellos out", "cello"),
    ("leave the drums out, please", DRUMS),
    ("ohne Schlagzeug", DRUMS),
    ("sin batería", DRUMS),
    ("sans piano", "piano"),
    ("with drums. Actually no drums", DRUMS),
    ("orchestra without brass", "french horn"),
]

ONLY = [
    ("just flute and harp", True),
    ("only piano", True),
    ("piano only", True),
    ("flute and harp, nothing else", True),
    ("nothing but a cello", True),
    ("no instruments except piano", True),
    ("solo violin", True),
    ("strings and contrabass, B minor, 40 seconds, nothing else", True),
    ("piano for Nothing Else Matters fans", False),
    ("unaccompanied cello", True),
    ("neither drums nor bass, only kalimba", True),
    ("piano and strings", False),
    ("piano, strings and just a hint of drums", False),
    ("piano, and drums only in the chorus", False),
    ("jazz ballad with a solo trumpet", False),
    ("rock with a guitar solo", False),
    ("not only piano but also strings", False),
]


@pytest.mark.parametrize(("prompt", "expected"), TEMPI)
def test_tempo(prompt: str, expected: float | None) -> None:
    assert read_wording(prompt).values.get("tempo_bpm") == expected


@pytest.mark.parametrize(("prompt", "expected"), KEYS)
def test_key(prompt: str, expected: str | None) -> None:
    key = read_wording(prompt).values.get("key")
    assert (key and key.name) == expected


@pytest.mark.parametrize(("prompt", "expected"), MODES)
def test_mode_alone(prompt: str, expected: str | None) -> None:
    values = read_wording(prompt).values
    assert "key" not in values
    assert values.get("mode") == expected


@pytest.mark.parametrize(("prompt", "expected"), METERS)
def test_meter(prompt: str, expected: tuple[int, int] | None) -> None:
    assert read_wording(prompt).values.get("meter") == expected


@pytest.mark.parametrize(("prompt", "expected"), LENGTHS)
def test_length(prompt: str, expected: float | None) -> None:
    assert read_wording(prompt).values.get("length_seconds") == expected


@pytest.mark.parametrize(("prompt", "expected"), HITS)
def test_hits(prompt: str, expected: tuple[float, ...] | None) -> None:
    assert read_wording(prompt).values.get("hits") == expected


@pytest.mark.parametrize(("prompt", "expected"), HIT_KINDS)
def test_what_happens_at_hits(prompt: str, expected: tuple[tuple[float, str], ...] | None) -> None:
    assert read_wording(prompt).values.get("hit_kinds") == expected


def test_a_riser_into_a_moment_leaves_the_length_alone() -> None:
    assert read_wording("30 s, riser into 15 s").values["length_seconds"] == 30
    assert "texture" not in read_wording("riser into 15 s").values


@pytest.mark.parametrize(("prompt", "expected"), INSTRUMENTS)
def test_instruments(prompt: str, expected: str | None) -> None:
    assert read_wording(prompt).values.get("instruments") == (tuple(expected.split(", ")) if expected else None)


@pytest.mark.parametrize(("prompt", "banned"), BANS)
def test_bans(prompt: str, banned: str) -> None:
    values = read_wording(prompt).values
    assert banned in values["banned"]
    assert banned not in values.get("instruments", ())


@pytest.mark.parametrize(("prompt", "expected"), ONLY)
def test_only(prompt: str, expected: bool) -> None:
    assert read_wording(prompt).values["only"] is expected


SPANS = [
    ("calm piano at 72 bpm", "tempo_bpm", "72 bpm"),
    ("Ein Stück in D minor", "key", "D minor"),
    ("a 15-second spot", "length_seconds", "15-second"),
    ("Waltz for two", "meter", "Waltz"),
    ("a fiddle, no drums", "instruments", "fiddle"),
    ("a fiddle, no drums", "banned", "no drums"),
    ("Ünïcödé “quotes” — 1:30 long, flöte", "instruments", "flöte"),
    ("jazzy mood with a hit at 12 seconds", "hits", "hit at 12 seconds"),
]


@pytest.mark.parametrize(("prompt", "name", "words"), SPANS)
def test_spans_point_at_the_words_of_the_prompt(prompt: str, name: str, words: str) -> None:
    assert prompt[slice(*read_wording(prompt).spans[name])].startswith(words)


CAUSES = [
    ("piano and strings at 72 bpm", ["piano>piano", "strings>strings", "72 bpm>"]),
    ("only a string trio, no drums", ["string trio>violin", "string trio>viola", "string trio>cello", "string trio>"]),
    ("jazzy, then ambient", ["jazzy>jazz", "ambient>ambient"]),
    ("a hit at 4 s, an accent at 12 s", ["hit at 4 s>", "accent at 12 s>"]),
]


@pytest.mark.parametrize(("prompt", "expected"), CAUSES)
def test_causes_tell_word_by_word_what_said_what(prompt: str, expected: list[str]) -> None:
    found = [f"{prompt[cause.start : cause.end]}>{cause.name}" for cause in read_wording(prompt).causes]
    assert set(expected) <= set(found), found


NUMBERS = [
    ("72", 72),
    ("1,5", 1.5),
    ("-3", -3),
    ("one hundred and forty", 140),
    ("one forty", 140),
    ("two hundred", 200),
    ("ninety-six", 96),
    ("a hundred", 100),
    ("twenty two", 22),
    ("minus three", -3),
    ("twelve", 12),
    ("one thousand", 1000),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_numbers_in_words(text: str, value: float) -> None:
    assert parse_number(text) == value


def test_a_word_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        parse_number("many")
    assert NUMBER


@pytest.mark.parametrize("text", ["İstanbul ﬁne ½ ① 日本 Ω", "Straße", "ÀÉÎ"])
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_instrument_of_the_lexicon_exists() -> None:
    known = {*GM_NAMES, DRUMS}
    for word, naming in load_lexicon().names.items():
        assert known.issuperset({*naming.wanted, *naming.banned}), word


def test_half_time_is_of_the_drums_and_leaves_tempo_and_density() -> None:
    values = read_wording("140 bpm half-time").values
    assert values["tempo_bpm"] == 140 and values["texture"] == ("half-time",)
    assert "density" not in values


@pytest.mark.parametrize("prompt", ["nothing too busy", "not dense", "less busy, please"])
def test_a_denied_density_is_not_requested(prompt: str) -> None:
    assert "density" not in read_wording(prompt).values


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("9999 bpm in H major for -3 seconds", ("9999 bpm", "B major", "-3 s")),
        ("piano without piano", ("piano",)),
        ("17/3 time", ("17/3",)),
        ("Z minor", ("Z",)),
        ("0.01 s of piano", ("0.01 s", " 1 s")),
        ("100,000 s of piano", ("3600 s",)),
        ("30-60 s of piano", ("30-60 s", "middle", "45 s")),
        ("15s, 30s and 60s versions", ("60 s", "15 and 30 s")),
    ],
)
def test_impossible_asks_are_reported(prompt: str, words: tuple[str, ...]) -> None:
    notices = " ".join(read_wording(prompt).notices)
    assert all(word in notices for word in words)


@pytest.mark.parametrize("prompt", ["calm piano, 72 bpm, D minor, 30 s", "just flute and harp", "no drums, full band"])
def test_what_can_be_met_needs_no_notice(prompt: str) -> None:
    assert read_wording(prompt).notices == ()


@pytest.mark.parametrize(
    ("prompt", "bpm"),
    [
        ("organ stabs, a warehouse feel about 124", 124.0),
        ("string section and claps, a real groove around 116, hats", 116.0),
        ("a banger about 128", 128.0),
        ("party people around 118, all dancing", None),
        ("for a hall of about 120, quiet strings", None),
    ],
)
def test_a_number_about_which_music_goes_is_its_tempo(prompt: str, bpm: float | None) -> None:
    assert read_wording(prompt).values.get("tempo_bpm") == bpm


@pytest.mark.parametrize(
    ("prompt", "instruments"),
    [
        ("double bass drums and a banjo", ("drums", "banjo")),
        ("double bass drumming under a piano", ("drums", "piano")),
        ("double bass and drums", ("acoustic bass", "drums")),
        ("a banjo with open strings ringing", ("banjo",)),
        ("a riff on the low string of a banjo", ("banjo",)),
        ("a low string drone", ("strings",)),
        ("a bell pattern over drums", ("drums",)),
        ("a bell over drums", ("tubular bells", "drums")),
    ],
)
def test_what_belongs_to_an_instrument_is_no_other_one(prompt: str, instruments: tuple[str, ...]) -> None:
    assert read_wording(prompt).values["instruments"] == instruments


def test_a_beat_of_the_bar_that_is_left_free_rules_out_no_drums() -> None:
    assert "banned" not in read_wording("an accordion, the bass leaves the second beat free").values
    assert read_wording("an accordion, beat-free").values["banned"] == ("drums",)
