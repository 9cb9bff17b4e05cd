"""Where do the settings come from, and which values are allowed?

Command-line options win over the environment (``ASSISTANT_STORE`` ...), the environment
over ``.env`` in the working directory, ``.env`` over the defaults below.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import BadSetting
from assistant.types import Caution

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_LINE = 300
ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")


def _beside_the_project(name: str) -> Path:
    """``./name`` when it is there, else the folder of the project's own clone."""
    here = Path(name)
    return here if here.is_dir() or not (PROJECT / name).is_dir() else PROJECT / name


class Settings(BaseSettings):
    """All settings, frozen. Rooms below the doors receive single values, never this object."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    corpus: Path = Field(default_factory=lambda: _beside_the_project("corpus"))
    """Folder of the reports."""
    store: str = ".index"
    """Folder of the index, or the URL of a Chroma server (``http://host:8000``)."""
    prompts: Path = Field(default_factory=lambda: _beside_the_project("prompts"))
    """Folder of every text that a model reads."""

    embedder: str | None = None
    """Name or folder of a sentence-transformers model; None: the French model that is shipped."""
    allow_download: bool = False
    """Whether a named embedding model may be fetched from the Hugging Face hub."""
    passage_tokens: int = Field(default=320, ge=40, le=4000)
    """Longest passage, in tokens."""
    k: int = Field(default=8, ge=1, le=50)
    """Passages that the answer is looked for in."""
    caution: Caution = "equilibre"
    """How soon extractive answers are declined: careful, balanced or generous; what each costs: docs/caution.md."""

    llm: str | None = None
    """Chat model as ``provider:model``; None: extractive answers only."""
    llm_base_url: str | None = None
    """Address of an OpenAI-compatible server."""
    llm_deadline_s: float = Field(default=15.0, gt=0, le=600)
    """Seconds that a generated answer may take in all, the stream included."""

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    requests_per_s: float = Field(default=5.0, gt=0, le=100_000)
    """Questions a second that one address may ask in the long run; raise it behind a proxy that hides addresses."""
    burst: int = Field(default=40, ge=1, le=100_000)
    """Questions that one address may ask at once."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Sites whose pages may call the HTTP API from a browser, as ``https://host``, with commas between; none."""
    widget: bool = True
    """Whether ``/widget.js`` puts the assistant into pages of other sites; if not, it shows nothing there."""
    agents_page: bool = True
    """Whether ``/agents`` is there, the pages on which the staff works; who may open them is for the network to say."""
    session_name: str = Field(default="Jeudi, je dis climat\u00a0!", min_length=1, max_length=80)
    """What a session of the staff around the reports is called."""
    metrics: bool = True
    """Whether ``/api/metrics`` shows counts of answers and refusals; they hold nothing of a person."""
    remembered_answers: int = Field(default=1000, ge=0, le=100_000)
    """Extractive answers kept in memory, never on disk, for a question that comes again; 0: none."""

    journal: Path | None = None
    """File (SQLite) that keeps the questions left unanswered, personal data masked; None: nothing is kept."""
    journal_days: int = Field(default=30, ge=1, le=365)
    """Days after which what the journal keeps is erased."""
    reasons: bool = False
    """Whether who says that an answer does not help is asked why, from a short list."""

    publisher: str | None = None
    """Who publishes the service, on its notices: ``"Ville de Vendelle, 1 place de la Mairie, 01000 Vendelle"``."""
    publication_director: str | None = None
    """Who answers for what is published: a name and an office."""
    contact: str | None = None
    """Where a visitor writes: an e-mail address, the address of a form, or a telephone number."""
    hosting: str | None = None
    """Who runs the machine: name, postal address, telephone."""
    privacy_contact: str | None = None
    """The data protection officer: an e-mail address, or a name and a postal address."""

    @field_validator("publisher", "publication_director", "contact", "hosting", "privacy_contact")
    @classmethod
    def _is_one_line(cls, value: str | None) -> str | None:
        if value is None or not value.strip():
            return None
        if len(value) > LONGEST_LINE or not all(c.isprintable() or c.isspace() for c in value):
            raise ValueError(f"une ligne de texte, {LONGEST_LINE} caractères au plus")
        return " ".join(value.split())

    @field_validator("store")
    @classmethod
    def _store_is_named(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("un dossier, ou l’adresse http://… d’un serveur Chroma")
        return value

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _origins_are_sites(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        origins = tuple(part.strip().rstrip("/").lower() for part in value.split(",") if part.strip())
        # Neither a path, nor a pattern, nor « null », which any sandboxed page may claim to be.
        if not all(ORIGIN.fullmatch(origin) for origin in origins):
            raise ValueError(
                "des adresses comme https://www.exemple.fr, séparées par des virgules, sans chemin ni « * »"
            )
        return origins


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with ``overrides`` that are not None on top.

    Raises: BadSetting, which names the variable, for a value that is not allowed.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "ASSISTANT_" + ".".join(str(part) for part in first["loc"]).upper()
        raise BadSetting(name, first.get("input"), _expected(first)) from None


def _expected(error: Any) -> str:
    """What the failed check wanted, in French."""
    context = error.get("ctx", {})
    match error["type"]:
        case "int_parsing" | "int_type":
            return "un nombre entier"
        case "float_parsing" | "float_type":
            return "un nombre"
        case "bool_parsing" | "bool_type":
            return "« true » ou « false »"
        case "greater_than_equal":
            return f"au moins {context['ge']}"
        case "greater_than":
            return f"plus de {context['gt']}"
        case "less_than_equal":
            return f"au plus {context['le']}"
        case "literal_error":
            return f"une de ces valeurs : {context['expected'].replace(' or ', ' ou ')}"
        case _:
            return str(error["msg"]).removeprefix("Value error, ")
