"""`python -m audiogenesis_desktop` and the `audiogenesis` command."""

import sys

from audiogenesis_desktop.commands.parser import run


def main() -> None:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
