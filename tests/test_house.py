"""The plan of the house: which room may know which, which library is named where, and that nothing calls home."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import World
from invented import PROJECT

import assistant

PACKAGE = PROJECT / "assistant"

# A room knows rooms of lower floors only; those of one floor do not know each other.
FLOORS: dict[str, int] = {
    # plain records, errors, French, counting
    "types": 1, "errors": 1, "french": 1, "tokens": 1, "limits": 1,
    # one thing each: read, cut, embed, keep, load
    "settings": 2, "requests": 2, "disclosure": 2, "problems": 2, "metrics": 2, "corpus": 2, "passages": 2, "figures": 2, "embeddings": 2, "store": 2,
    "lexical": 2, "spreadsheet": 2, "masking": 2, "journal": 3, "remembered": 2, "prompts": 2, "llm": 2, "chat": 2, "citations": 2,
    # find, word, check
    "conversation": 3, "retriever": 3, "extractive": 3, "grounding": 3, "labels": 3, "reading": 3, "gather": 3, "indexing": 3,
    "generative": 4, "suggestions": 4, "key_figures": 4, "follow_ups": 4, "library": 4, "probe": 5, "programme": 5, "drafts": 6, "offered": 6,
    # the one place that wires them, and the doors
    "pipeline": 7, "api": 8, "web": 9, "cli": 10,
}  # fmt: skip
DOORS = {"api", "web", "cli"}
# Behind the doors only the pipeline may be reached, and what a door itself needs: records, errors, limits, checks.
FOR_DOORS = {
    "types", "disclosure", "errors", "settings", "limits", "problems", "metrics", "requests", "tokens", "spreadsheet",
    "journal",
    "pipeline",
} | DOORS  # fmt: skip

# Third-party libraries and the rooms that name them. numpy, langchain_core and pydantic's types are everywhere.
EVERYWHERE = {"numpy", "langchain_core", "pydantic"}
LIBRARIES: dict[str, set[str]] = {
    "Stemmer": {"french"},
    "rapidfuzz": {"french"},
    "pydantic_settings": {"settings"},
    "tiktoken": {"tokens"},
    "tokenizers": {"embeddings"},
    "safetensors": {"embeddings"},
    "sentence_transformers": {"embeddings"},
    "langchain": {"llm"},
    "langchain_chroma": {"store"},
    "chromadb": {"store"},
    "filelock": {"store"},
    "pypdf": {"corpus"},
    "docx": {"corpus"},
    "bs4": {"corpus"},
    "markdown_it": {"corpus"},
    "yaml": {"corpus"},
    "gradio": {"web"},
    "typer": {"cli"},
    "rich": {"cli"},
    # The evaluation is a folder of the project, opened by its command alone.
    "eval": {"cli"},
    "uvicorn": {"web"},
    "jinja2": {"web"},
    "markupsafe": {"web"},
    # HTTP is spoken at two doors and in the problems that both of them answer with.
    "fastapi": {"api", "web", "problems"},
    "starlette": {"api", "web", "problems"},
    "anyio": {"api", "web"},
    "prometheus_client": {"metrics"},
}
PUBLIC = ["Answer", "Assistant", "AssistantError", "Citation", "Passage", "Question", "Settings", "load_settings"]


def rooms() -> dict[str, list[Path]]:
    """Files by room. Training is a workshop beside the house: nothing in the house knows it."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if name not in ("__init__", "training"):
            found.setdefault(name, []).append(path)
    return found


ROOMS = rooms()


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, at the top or inside a function, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((n if node.module == "assistant" else str(node.module), node.lineno) for n in names)


def rooms_known(room: str) -> set[str]:
    modules = {module for path in ROOMS[room] for module, _ in imported(path)}
    return {m.split(".")[1] for m in modules if m.startswith("assistant.")} - {room, "__version__"}


