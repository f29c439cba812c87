"""Which language a prompt is in, as far as it matters for what can be read of it."""

from collections.abc import Sequence

from audiogenesis_desktop.brief.lexicon import Word, fold, load_lexicon, words_of

_ENGLISH = "English"
# A prompt is in another language if so many of its common words stand there, or such a share, and fewer English ones.
_ENOUGH_WORDS, _ENOUGH_SHARE, _FEWEST_WORDS = 3, 0.4, 2
_ITS_WORDS = (
    "This prompt looks {}: instruments, tempo, key, meter, length and plain moods are read, the rest best in English."
)
_NOT_READ = "English is understood best: only figures and names of instruments could be read from this prompt."


def notice_of_language(prompt: str) -> str:
    """Return what to tell about a prompt's language, nothing where it is English or cannot be told."""
    if _is_in_another_script(prompt):
        return _NOT_READ
    language = likely_language(words_of(fold(prompt)))
    return "" if language == _ENGLISH else _ITS_WORDS.format(language)


def likely_language(words: Sequence[Word]) -> str:
    """Return the language with most of its common words here; English where none has clearly more than English."""
    said = {word.text for word in words}
    counts = {name: len(said & common) for name, common in load_lexicon().languages.items()}
    best = max(counts, key=lambda name: counts[name])
    most = counts[best]
    is_enough = most >= _ENOUGH_WORDS or (most >= _FEWEST_WORDS and most >= _ENOUGH_SHARE * len(said))
    return best if is_enough and most > counts[_ENGLISH] else _ENGLISH


def _is_in_another_script(prompt: str) -> bool:
    if prompt.isascii():
        return False
    letters = [c for c in prompt if c.isalpha()]
    return sum(fold(c) > "\u024f" for c in letters) > len(letters) / 2
