"""The door of the command. It imports nothing before it can be interrupted: the rest takes a second to come."""

import gc
import sys

SELDOM = 100_000
"""Objects made before Python looks for those that only hold each other: imports and builds make millions, and keep most to
their end."""


def main() -> int:
    """Run one subcommand; see :func:`ctg.commands.main`."""
    try:
        gc.set_threshold(SELDOM)
        from ctg.commands import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrompu.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
