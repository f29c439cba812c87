"""The look in one place: colours by role, dark and light alike, and the style sheet made from them."""

import math
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor

from audiogenesis_desktop.score.score import Track
from audiogenesis_desktop.ui.style_sheet import STYLE_SHEET

# Sizes in pixels, all on the 4 px grid.
SPACE, ROW_HEIGHT, RADIUS = 4, 28, 6
LABEL_SIZE, BODY_SIZE, PROMPT_SIZE = 11, 13, 16

# Twelve hues in degrees, ordered so that neighbours in the list lie far apart on the blue to yellow axis,
# which the common kinds of colour blindness leave whole.
_TRACK_HUES = (255, 75, 195, 15, 300, 125, 225, 45, 165, 345, 100, 275)


@dataclass(frozen=True)
class Theme:
    """Every colour by its role. `track_lightness` and `track_chroma` are OKLCH, shared by all track hues."""

    name: str
    surface_0: QColor  # deepest: behind the roll
    surface_1: QColor  # panels and bars
    surface_2: QColor  # controls, raised things
    surface_3: QColor  # controls under the pointer
    line: QColor
    line_strong: QColor
    text: QColor
    text_dim: QColor
    accent: QColor
    accent_hover: QColor
    on_accent: QColor
    danger: QColor
    warning: QColor
    row_black_key: QColor
    row_out_of_scale: QColor
    row_tonic: QColor
    key_white: QColor
    key_black: QColor
    key_text: QColor
    grid_bar: QColor
    grid_beat: QColor
    grid_sub: QColor
    playhead: QColor
    selection: QColor
    track_lightness: float
    track_chroma: float

    def track_colour(self, index: int) -> QColor:
        """Return the colour of the track at this place in the list: twelve hues, equally light, repeating."""
        hue = _TRACK_HUES[index % len(_TRACK_HUES)]
        return QColor(*oklch_to_rgb(self.track_lightness, self.track_chroma, hue))

    def colour_of(self, track: Track, index: int) -> QColor:
        """Return the colour of a track: the one that it was given, or that of its place in the list."""
        return self.track_colour(index if track.colour is None else track.colour)

    @property
    def is_dark(self) -> bool:
        """Return whether light text stands on dark surfaces."""
        return self.surface_0.lightness() < 128


@cache
def oklch_to_rgb(lightness: float, chroma: float, hue_degrees: float) -> tuple[int, int, int]:
    """Return sRGB 0..255 of an OKLCH colour (Ottosson 2020), its chroma lowered until it fits the gamut."""
    while True:
        linear = _oklab_to_linear(lightness, chroma, math.radians(hue_degrees))
        if chroma <= 0 or all(-0.0005 <= value <= 1.0005 for value in linear):
            red, green, blue = (round(255 * _gamma(min(1.0, max(0.0, value)))) for value in linear)
            return red, green, blue
        chroma -= 0.005


def _oklab_to_linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


DARK = Theme(
    name="dark",
    surface_0=QColor("#15171C"),
    surface_1=QColor("#1B1E25"),
    surface_2=QColor("#242832"),
    surface_3=QColor("#2E3340"),
    line=QColor("#2F3440"),
    line_strong=QColor("#444B5C"),
    text=QColor("#E7E9EE"),
    text_dim=QColor("#98A1B3"),
    accent=QColor("#5AD1B0"),
    accent_hover=QColor("#74DEC1"),
    on_accent=QColor("#0B1A16"),
    danger=QColor("#FF7B80"),
    warning=QColor("#F2BE5C"),
    row_black_key=QColor("#111318"),
    row_out_of_scale=QColor("#0B0D11"),
    row_tonic=QColor("#1A2426"),
    key_white=QColor("#C9CED8"),
    key_black=QColor("#2A2E38"),
    key_text=QColor("#3A4150"),
    grid_bar=QColor("#3A4150"),
    grid_beat=QColor("#262B35"),
    grid_sub=QColor("#1D2129"),
    playhead=QColor("#5AD1B0"),
    selection=QColor("#FFFFFF"),
    track_lightness=0.76,
    track_chroma=0.12,
)

LIGHT = Theme(
    name="light",
    surface_0=QColor("#FCFCFD"),
    surface_1=QColor("#F3F4F7"),
    surface_2=QColor("#E8EAEF"),
    surface_3=QColor("#DCDFE7"),
    line=QColor("#D5D9E1"),
    line_strong=QColor("#B3B9C6"),
    text=QColor("#1C2028"),
    text_dim=QColor("#4F586A"),
    accent=QColor("#0B7660"),
    accent_hover=QColor("#0A6553"),
    on_accent=QColor("#FFFFFF"),
    danger=QColor("#B3262E"),
    warning=QColor("#855500"),
    row_black_key=QColor("#F1F3F6"),
    row_out_of_scale=QColor("#E5E8EE"),
    row_tonic=QColor("#E4F1ED"),
    key_white=QColor("#FFFFFF"),
    key_black=QColor("#3A404D"),
    key_text=QColor("#5A6375"),
    grid_bar=QColor("#BCC2CE"),
    grid_beat=QColor("#DDE0E7"),
    grid_sub=QColor("#EAECF1"),
    playhead=QColor("#0B7660"),
    selection=QColor("#14171D"),
    track_lightness=0.68,
    track_chroma=0.13,
)


def stylesheet(theme: Theme) -> str:
    """Return the Qt style sheet of the whole window in this theme's colours."""
    colours = {key: value.name() for key, value in vars(theme).items() if isinstance(value, QColor)}
    sheet = STYLE_SHEET
    # Longest names first, so that $line does not eat the start of $line_strong.
    for role in sorted(colours, key=len, reverse=True):
        sheet = sheet.replace(f"${role}", colours[role])
    return sheet
