"""What does the store promise to whoever reads and writes it, in a folder and on a server?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from invented import free_port, make_passages, make_vectors, write

from assistant.errors import IndexDamaged, IndexMissing, StoreUnreachable
from assistant.store import FolderStore, Manifest, ServerStore, Store, open_store
from assistant.store.manifest import passages_from_jsonl, passages_to_jsonl
from assistant.store.private_copy import PrivateCopy


@pytest.fixture(params=["folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "folder":
        return open_store(str(tmp_path / "index"))
    return open_store(request.getfixturevalue("chroma_server"))


# Both kinds


def test_an_address_is_a_server_and_anything_else_a_folder() -> None:
    assert isinstance(open_store("http://127.0.0.1:8000"), ServerStore)
    assert isinstance(open_store(".index"), FolderStore)


def test_an_empty_store_has_no_generation(store: Store) -> None:
    assert store.current_generation() is None
    assert store.open_previous() is None
    with pytest.raises(IndexMissing, match="assistant index"):
        store.open()


def test_what_was_written_is_read_back(store: Store) -> None:
    passages, vectors = make_passages(30), make_vectors(30)
    reports = {"essai.md": "a" * 64}
    written = store.write(passages, vectors, fingerprint="abc", embedder="modèle", reports=reports, settings={"n": 1})
    opened = store.open()
    assert opened.passages == tuple(passages)
    assert opened.manifest == written.manifest
    assert (opened.manifest.fingerprint, opened.manifest.embedder, opened.manifest.settings) == (
        "abc",
        "modèle",
        {"n": 1},
    )
    assert (opened.manifest.n_passages, opened.manifest.n_reports, opened.manifest.reports) == (30, 1, reports)
    assert opened.manifest.generation == store.current_generation()
    for passage, vector in zip(passages, vectors, strict=True):
        np.testing.assert_allclose(opened.vectors()[passage.passage_id], vector, atol=1e-6)
    written.close()
    opened.close()


@pytest.mark.parametrize("n", [1, 2, 150, 2500])
def test_search_gives_the_exact_nearest_neighbours(tmp_path: Path, n: int) -> None:
    vectors = make_vectors(n, d=48)
    with open_store(str(tmp_path / "index")).write(
        make_passages(n), vectors, fingerprint="f", embedder="e", reports={}, settings={}
    ) as opened:
        for query in make_vectors(40, d=48, seed=7):
            found = opened.search(query, 20)
            similarities = vectors @ query
            nearest = np.argsort(-similarities)[:20]
            assert [name for name, _ in found] == [f"essai#{i}" for i in nearest]
            np.testing.assert_allclose([score for _, score in found], similarities[nearest], atol=1e-5)


def test_search_on_a_server_gives_the_same(store: Store) -> None:
    vectors = make_vectors(60)
    with store.write(make_passages(60), vectors, fingerprint="f", embedder="e", reports={}, settings={}) as opened:
        query = make_vectors(1, seed=3)[0]
        assert [name for name, _ in opened.search(query, 5)] == [
            f"essai#{i}" for i in np.argsort(-(vectors @ query))[:5]
        ]
        assert len(opened.search(query.tolist(), 1000)) == 60
        assert opened.search(query, 0) == []


def test_equal_scores_come_in_the_order_of_identifiers_and_zeros_are_no_neighbours(tmp_path: Path) -> None:
    vectors = np.zeros((4, 8), dtype=np.float32)
    vectors[0, 0] = vectors[2, 0] = vectors[3, 1] = 1
    with open_store(str(tmp_path)).write(
        make_passages(4), vectors, fingerprint="f", embedder="e", reports={}, settings={}
    ) as opened:
        found = opened.search([1, *[0] * 7], 4)
        assert [name for name, _ in found[:2]] == ["essai#0", "essai#2"]
        assert [score for _, score in found] == pytest.approx([1, 1, 0, 0], abs=1e-6)
        assert all(0 <= abs(score) <= 1e-6 for _, score in opened.search([0] * 8, 4))


def test_an_index_without_passages_answers_nothing(store: Store) -> None:
    nothing = np.zeros((0, 64), dtype=np.float32)
    with store.write([], nothing, fingerprint="f", embedder="e", reports={}, settings={}) as opened:
        assert opened.search(make_vectors(1)[0], 5) == []
        assert opened.vectors() == {}


def test_the_former_generation_is_kept_and_older_ones_go(store: Store) -> None:
    names = [write(store, 5, fingerprint=str(i)) for i in range(4)]
    opened, previous = store.open(), store.open_previous()
    assert previous is not None
    assert (opened.manifest.generation, previous.manifest.generation) == (names[3], names[2])
    assert names == sorted(names)
    if isinstance(store, FolderStore):
        assert sorted(path.name for path in (store.folder / "generations").iterdir()) == names[2:]
    opened.close()
    previous.close()


def test_a_reader_keeps_its_generation_while_others_are_written(store: Store) -> None:
    write(store, 10, fingerprint="first")
    reader = store.open()
    # A server keeps two generations for everyone; in a folder each reader has a copy of its own.
    for seed in range(3 if isinstance(store, FolderStore) else 1):
        write(store, 12, fingerprint="later", seed=seed)
    assert len(reader.search(make_vectors(1)[0], 100)) == 10
    assert reader.manifest.fingerprint == "first"
    reader.close()


# The folder


def test_a_generation_is_never_changed_by_its_readers(index_dir: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in index_dir.rglob("*") if path.is_file()}

    before = state()
    for _ in range(3):
        with open_store(str(index_dir)).open() as opened:
            opened.search(make_vectors(1)[0], 3)
    assert state() == before


def test_a_search_takes_about_a_millisecond(tmp_path: Path) -> None:
    with open_store(str(tmp_path)).write(
        make_passages(150), make_vectors(150, d=256), fingerprint="f", embedder="e", reports={}, settings={}
    ) as opened:
        query = make_vectors(1, d=256)[0]
        times = []
        for _ in range(200):
            started = time.perf_counter()
            opened.search(query, 10)
            times.append(time.perf_counter() - started)
        # 0.9 ms on an idle machine; the lower tenth, since test machines are shared.
        assert sorted(times)[20] < 0.005


def test_threads_search_one_opened_index(index_dir: Path) -> None:
    problems: list[BaseException] = []
    with open_store(str(index_dir)).open() as opened:
        expected = opened.search(make_vectors(1)[0], 5)

        def ask() -> None:
            try:
                for _ in range(20):
                    assert opened.search(make_vectors(1)[0], 5) == expected
            except BaseException as error:
                problems.append(error)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []


def test_closing_removes_the_private_copy_and_twice_does_no_harm(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened = open_store(str(index_dir)).open()
    _ = opened.chroma  # the copy is made when Chroma is needed
    assert list(tmp_path.glob("assistant-index-*"))
    opened.close()
    opened.close()
    assert not list(tmp_path.glob("assistant-index-*"))


def test_an_index_that_nobody_uses_any_more_is_released(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened = open_store(str(index_dir)).open()
    del opened
    assert not list(tmp_path.glob("assistant-index-*"))


def test_the_copy_of_a_killed_process_goes_with_the_next_opening(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = (
        "import sys, tempfile, os; tempfile.tempdir = sys.argv[2]\n"
        "from assistant.store.private_copy import PrivateCopy; from pathlib import Path\n"
        "copy = PrivateCopy(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(index_dir), str(tmp_path)], check=False)
    left = list(tmp_path.glob("assistant-index-*"))
    assert len(left) == 1
    mine = PrivateCopy(index_dir)
    assert not left[0].exists()
    assert mine.folder.is_dir()
    other = PrivateCopy(index_dir)  # a copy in use stays
    assert mine.folder.is_dir()
    mine.close()
    other.close()


def test_passages_survive_json_with_every_character() -> None:
    passages = make_passages(2)
    odd = replace(
        passages[0], text='« 234\u00a0000\u202fha »\u2028ligne\x85fin\n- item \\ "x" 🌊', section=("Un", "Deux")
    )
    assert passages_from_jsonl(passages_to_jsonl([odd, passages[1]])) == (odd, passages[1])


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"fingerprint": 1}', "\x00"])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        Manifest.from_json(text)


# The server


def test_a_server_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    started = time.monotonic()
    with pytest.raises(StoreUnreachable, match="connexion refusée"):
        open_store(address).open()
    assert time.monotonic() - started < 5


def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.store.server.CONNECT_S", 0.3)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        with pytest.raises(StoreUnreachable, match="pas de réponse à temps"):
            open_store(f"http://127.0.0.1:{deaf.getsockname()[1]}").current_generation()


def test_the_password_of_an_address_is_in_no_message() -> None:
    store = open_store(f"http://moi:secret@127.0.0.1:{free_port()}")
    with pytest.raises(StoreUnreachable) as caught:
        store.open()
    assert "secret" not in str(caught.value)


def test_an_unfinished_collection_on_the_server_does_not_answer(chroma_server: str) -> None:
    import chromadb

    store = open_store(chroma_server)
    name = write(store, 5)
    client = chromadb.HttpClient(port=int(chroma_server.rpartition(":")[2]))
    client.create_collection("assistant-g999999-dead", metadata={"complete": False})
    assert open_store(chroma_server).open().manifest.generation == name
    client.delete_collection("assistant-g999999-dead")


def test_passages_missing_on_the_server_are_noticed(chroma_server: str) -> None:
    import chromadb

    store = open_store(chroma_server)
    name = write(store, 5, fingerprint="x")
    client = chromadb.HttpClient(port=int(chroma_server.rpartition(":")[2]))
    client.get_collection(f"assistant-{name}").delete(ids=["essai#3"])
    with pytest.raises(IndexDamaged, match="manquants"):
        store.open()


def test_a_server_that_goes_away_while_searching_is_said(tmp_path: Path) -> None:
    port = free_port()
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = [chroma, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        store = open_store(f"http://127.0.0.1:{port}")
        for _ in range(300):
            try:
                write(store, 5)
                break
            except StoreUnreachable:
                time.sleep(0.1)
        opened = store.open()
        server.terminate()
        server.wait(timeout=20)
        with pytest.raises(StoreUnreachable):
            opened.search(make_vectors(1)[0], 3)
    finally:
        server.kill()
