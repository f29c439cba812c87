"""`python -m audiogenesis_desktop.training.styles`: a folder of written pieces with their prompts."""

import argparse
from pathlib import Path

from tqdm import tqdm

from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.training.styles.collection import write_collection
from audiogenesis_desktop.training.styles.writing import STYLES


def main(arguments: list[str] | None = None) -> None:
    """Write `--count` pieces, the styles taking turns, and their tables; the same seed gives the same bytes."""
    parser = argparse.ArgumentParser(prog="python -m audiogenesis_desktop.training.styles", description=main.__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many pieces (default 300)")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other pieces (default 1)")
    parser.add_argument("--style", action="append", choices=STYLES, help="only this style; may be given again")
    options = parser.parse_args(arguments)
    styles = tuple(options.style or STYLES)
    pieces = write_collection(options.out, count=options.count, seed=options.seed, styles=styles)
    try:
        for _ in tqdm(pieces, total=options.count, unit=" pieces", disable=None):
            pass
    except BadInput as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
