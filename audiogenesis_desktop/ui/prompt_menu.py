"""The menu at the prompt: favourites, what was composed before, and examples to begin with."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QMenu, QWidget

from audiogenesis_desktop.studio.prompt_history import PromptHistory

EXAMPLES = (
    "Soothing piano for a skincare advert, 30 seconds",
    "Upbeat corporate pop with muted guitar, bass and drums, 118 BPM, 45 seconds",
    "Tense cinematic strings and timpani under a trailer, 20 seconds, no drums",
    "Lo-fi beats with Rhodes and upright bass, 78 BPM, D minor, one minute",
    "A playful cartoon detective: pizzicato strings, clarinet and bassoon",
    "Synthwave night drive, 100 BPM, A minor, hit at 0:12",
    "Bossa nova with nylon guitar and flute for a cooking channel",
    "String quartet in G minor, 3/4, slow, 40 seconds",
    "Our yoghurt has three ingredients. The third one is patience. A calm morning, a wooden spoon.",
    "Epic orchestral trailer with choir, hits at 5, 10 and 15 seconds, 20 seconds",
    "Celtic harp and fiddle, 6/8, misty morning",
    "Chiptune for a retro racing game, 160 BPM, no pads",
)
_SHOWN_RECENT, _LONGEST = 15, 70


def prompt_menu(parent: QWidget, history: PromptHistory, prompt: str, choose: Callable[[str], None]) -> QMenu:
    """Return the menu; `choose` hears of the prompt picked, and the first entry keeps the present one or lets it go."""
    menu = QMenu(parent)
    keep = menu.addAction("Keep as favourite")
    keep.setCheckable(True)
    keep.setChecked(history.is_favourite(prompt))
    keep.setEnabled(bool(prompt))
    keep.toggled.connect(lambda on: history.set_favourite(prompt, on))
    _offer(menu, "Favourites", history.favourites, choose)
    _offer(menu, "Composed before", history.recent[:_SHOWN_RECENT], choose)
    _offer(menu, "Examples", EXAMPLES, choose)
    return menu


def _offer(menu: QMenu, title: str, prompts: Iterable[str], choose: Callable[[str], None]) -> None:
    submenu = menu.addMenu(title)
    for prompt in prompts:
        line = " ".join(prompt.split())
        shown = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
        action = submenu.addAction(shown.replace("&", "&&"))
        action.setToolTip(prompt)
        action.triggered.connect(lambda _=False, p=prompt: choose(p))
    submenu.setEnabled(not submenu.isEmpty())
