"""``python -m assistant.cli``: the command, where it is not installed."""

from assistant.cli import main

main()
