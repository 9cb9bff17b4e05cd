"""What can go wrong, and what the reader should do next.

::

    AssistantError
    ├── BadInput                 what the user handed over cannot be used
    │   ├── BadQuestion          empty, too long, or no words in it
    │   ├── BadSetting           a setting has an impossible value
    │   └── BadPrompt            a prompt file is missing or lacks a placeholder
    ├── CorpusError              the folder of reports
    │   ├── CorpusMissing        the folder is not there
    │   ├── CorpusEmpty          it holds no report
    │   └── UnreadableReport     one file cannot be read; the others can
    ├── IndexProblem             the index on disk
    │   ├── IndexMissing         none was built yet
    │   ├── IndexDamaged         truncated, altered or of another version
    │   ├── IndexBusy            another process is building it
    │   ├── IndexNotWritten      disk full or read-only; the former index still serves
    │   └── StoreUnreachable     the Chroma server does not answer
    ├── JournalProblem           the journal of unanswered questions
    │   ├── JournalOff           the settings name none
    │   └── JournalUnusable      its file is missing, is none of ours, or cannot be read or written
    └── ModelError               an embedding or chat model
        ├── EmbedderUnavailable  the embedding model cannot be loaded
        ├── ChatModelUnavailable the chat model cannot be opened
        └── GenerationFailed     it was opened, and gave nothing usable
            └── UnknownCitation  its answer cites a passage it was not given

Messages are in French, one line: what was found, and what to do next. They are meant
to be shown as they are by a door (command line, web, API). An error carries the object
it concerns.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class AssistantError(Exception):
    """Root of all errors that a door shows to its user."""


class BadInput(AssistantError):
    """What the user handed over cannot be used; asking again unchanged will fail again."""


class BadQuestion(BadInput):
    """The question cannot be read. ``field`` names the faulty part of the request."""

    def __init__(self, reason: str, *, field: str = "question") -> None:
        super().__init__(reason)
        self.field = field


class BadSetting(BadInput):
    """A setting has an impossible value. ``name`` is its environment variable."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"Le réglage {name} vaut « {value} », mais il faut {expected}.")
        self.name, self.value = name, value


class BadPrompt(BadInput):
    """A prompt file is missing, unreadable, or lacks a placeholder."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Le texte d’invite « {name} » est inutilisable : {reason}.")
        self.name = name


class CorpusError(AssistantError):
    """The folder of reports cannot be used."""


class CorpusMissing(CorpusError):
    """The corpus folder does not exist."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Le dossier de rapports {folder} n’existe pas. Créez-le et déposez-y un rapport "
            "(.md, .txt, .pdf, .docx ou .html), ou indiquez-en un autre avec --corpus."
        )
        self.folder = folder


class CorpusEmpty(CorpusError):
    """The corpus folder holds no readable report; ``unreadable`` says why those that are there cannot be read."""

    def __init__(self, folder: Path, *, unreadable: Sequence[UnreadableReport] = ()) -> None:
        super().__init__(
            f"Le dossier {folder} ne contient aucun rapport lisible. Déposez-y un fichier "
            ".md, .txt, .pdf, .docx ou .html, puis relancez `assistant index`."
        )
        self.folder, self.unreadable = folder, tuple(unreadable)


class UnreadableReport(CorpusError):
    """One file of the corpus cannot be read. ``line`` is 1-based, or None."""

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        where = f"{path.name}, ligne {line}" if line else path.name
        super().__init__(f"{where} : {reason}")
        self.path, self.reason, self.line = path, reason, line


class IndexProblem(AssistantError):
    """The index on disk cannot be used as it is."""


class IndexMissing(IndexProblem):
    """There is no index at this place."""

    def __init__(self, store: Path | str) -> None:
        super().__init__(f"Aucun index dans {store}. Lancez `assistant index` pour le construire.")
        self.store = store


class IndexDamaged(IndexProblem):
    """The index is truncated, altered, or was written by another version."""

    def __init__(self, store: Path | str, reason: str) -> None:
        super().__init__(f"L’index {store} est inutilisable ({reason}). Lancez `assistant index` pour le reconstruire.")
        self.store, self.reason = store, reason


class IndexBusy(IndexProblem):
    """Another process is building the index. Trying again later makes sense."""

    def __init__(self, store: Path | str) -> None:
        super().__init__(
            f"Un autre processus construit déjà l’index {store}. Attendez qu’il ait fini, puis relancez la commande."
        )
        self.store = store


class IndexNotWritten(IndexProblem):
    """The new index could not be written; nothing of the former one was touched."""

    def __init__(self, store: Path | str, reason: str) -> None:
        super().__init__(
            f"Le nouvel index n’a pas pu être écrit dans {store} ({reason}). L’ancien index, s’il existe, reste en "
            "service. Libérez de la place ou rendez le dossier inscriptible, puis relancez `assistant index`."
        )
        self.store, self.reason = store, reason


class StoreUnreachable(IndexProblem):
    """The Chroma server that holds the index does not answer. Trying again later makes sense."""

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(
            f"Le serveur Chroma {store} ne répond pas ({reason}). Démarrez-le avec `chroma run`, ou indiquez un "
            "dossier avec --store."
        )
        self.store, self.reason = store, reason


class JournalProblem(AssistantError):
    """There is no journal to read."""


class JournalOff(JournalProblem):
    """No journal is kept: the settings name no file for it."""

    def __init__(self) -> None:
        super().__init__(
            "Aucun journal n’est tenu : rien n’est conservé. Pour en tenir un, donnez un fichier dans "
            "ASSISTANT_JOURNAL et lisez docs/journal.md ; pour en lire un, indiquez-le avec --journal."
        )


class JournalUnusable(JournalProblem):
    """The file of the journal cannot be used. ``reason`` and ``advice`` are in French and hold no question."""

    def __init__(self, path: Path, reason: str, advice: str) -> None:
        super().__init__(f"Le journal {path} est inutilisable : {reason}. {advice}")
        self.path, self.reason, self.advice = path, reason, advice


class ModelError(AssistantError):
    """A model cannot be used."""


class EmbedderUnavailable(ModelError):
    """The embedding model cannot be loaded."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"Le modèle de plongement « {name} » ne peut pas être chargé ({reason}). Indiquez le dossier d’un modèle "
            "sentence-transformers dans ASSISTANT_EMBEDDER, ou laissez ce réglage vide pour le modèle fourni."
        )
        self.name, self.reason = name, reason


class ChatModelUnavailable(ModelError):
    """The chat model that the settings name cannot be opened."""

    def __init__(self, name: str, reason: str) -> None:
        which = f" « {name} »" if name else ""
        super().__init__(f"Le modèle de langage{which} ne peut pas être ouvert ({reason}).")
        self.name, self.reason = name, reason


class GenerationFailed(ModelError):
    """The chat model gave nothing that can be shown. ``reason`` is a short French phrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownCitation(GenerationFailed):
    """A marker of a generated answer names no passage of the prompt."""

    def __init__(self, marker: int, *, n_passages: int) -> None:
        super().__init__(f"le modèle cite le passage [{marker}], mais il n’en a reçu que {n_passages}")
        self.marker, self.n_passages = marker, n_passages
