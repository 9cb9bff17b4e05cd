"""``python -m eval``: the same as ``assistant eval``, where the command is not installed."""

import sys

from assistant.cli import run

if __name__ == "__main__":
    sys.exit(run(["eval", *sys.argv[1:]]))