def test_every_room_has_its_floor_and_every_floor_its_rooms() -> None:
    assert set(ROOMS) == set(FLOORS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_rooms_of_lower_floors(room: str) -> None:
    allowed = {name for name, floor in FLOORS.items() if floor < FLOORS[room]}
    assert rooms_known(room) - allowed == set()


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_does_not_reach_past_the_pipeline(door: str) -> None:
    assert rooms_known(door) - FOR_DOORS == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_library_is_named_only_in_its_room(room: str) -> None:
    named = {module.split(".")[0] for path in ROOMS[room] for module, _ in imported(path)}
    foreign = named - set(sys.stdlib_module_names) - EVERYWHERE - {"assistant"}
    assert foreign == {library for library in foreign if room in LIBRARIES.get(library, set())}


def test_every_library_of_the_table_is_still_named_where_it_says() -> None:
    named = {(m.split(".")[0], room) for room, paths in ROOMS.items() for p in paths for m, _ in imported(p)}
    text = {room: "".join(p.read_text(encoding="utf-8") for p in paths) for room, paths in ROOMS.items()}
    for library, homes in LIBRARIES.items():
        assert any((library, room) in named or library in text[room] for room in homes), library


@pytest.mark.parametrize("room", sorted(set(ROOMS) - DOORS))
def test_only_doors_print(room: str) -> None:
    for path in ROOMS[room]:
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        assert [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"] == [], path.name


def test_public_names_are_listed_once_sorted_and_can_be_imported() -> None:
    assert assistant.__all__ == PUBLIC == sorted(PUBLIC)
    for name in assistant.__all__:
        assert getattr(assistant, name).__name__ == name
    with pytest.raises(AttributeError, match="Nothing"):
        assistant.Nothing  # noqa: B018


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_names_a_place_of_somebodys_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [place for place in ("/work/", "/home/", "/Users/", "C:\\\\") if place in text] == []


# What a fresh process does


def fresh(code: str, **environment: str) -> str:
    """Standard output of Python code in a process of its own, without the settings of this one."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASSISTANT_", "HF_", "LANGSMITH", "LANGCHAIN"))}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, cwd=PROJECT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["assistant", "assistant.pipeline", "assistant.cli", "assistant.indexing"])
def test_heavy_libraries_are_not_loaded_with(module: str) -> None:
    heavy = ("torch", "sentence_transformers", "transformers", "gradio", "chromadb", "langchain", "pypdf", "docx")
    assert fresh(f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])") == "[]"


SWITCHES = {
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}


def test_importing_the_package_switches_telemetry_off_whatever_was_set() -> None:
    asked = f"import os, assistant; print(*[os.environ.get(k) for k in {list(SWITCHES)}])"
    turned_on = {"ANONYMIZED_TELEMETRY": "True", "GRADIO_ANALYTICS_ENABLED": "True", "LANGSMITH_TRACING": "true"}
    assert fresh(asked, **turned_on).split() == list(SWITCHES.values())


def test_only_what_the_user_asks_for_is_allowed_out() -> None:
    asked = "import os, assistant; print(os.environ.get('HF_HUB_OFFLINE'), os.environ.get('LANGSMITH_TRACING'))"
    assert fresh(asked, ASSISTANT_ALLOW_DOWNLOAD="1", ASSISTANT_TRACING="true", LANGSMITH_TRACING="true") == "None true"


QUESTIONS = [
    "Combien d'arbres ont été plantés ?", "Quand le Plan des rivages a-t-il été adopté ?", "Qui est le maire ?",
    "Combien de vélos ?", "Bonjour", "Et en 2019 ?", "Combien coûte la station ?", "Où passe la ligne B ?",
    "Que dit le rapport sur les dunes ?", "Combien d'écoles ?",
]  # fmt: skip


def test_building_opening_and_twenty_questions_make_no_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        tried.append(address)
        raise OSError("no network in this test")

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        tried.append(host)
        raise socket.gaierror("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    opened = World(tmp_path).open()
    answers = [opened.invoke(question) for question in QUESTIONS * 2]
    opened.close()
    assert len(answers) == 20
    assert any(not answer.abstained for answer in answers)
    assert tried == []


def test_an_embedded_store_starts_no_server(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path; from fakes import World\n"
        f"World(Path({str(tmp_path)!r})).open().invoke('Combien de vélos ?')\n"
        "print([m for m in sys.modules if m.startswith('chromadb.server') or m in ('torch', 'gradio', 'langchain')])"
    )
    assert fresh(code) == "[]"
