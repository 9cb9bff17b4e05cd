"""``python -m eval``: the question set on the embedded default, table and gates.

Exit status 1 when a gate fails, 2 when a question file is malformed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from eval.questions import FOLDER, MalformedQuestion, load_questions
from eval.run import ask_all, failed_gates, measure, print_table


def main() -> int:
    """Run both halves, or the files given."""
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("--questions", nargs="+", type=Path, help="YAML files or folders instead of dev and test")
    parser.add_argument("--missed", action="store_true", help="print every missed question of dev or of --questions")
    arguments = parser.parse_args()
    console = Console()
    sets = {"questions": arguments.questions} if arguments.questions else {h: [FOLDER / h] for h in ("dev", "test")}
    failures: list[str] = []
    try:
        loaded = {name: load_questions(paths) for name, paths in sets.items()}
        with tempfile.TemporaryDirectory() as folder:
            assistant = Assistant.open(load_settings(store=f"{folder}/index"))
            for name, questions in loaded.items():
                rows = ask_all(assistant, questions)
                measured = measure(rows)
                print_table(console, f"{name} : {len(rows)} questions", rows)
                console.print("  ".join(f"{key} {value:.3f}" for key, value in measured.items()), highlight=False)
                if arguments.missed and name != "test":
                    for row in rows:
                        if row.verdict != "right":
                            q = row.question
                            console.print(
                                f"\n{row.verdict} {q.id} {q.question}\n  attendu {q.must}\n  {row.answer.text}",
                                highlight=False,
                                markup=False,
                            )
                failures += failed_gates(measured, name)
            assistant.close()
    except MalformedQuestion as error:
        print(error, file=sys.stderr)
        return 2
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    for failure in failures:
        print(f"Seuil non tenu : {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
