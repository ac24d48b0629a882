"""The door of the command. It imports nothing before it can be interrupted: the rest takes a second to come."""

import gc
import sys

from ctg.publish.process import without_threads


def main() -> int:
    """Run one subcommand; see :func:`ctg.commands.main`."""
    try:
        without_threads()
        gc.set_threshold(200_000)  # a catalogue has no cycles to look for, and stays: an eighth of the processor of a build
        from ctg.commands import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrompu.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
