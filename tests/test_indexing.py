"""When is an index built, what is taken over from the former one, and what happens when building fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import CountingEmbeddings, World
from filelock import FileLock
from invented import REPORT

from assistant import indexing
from assistant.corpus import load_report
from assistant.errors import CorpusEmpty, CorpusMissing, IndexBusy, IndexDamaged, IndexMissing
from assistant.indexing import build_index, corpus_fingerprint, settings_fingerprint
from assistant.store import open_store
from assistant.types import Report

MARSH = "Combien d'espèces d'oiseaux le marais des Trois-Saules accueille-t-il ?"
SECOND = "# Bilan 2023 de Lussignac\n\n## Les haies\n\nLussignac a planté 7 310 mètres de haies en 2023.\n"
HEDGES = "Combien de mètres de haies Lussignac a-t-elle plantés ?"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def locked(world: World) -> Iterator[World]:
    """A world with an index, where another process holds the lock: no index can be built."""
    world.build()
    with FileLock(world.store / "lock"):
        yield world


# Building


def test_every_passage_is_embedded_once_and_progress_reaches_its_end(world: World) -> None:
    told: list[tuple[str, int, int]] = []

    def progress(step: str, done: int, total: int) -> None:
        told.append((step, done, total))

    report = build_index(world.settings(), embeddings=world.embeddings, progress=progress)
    assert report.changed
    assert (report.n_embedded, report.n_reused) == (report.manifest.n_passages, 0)
    assert len(world.embeddings.encoded) == report.manifest.n_passages > 10
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["lecture", "plongement", "écriture"]
    assert all(0 <= done <= total for _, done, total in told)
    assert ("plongement", report.n_embedded, report.n_embedded) in told


def test_an_unchanged_corpus_is_not_built_again(world: World) -> None:
    first = world.build()
    world.embeddings.encoded.clear()
    again = world.build()
    assert (again.changed, again.n_embedded, again.n_reused) == (False, 0, first.manifest.n_passages)
    assert again.manifest == first.manifest
    assert world.embeddings.encoded == []


def test_a_rebuild_that_is_asked_for_writes_a_generation_with_the_known_vectors(world: World) -> None:
    first = world.build()
    again = world.build(rebuild=True)
    assert again.changed
    assert again.manifest.generation != first.manifest.generation
    assert (again.n_embedded, again.n_reused) == (0, first.manifest.n_passages)


def test_only_the_passages_that_changed_are_embedded_again(world: World) -> None:
    first = world.build()
    world.embeddings.encoded.clear()
    world.write(REPORT.replace("64 espèces", "66 espèces"))
    again = world.build()
    assert (again.n_embedded, again.n_reused) == (1, first.manifest.n_passages - 1)
    assert len(world.embeddings.encoded) == 1
    assert "66 espèces d'oiseaux" in world.embeddings.encoded[0]


def test_a_second_report_leaves_the_first_ones_vectors_alone(world: World) -> None:
    world.build()
    world.embeddings.encoded.clear()
    world.write(SECOND, "lussignac-2023.md")
    report = world.build()
    assert report.manifest.n_reports == 2
    assert len(world.embeddings.encoded) == report.n_embedded == 1
    assert "7 310 mètres" in world.embeddings.encoded[0]


def test_two_reports_of_one_name_keep_their_passages_apart(world: World) -> None:
    (world.corpus / "2023").mkdir()
    world.write(REPORT.replace("64 espèces", "59 espèces"), "2023/valserine-2024.md")
    assistant = world.open()
    identifiers = [p.passage_id for p in assistant.passages]
    assert len(set(identifiers)) == len(identifiers)
    assert {p.source for p in assistant.passages} == {"valserine-2024.md", "2023/valserine-2024.md"}
    assistant.close()


@pytest.mark.parametrize(
    ("folder", "error"), [pytest.param("rien", CorpusMissing, id="missing"), pytest.param("", CorpusEmpty, id="empty")]
)
def test_without_a_report_nothing_is_built(tmp_path: Path, folder: str, error: type[Exception]) -> None:
    world = World(tmp_path)
    (world.corpus / "valserine-2024.md").unlink()
    with pytest.raises(error):
        world.build(corpus=world.corpus / folder)
    assert open_store(str(world.store)).current_generation() is None


# Fingerprints


def test_the_fingerprint_changes_with_every_choice_that_shapes_an_index(world: World) -> None:
    shaped = settings_fingerprint(world.settings(), world.embeddings)
    assert shaped == settings_fingerprint(world.settings(k=3, port=1234), CountingEmbeddings())
    assert shaped != settings_fingerprint(world.settings(passage_tokens=60), world.embeddings)
    assert shaped != settings_fingerprint(world.settings(), CountingEmbeddings("f" * 16))
    sources = {"a.md": "1", "b.md": "2"}
    assert corpus_fingerprint(shaped, sources) == corpus_fingerprint(shaped, dict(reversed(sources.items())))
    assert corpus_fingerprint(shaped, sources) != corpus_fingerprint(shaped, {"a.md": "2", "b.md": "1"})


def test_a_changed_setting_never_reads_an_old_index(world: World) -> None:
    coarse = world.build()
    with pytest.raises(IndexDamaged, match="réglages"):
        world.open(build=False, passage_tokens=40)
    fine = world.open(passage_tokens=40)
    assert fine.manifest.n_passages > coarse.manifest.n_passages
    assert max(p.n_tokens for p in fine.passages) <= 40
    fine.close()


def test_another_embedding_model_embeds_everything_anew(world: World) -> None:
    first = world.build()
    world.embeddings = CountingEmbeddings("f" * 16)
    assert world.build().n_embedded == first.manifest.n_passages
    assert len(world.embeddings.encoded) == first.manifest.n_passages


# Opening


def test_opening_builds_what_is_missing_unless_told_not_to(world: World) -> None:
    with pytest.raises(IndexMissing):
        world.open(build=False)
    assistant = world.open()
    assert "64 espèces" in assistant.invoke(MARSH).text
    assert assistant.warnings == ()
    assistant.close()


def test_a_changed_report_is_rebuilt_on_opening_unless_told_not_to(world: World) -> None:
    world.build()
    world.write(REPORT.replace("64 espèces", "66 espèces"))
    former = world.open(build=False)
    assert "64 espèces" in former.invoke(MARSH).text
    former.close()
    current = world.open()
    assert "66 espèces" in current.invoke(MARSH).text
    current.close()


@pytest.mark.parametrize("removed", ["valserine-2024.md", "lussignac-2023.md"])
def test_a_report_that_was_taken_away_is_no_longer_cited(world: World, removed: str) -> None:
    world.write(SECOND, "lussignac-2023.md")
    world.build()
    (world.corpus / removed).unlink()
    assistant = world.open()
    assert {p.source for p in assistant.passages} == {"valserine-2024.md", "lussignac-2023.md"} - {removed}
    assistant.close()


def test_an_unreadable_report_beside_good_ones_is_named_at_every_opening_and_the_others_answer(world: World) -> None:
    (world.corpus / "abime.pdf").write_bytes(b"%PDF-1.4 rien")
    for _ in range(2):
        assistant = world.open()
        assert [w.split(" : ")[0] for w in assistant.warnings] == ["abime.pdf"]
        assert "64 espèces" in assistant.invoke(MARSH).text
        assistant.close()
    n_generations = len(list((world.store / "generations").iterdir()))
    assert n_generations == 1, "an unreadable report is no reason to build again"


def test_a_report_that_becomes_readable_is_indexed(world: World) -> None:
    (world.corpus / "lussignac-2023.pdf").write_bytes(b"%PDF-1.4 rien")
    world.open().close()
    (world.corpus / "lussignac-2023.pdf").unlink()
    world.write(SECOND, "lussignac-2023.md")
    assistant = world.open()
    assert assistant.warnings == ()
    assert "7 310 mètres" in assistant.invoke(HEDGES).text
    assistant.close()


# Failing


def test_when_building_fails_the_former_index_serves_and_a_warning_says_why(locked: World) -> None:
    locked.write(REPORT.replace("64 espèces", "66 espèces"))
    with pytest.raises(IndexBusy):
        locked.build()
    assistant = locked.open()
    assert "64 espèces" in assistant.invoke(MARSH).text
    assert len(assistant.warnings) == 1
    assert "Un autre processus" in assistant.warnings[0]
    assistant.close()


def test_when_no_report_is_readable_any_more_the_former_index_serves_with_a_warning(world: World) -> None:
    world.build()
    (world.corpus / "valserine-2024.md").write_bytes(b"\xff\xfe\x00\x81\x00")
    assistant = world.open()
    assert "64 espèces" in assistant.invoke(MARSH).text
    assert "aucun rapport lisible" in " ".join(assistant.warnings)
    assistant.close()


def test_when_the_corpus_is_gone_the_index_goes_on_answering(world: World) -> None:
    world.build()
    assistant = world.open(corpus=world.corpus / "ailleurs")
    assert "64 espèces" in assistant.invoke(MARSH).text
    assistant.close()


def test_when_building_fails_with_other_settings_the_old_index_is_not_read(locked: World) -> None:
    with pytest.raises(IndexBusy):
        locked.open(passage_tokens=40)


def test_a_damaged_index_is_built_again(world: World) -> None:
    world.build()
    world.damage()
    with pytest.raises(IndexDamaged):
        world.open(build=False)
    assistant = world.open()
    assert "64 espèces" in assistant.invoke(MARSH).text
    assert assistant.warnings == ()
    assistant.close()


def test_when_it_cannot_be_built_again_the_generation_before_it_serves_with_a_warning(world: World) -> None:
    world.build()
    world.write(REPORT.replace("64 espèces", "66 espèces"))
    world.build()
    world.damage()
    with FileLock(world.store / "lock"):
        assistant = world.open()
        assert "64 espèces" in assistant.invoke(MARSH).text
        assert len(assistant.warnings) == 1
        assistant.close()


def test_when_both_generations_are_damaged_and_none_can_be_built_it_says_so(locked: World) -> None:
    locked.damage()
    with pytest.raises(IndexBusy):
        locked.open()


def test_only_a_changed_report_is_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.build()
    world.write(SECOND, "second.md")
    seen: list[str] = []
    real = load_report

    def reading(path: Path, *, folder: Path | None = None) -> Report:
        seen.append(path.name)
        return real(path, folder=folder)

    monkeypatch.setattr(indexing, "load_report", reading)
    report = world.build()
    assert seen == ["second.md"]
    assert (report.manifest.n_reports, report.n_reused > 0) == (2, True)
