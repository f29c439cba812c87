"""Styles that are described or put to use, in words that nothing was learned from: most are known."""

from audiogenesis_desktop.brief.encoder import Encoder
from audiogenesis_desktop.brief.examples import examples
from audiogenesis_desktop.brief.intent import load_heads

STYLE_BY_PROMPT = {
    "choppy upstroke chords and a lazy bassline for a rum punch": "reggae",
    "a crime lab, a clue, a slow zoom": "suspense",
    "advert for knitwear, wooden guitar": "acoustic folk",
    "catwalk show in Milan, pumping": "house",
    "club banger with piano chords": "house",
    "gentle arpeggio for a bride": "tender wedding",
    "tv bulletin at six": "news opener",
    "an octopus hunts in the kelp": "nature documentary",
    "cowboys face off": "western",
    "explainer about quantum computers": "minimal tech",
    "church folks clapping and singing": "gospel",
    "king arrives, trumpets": "fanfare",
    "gymnasts parade with brass band": "marching band",
    "Santa on his way": "christmas",
    "bedtime for the baby": "music box",
    "goth count at his harpsichord": "baroque",
    "Havana night, horns and congas": "latin",
    "carnival drums in Bahia": "samba",
    "Bollywood wedding": "indian",
    "kung fu temple": "east asian",
    "desert souk": "middle eastern",
    "safari jeep": "afro",
    "ceilidh in the barn": "celtic",
    "string players at a garden party": "string quartet",
    "a lonely pianist": "piano solo",
    "giants fall, drums thunder, final trailer": "trailer",
    "choir of the damned": "epic choir",
    "ghost in the attic": "horror",
    "sprinting through a tunnel with breakbeats": "drum and bass",
    "euphoric synths at sunrise": "trance",
    "cold machine beat": "techno",
    "late night study with a cup of cocoa": "lo-fi",
    "rapper in a hoodie, sub bass": "trap",
    "turntables and a sampled horn": "boom bap",
    "bedroom sultry vocals style": "r&b",
    "slapping bass and horns": "funk",
    "mirrorball": "disco",
    "teenagers with loud guitars, three chords": "punk",
    "monster riff": "metal",
    "twelve bars of heartbreak on a slide guitar": "blues",
    "dance hall 1942": "swing big band",
    "cocktails and brushes": "jazz trio",
    "whirling couples in three": "waltz",
    "Warsaw wedding fiddles": "klezmer",
    "two dancers in Buenos Aires": "tango",
    "Seville heels and guitar": "flamenco",
    "accordion in Bogotá": "cumbia",
    "horns and offbeats in the eighties Coventry": "ska",
    "goal of the month": "sport opener",
    "team video for HR": "corporate",
    "graduation speech": "inspirational",
    "slow breathing": "meditation",
    "silent film gag": "vintage cartoon",
    "naughty monkey steals a hat": "comedy pizzicato",
    "kindergarten song": "children's",
    "space invaders": "chiptune",
    "1984 sports car at dusk": "synthwave",
    "big tearful love song": "pop ballad",
    "jangly guitars for a bike ride": "indie pop",
    "rodeo night": "country",
}


def test_most_styles_that_are_described_are_known(encoder: Encoder) -> None:
    implied = [load_heads().imply(vector) for vector in encoder.encode(list(STYLE_BY_PROMPT))]
    likeliest = [[name for name, _ in one.style[:3]] for one in implied]
    leading = [style == names[0] for style, names in zip(STYLE_BY_PROMPT.values(), likeliest, strict=True)]
    among = [style in names for style, names in zip(STYLE_BY_PROMPT.values(), likeliest, strict=True)]
    assert sum(leading) >= 0.8 * len(STYLE_BY_PROMPT)
    assert sum(among) >= 0.9 * len(STYLE_BY_PROMPT)


def test_none_of_them_was_learned_from() -> None:
    assert not {case.prompt.lower() for case in examples()} & {prompt.lower() for prompt in STYLE_BY_PROMPT}
