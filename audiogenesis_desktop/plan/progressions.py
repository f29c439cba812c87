"""Progressions: a style's own phrases, as they stand in the book."""

from random import Random

from audiogenesis_desktop.plan.taste import SCHEME_BARS, Bars, Taste


def draw_phrase(taste: Taste, letter: str, longest: int, *, random: Random, can_split: bool) -> Bars:
    """Return one of a style's own phrases for a letter of the form, A on the tonic where the style has such.

    Of a scheme that has no room in the letter's longest section, in bars, there is as much as has.
    `can_split` is False where bars have no middle to change on.
    """
    phrases = (longest < SCHEME_BARS and taste.schemes(letter, longest)) or taste.phrases(letter)
    at_home = [phrase for phrase in phrases if phrase[0][0].step == 0]
    phrase = random.choice(at_home if letter == "A" and at_home else phrases)
    return phrase if can_split else tuple((late, late) for _, late in phrase)
