"""What happens when the folder, the disk, a file of the index or another process is not as it should be?

Every fault gives one clear line and the right exit status, and the former index goes on serving.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from invented import PROJECT, REPORT, Ended, make_vectors, write

from assistant.errors import IndexBusy, IndexDamaged, IndexNotWritten
from assistant.store import FolderStore, open_store

QUESTION = "Combien d'hectares le Plan des rivages protège-t-il ?"
ANSWER = "1 860"


def one_line(ended: Ended, *expected: str) -> None:
    assert ended.status == 1
    assert ended.out == ""
    assert len(ended.err) == 1
    for part in expected:
        assert part in ended.err[0]


# The corpus folder


def test_a_missing_corpus_folder(cli: Callable[..., Ended], tmp_path: Path) -> None:
    one_line(cli("index", "--corpus", str(tmp_path / "absent")), "n’existe pas", "--corpus")


def test_an_empty_corpus_folder(cli: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    one_line(cli("index", "--corpus", str(tmp_path / "vide")), "aucun rapport lisible", "assistant index")


def test_an_unreadable_report_is_named_and_the_others_are_indexed(cli: Callable[..., Ended], tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bon.md").write_text(REPORT, encoding="utf-8")
    (corpus / "casse.pdf").write_bytes(b"%PDF-1.4 tronque")
    ended = cli("index", "--corpus", str(corpus))
    assert ended.status == 1
    assert ended.out.startswith("Index construit")
    assert "12 passages de 1 rapport" in ended.out
    assert ended.err == ["casse.pdf : fichier PDF abîmé ou incomplet ; exportez-le de nouveau."]
    again = cli("index", "--corpus", str(corpus), "--json")
    assert again.status == 1
    assert json.loads(again.out)["changed"] is False
    answered = cli("ask", QUESTION, "--corpus", str(corpus))
    assert answered.status == 0
    assert ANSWER in answered.out


def test_only_unreadable_reports(cli: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.docx").write_bytes(b"rien")
    ended = cli("index", "--corpus", str(tmp_path / "corpus"))
    assert ended.status == 1
    assert [line.split(" ")[0] for line in ended.err] == ["a.docx", "Le"]


# The files of the index


def generation(folder: Path) -> Path:
    return folder / "generations" / (folder / "current").read_text().strip()


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def alter_manifest(folder: Path, **versions: str) -> None:
    path = generation(folder) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["versions"].update(versions)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "passages truncated": (lambda folder: truncate(generation(folder) / "passages.jsonl"), "passages.jsonl est abîmé"),
    "passages missing": (lambda folder: (generation(folder) / "passages.jsonl").unlink(), "absents"),
    "database truncated": (lambda folder: truncate(generation(folder) / "chroma" / "chroma.sqlite3"), "chroma.sqlite3"),
    "database missing": (lambda folder: (generation(folder) / "chroma" / "chroma.sqlite3").unlink(), "absents"),
    "graph missing": (lambda folder: next(generation(folder).glob("chroma/*/data_level0.bin")).unlink(), "absents"),
    "manifest truncated": (lambda folder: truncate(generation(folder) / "manifest.json"), "manifeste"),
    "manifest missing": (lambda folder: (generation(folder) / "manifest.json").unlink(), "manifeste"),
    "manifest of something else": (lambda folder: (generation(folder) / "manifest.json").write_text("[]"), "manifeste"),
    "pointer empty": (lambda folder: (folder / "current").write_bytes(b""), "« current »"),
    "pointer garbled": (lambda folder: (folder / "current").write_bytes(b"\xff\x00../.."), "« current »"),
    "pointer to nothing": (lambda folder: (folder / "current").write_text("g000099-0000\n"), "manifeste"),
    "pointer is a folder": (lambda folder: replace_by_folder(folder / "current"), "« current »"),
    "other format": (lambda folder: alter_manifest(folder, format="99"), "écrit par une autre version"),
    "other Chroma": (lambda folder: alter_manifest(folder, chromadb="1.0.15"), "écrit par une autre version de Chroma"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_generation_is_noticed_and_the_former_one_can_be_opened(index_dir: Path, name: str) -> None:
    damage, reason = DAMAGES[name]
    damage(index_dir)
    store = open_store(str(index_dir))
    with pytest.raises(IndexDamaged) as caught:
        store.open()
    assert reason in str(caught.value)
    previous = store.open_previous()
    assert previous is not None
    expected = "current" if name.startswith("pointer") else "former"
    assert previous.manifest.fingerprint == expected
    assert len(previous.search(make_vectors(1)[0], 50)) == 20
    previous.close()


@pytest.mark.parametrize("name", DAMAGES)
def test_writing_repairs_a_damaged_index(index_dir: Path, name: str) -> None:
    DAMAGES[name][0](index_dir)
    if name == "pointer is a folder":
        # What we did not write is not ours to remove.
        with pytest.raises(IndexNotWritten):
            write(open_store(str(index_dir)), 7)
        return
    store = open_store(str(index_dir))
    written = write(store, 7)
    with store.open() as opened:
        assert opened.manifest.generation == written
        assert len(opened.search(make_vectors(1)[0], 50)) == 7


@pytest.mark.parametrize("name", ["passages truncated", "database truncated", "pointer garbled", "other Chroma"])
def test_a_question_on_a_damaged_index_rebuilds_it_and_is_answered(
    cli: Callable[..., Ended], tmp_path: Path, name: str
) -> None:
    assert cli("index").status == 0
    DAMAGES[name][0](tmp_path / "index")
    ended = cli("ask", QUESTION)
    assert (ended.status, ended.err) == (0, [])
    assert ANSWER in ended.out


def test_a_damaged_index_without_its_corpus_says_what_to_do(cli: Callable[..., Ended], tmp_path: Path) -> None:
    assert cli("index").status == 0
    truncate(generation(tmp_path / "index") / "passages.jsonl")
    one_line(cli("ask", QUESTION, "--corpus", str(tmp_path / "absent")), "absent")


def test_the_former_generation_answers_when_the_current_one_is_damaged_and_the_corpus_is_gone(
    cli: Callable[..., Ended], tmp_path: Path
) -> None:
    assert cli("index").status == cli("index", "--rebuild").status == 0
    truncate(generation(tmp_path / "index") / "chroma" / "chroma.sqlite3")
    ended = cli("ask", QUESTION, "--corpus", str(tmp_path / "absent"))
    assert ended.status == 0
    assert ANSWER in ended.out
    assert len(ended.err) == 1
    assert "n’existe pas" in ended.err[0]


def test_a_store_that_is_a_file(cli: Callable[..., Ended], tmp_path: Path) -> None:
    path = tmp_path / "fichier"
    path.write_text("à moi")
    one_line(cli("index", "--store", str(path)), "n’a pas pu être écrit", "un fichier porte déjà ce nom")
    one_line(cli("ask", QUESTION, "--store", str(path)), "un fichier porte déjà ce nom")
    assert path.read_text() == "à moi"


# Another process


HOLDER = """
import sys, time
from pathlib import Path
from assistant.store import open_store
with open_store(sys.argv[1])._only_writer():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other_writer() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Starts a process that holds the lock of a store."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_only_one_process_writes_and_a_killed_one_leaves_no_lock(
    cli: Callable[..., Ended], other_writer: Callable[[Path], subprocess.Popen[str]], tmp_path: Path
) -> None:
    assert cli("index").status == 0
    holder = other_writer(tmp_path / "index")
    one_line(cli("index", "--rebuild"), "Un autre processus construit déjà l’index")
    ended = cli("ask", QUESTION)  # the index that is there answers meanwhile
    assert (ended.status, ended.err) == (0, [])
    assert ANSWER in ended.out
    holder.kill()
    holder.wait()
    assert cli("index", "--rebuild").status == 0


