"""Progressions: a style's own phrases, as they stand in the book."""

from random import Random

from audiogenesis_desktop.plan.taste import Bars, Taste


def draw_phrase(taste: Taste, letter: str, *, random: Random, can_split: bool) -> Bars:
    """Return one of a style's own phrases for a letter of the form, A on the tonic where the style has such.

    `can_split` is False where bars have no middle to change on.
    """
    phrases = taste.phrases(letter)
    at_home = [phrase for phrase in phrases if phrase[0][0].step == 0]
    phrase = random.choice(at_home if letter == "A" and at_home else phrases)
    return phrase if can_split else tuple((late, late) for _, late in phrase)
