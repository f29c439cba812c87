"""What words after the first might have meant where nothing is made of them: sentences that would be understood."""

from audiogenesis_desktop.brief.followup_words import followup_words
from audiogenesis_desktop.brief.lexicon import fold

_USUAL = ("softer drums", "a longer intro", "another melody")
_MOST = 3


def might_mean(text: str) -> tuple[str, ...]:
    """Return up to three sentences that would be understood, nearest to what a text speaks of; the usual ones else."""
    folded = fold(text)
    near = (said for said, pattern in followup_words().hints.items() if pattern.search(folded))
    return tuple(near)[:_MOST] or _USUAL