def test_a_second_writer_in_the_same_process_is_refused_too(index_dir: Path) -> None:
    store = FolderStore(index_dir)
    with store._only_writer(), pytest.raises(IndexBusy):
        write(open_store(str(index_dir)), 3)
    assert write(store, 3) == store.current_generation()


# Forks a builder, kills it after a while, then has the next process read, write and read again.
KILLER = """
import json, os, signal, sys, time
sys.path[:0] = sys.argv[2:]
import chromadb, langchain_chroma, filelock, resource, chromadb.api.rust
from invented import make_vectors, write
from assistant.store import open_store

def forked(action):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    os.close(reader)
    try:
        os.write(writer, json.dumps(action(writer)).encode())
        os._exit(0)
    except BaseException as error:
        os.write(writer, json.dumps(repr(error)).encode())
        os._exit(1)

def build_for_ever(writer):
    os.write(writer, b"!")
    while True:
        write(open_store(sys.argv[1]), 300, fingerprint="interrupted")

def check(writer):
    store = open_store(sys.argv[1])
    with store.open() as opened:
        found = len(opened.search(make_vectors(1)[0], 50)), len(opened.passages)
    name = write(store, 40, fingerprint="repaired")
    with store.open() as opened:
        assert opened.manifest.generation == name
    return [*found, len(os.listdir(os.path.join(sys.argv[1], "generations")))]

for instant in range(12):
    pid, reader = forked(build_for_ever)
    os.read(reader, 1)
    time.sleep(0.01 + 0.06 * instant)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reader)
    pid, reader = forked(check)
    with os.fdopen(reader) as stream:
        print(stream.read(), flush=True)
    os.waitpid(pid, 0)
"""


