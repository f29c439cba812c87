"""`python -m audiogenesis_desktop` and the `audiogenesis` command."""

import sys

from audiogenesis_desktop.commands.parser import run


def main() -> None:
    """Run the command line and exit with its status."""
    if getattr(sys, "frozen", False):  # the frozen app is also what its composing process is started from
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
