"""How a command's music is played: the options that say it, over what a piece or a file has."""

import argparse
from dataclasses import replace

from audiogenesis_desktop.score.feel import Feel
from audiogenesis_desktop.score.score import Score


def with_options(score: Score, options: argparse.Namespace) -> Score:
    """Return the score with the Feel that the command line asks for; where it says nothing, with its own."""
    if options.as_written:
        tracks = tuple(replace(track, feel=None) for track in score.tracks)
        return replace(score, tracks=tracks, feel=Feel(style=score.feel.style))
    feel = score.feel
    if options.feel is not None:
        feel = replace(feel, amount=options.feel / 100)
    if options.swing is not None:
        feel = replace(feel, swing=options.swing / 100)
    return score if feel == score.feel else replace(score, feel=feel)


def performed(score: Score, options: argparse.Namespace) -> Score:
    """Return the score as it is to be played."""
    from audiogenesis_desktop.perform.performing import perform

    return perform(with_options(score, options))