def test_a_builder_killed_at_any_instant_leaves_an_index_that_answers(index_dir: Path) -> None:
    command = [sys.executable, "-c", KILLER, str(index_dir), str(PROJECT / "tests"), str(PROJECT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == 12
    for result in results:
        assert isinstance(result, list), result
        n_found, n_passages, n_generations = result
        assert n_passages in (20, 40, 300)
        assert n_found == min(50, n_passages)
        assert n_generations == 2


# The disk

# Run in a process of its own: limits, mounts and user ids are not to be undone.
PREAMBLE = """
import json, os, resource, sys
os.environ.update(ASSISTANT_CORPUS=sys.argv[1], ASSISTANT_STORE=sys.argv[2], ASSISTANT_PROMPTS=sys.argv[3])
from assistant.cli import run
def command(*arguments):
    status = run(arguments)
    sys.stdout.flush(); sys.stderr.flush()
    print("status", status, flush=True)
"""


def in_a_process(script: str, corpus: Path, store: Path) -> Ended:
    code = PREAMBLE + textwrap.dedent(script)
    command = [sys.executable, "-c", code, str(corpus), str(store), str(PROJECT / "prompts")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=120, check=False)
    return Ended(done.returncode, done.stdout, done.stderr.splitlines())


@pytest.fixture
def own_corpus(tmp_path: Path) -> Path:
    """A corpus folder that the test may change."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "valserine-2024.md").write_text(REPORT, encoding="utf-8")
    return folder


def test_when_no_file_can_grow_the_former_index_answers(
    cli: Callable[..., Ended], own_corpus: Path, tmp_path: Path
) -> None:
    assert cli("index", "--corpus", str(own_corpus)).status == 0
    largest = max(path.stat().st_size for path in (tmp_path / "index").rglob("*") if path.is_file())
    more = "".join(f"\n## Annexe {i}\n\nL'annexe {i} décrit le quartier {i} et ses arbres.\n" for i in range(400))
    (own_corpus / "valserine-2024.md").write_text(REPORT + more, encoding="utf-8")
    limited = f"""
        resource.setrlimit(resource.RLIMIT_FSIZE, ({largest + 20_000}, {largest + 20_000}))
        command("index")
        command("ask", {QUESTION!r})
    """
    ended = in_a_process(limited, own_corpus, tmp_path / "index")
    lines = ended.out.splitlines()
    assert lines[0] == "status 1"
    assert any(ANSWER in line for line in lines)
    assert lines[-1] == "status 0"
    assert len(ended.err) == 2  # one line for each command: why the new index was not written
    assert all("n’a pas pu être écrit" in line for line in ended.err)
    assert cli("index", "--corpus", str(own_corpus)).status == 0


def can_mount() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        mounted = (
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False).returncode == 0
        )
        if mounted:
            subprocess.run(["umount", folder], check=True)
        return mounted


@pytest.mark.parametrize(
    "free_kb", [0, 300, 1500] if shutil.which("mount") and os.geteuid() == 0 and can_mount() else []
)
def test_when_the_disk_is_full_the_former_index_answers(
    cli: Callable[..., Ended], own_corpus: Path, tmp_path: Path, free_kb: int
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], check=True)
    try:
        assert cli("index", "--corpus", str(own_corpus), "--store", str(disk / "index")).status == 0
        former = (disk / "index" / "current").read_text()
        free = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(b"0" * max(0, free - free_kb * 1024))
        (own_corpus / "valserine-2024.md").write_text(REPORT + "\nUne phrase de plus.\n", encoding="utf-8")
        ended = cli("index", "--corpus", str(own_corpus), "--store", str(disk / "index"))
        one_line(ended, "n’a pas pu être écrit", "reste en service")
        assert (disk / "index" / "current").read_text() == former
        answered = cli("ask", QUESTION, "--corpus", str(own_corpus), "--store", str(disk / "index"))
        assert answered.status == 0
        assert ANSWER in answered.out
        (disk / "filler").unlink()
        assert cli("index", "--corpus", str(own_corpus), "--store", str(disk / "index")).status == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("step", ["_check_room", "_build", "_point_to"])
def test_a_disk_that_fills_up_at_any_step_changes_nothing(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    store = FolderStore(index_dir)
    before = store.current_generation()
    monkeypatch.setattr(store, step, full)
    with pytest.raises(IndexNotWritten, match="disque plein"):
        write(store, 7)
    assert store.current_generation() == before
    assert len(list((index_dir / "generations").iterdir())) == 2
    with FolderStore(index_dir).open() as opened:
        assert opened.manifest.fingerprint == "current"


def test_too_little_room_is_said_before_anything_is_written(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(index_dir)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(IndexNotWritten, match="il reste 1 Mo sur le disque, il en faut 5"):
        write(open_store(str(index_dir)), 7)


@pytest.fixture
def public_dir() -> Iterator[Path]:
    """A folder that another user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="assistant-tests-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
    shutil.rmtree(folder)


def test_a_read_only_index_answers_and_cannot_be_rebuilt(public_dir: Path) -> None:
    corpus, store = public_dir / "corpus", public_dir / "index"
    corpus.mkdir()
    (corpus / "valserine-2024.md").write_text(REPORT, encoding="utf-8")
    script = f"""
        import subprocess
        command("index")
        command("ask", {QUESTION!r})  # all that is imported on first use, while this user may
        subprocess.run(["chmod", "-R", "a+rX,a-w", sys.argv[2]], check=True)
        if os.geteuid() == 0:
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
        command("ask", {QUESTION!r})
        command("index")
        command("index", "--rebuild")
    """
    ended = in_a_process(script, corpus, store)
    blocks = ended.out.split("status ")
    assert [block[:1] for block in blocks[1:]] == ["0", "0", "0", "0", "1"], ended
    assert ANSWER in blocks[2]
    assert len(ended.err) == 1
    assert "lecture seule" in ended.err[0]
