"""How is a chat model called without ever waiting for it longer than promised?

The timeout of an HTTP client is the longest *silence*: a server that sends a word a second keeps a
caller for ever. So the model is read in a thread of its own, and the caller takes what has come until
its own clock says stop. After a few failures in a row the model is left alone for a while.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from collections.abc import Callable, Generator, Sequence
from queue import Empty, SimpleQueue
from typing import Final

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from assistant.errors import GenerationFailed

log = logging.getLogger(__name__)

TOO_LATE = "le modèle de langage n’a pas répondu à temps"
RESTING = "le modèle de langage a échoué plusieurs fois et reste en pause"
BUSY = "trop de réponses sont déjà en cours de rédaction"
EMPTY = "le modèle de langage n’a rien répondu"
ENDLESS = "le modèle de langage n’en finit pas"
CUT = "le modèle de langage a coupé sa réponse"
INTERRUPTED = "la réponse du modèle de langage s’est interrompue"
FILTERED = "le serveur du modèle de langage a bloqué la réponse"
UNREACHABLE = "le serveur du modèle de langage est injoignable"
UNREADABLE = "la réponse du modèle de langage est illisible"

STATUSES: dict[int, str] = {
    401: "le serveur du modèle de langage refuse la clé",
    403: "le serveur du modèle de langage refuse l’accès",
    404: "le serveur ne connaît pas ce modèle de langage",
    408: TOO_LATE,
    413: "la question et ses passages sont trop longs pour le modèle de langage",
    429: "le modèle de langage reçoit trop de demandes",
    504: TOO_LATE,
}
# Why a model stopped, in the words of the providers. Anything else is a normal end.
STOPS: dict[str, str] = {
    "length": CUT,
    "max_tokens": CUT,
    "model_length": CUT,
    "content_filter": FILTERED,
    "error": INTERRUPTED,
}
# Packages whose models always say why they stopped: without a reason, the stream was broken off.
SAY_WHY_THEY_STOP = frozenset({"langchain_openai", "langchain_mistralai", "langchain_ollama"})

_END: Final = object()


class BoundedChat:
    """A chat model with a deadline, a limit of length, a limit of calls at once and a circuit breaker.

    Args:
        model: must not retry by itself (see `assistant.llm`).
        max_failures: failures in a row after which it is left alone.
        rest_s: for how long; then one call is tried, and the others only follow if it succeeds.
        max_concurrent: calls at once, those included that were given up but still hang.
        max_characters: longest answer; a model that loops is cut off there.
        clock: seconds, for the rest; tests hand in their own.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        max_failures: int = 3,
        rest_s: float = 60.0,
        max_concurrent: int = 8,
        max_characters: int = 12_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._max_failures, self._rest_s, self._clock = max_failures, rest_s, clock
        self._max_characters = max_characters
        self._slots = threading.BoundedSemaphore(max_concurrent)
        self._lock = threading.Lock()
        self._n_failures = 0
        self._rests_since = 0.0
        self._says_why = type(model).__module__.partition(".")[0] in SAY_WHY_THEY_STOP

    @property
    def resting(self) -> bool:
        """Whether a call now would be refused because of earlier failures."""
        with self._lock:
            return self._rests()

    def stream(self, messages: Sequence[BaseMessage], *, deadline_s: float) -> Generator[str, None, None]:
        """The answer, piece by piece as it comes; complete when the iterator ends without an error.

        The clock runs from the first ``next`` on. Closing the iterator gives the call up, which
        counts neither as a failure nor as a success.

        Raises: GenerationFailed when the model rests, fails, is late, breaks off or says nothing.
        """
        ends_at = time.monotonic() + deadline_s
        self._admit()
        pieces: SimpleQueue[object] = SimpleQueue()
        given_up = threading.Event()
        # Daemon: a server that hangs must not keep the process from ending. The context is copied so that
        # the callbacks of a surrounding LangChain run see this call.
        reader = threading.Thread(
            target=contextvars.copy_context().run,
            args=(self._read, list(messages), pieces, given_up),
            name="chat-model",
            daemon=True,
        )
        try:
            reader.start()
        except RuntimeError:  # the machine has no thread left
            self._slots.release()
            raise GenerationFailed(BUSY) from None
        n_characters, said_something = 0, False
        try:
            while (piece := self._next(pieces, ends_at)) is not _END:
                if isinstance(piece, BaseException):
                    # Neither the text nor the chain of this error: both may quote the request and its headers.
                    log.warning("chat model failed: %s", type(piece).__name__)
                    raise GenerationFailed(_reason(piece)) from None
                text = str(piece)
                n_characters += len(text)
                if n_characters > self._max_characters:
                    raise GenerationFailed(ENDLESS)
                said_something |= not text.isspace()
                yield text
            if not said_something:
                raise GenerationFailed(EMPTY)
        except GenerationFailed:
            self._failed()
            raise
        else:
            self._succeeded()
        finally:
            given_up.set()

    def _next(self, pieces: SimpleQueue[object], ends_at: float) -> object:
        # The clock is asked even when a piece waits, or a model that talks without pause would never be late.
        left = ends_at - time.monotonic()
        if left <= 0:
            raise GenerationFailed(TOO_LATE)
        try:
            return pieces.get(timeout=left)
        except Empty:
            raise GenerationFailed(TOO_LATE) from None

    def _read(self, messages: list[BaseMessage], pieces: SimpleQueue[object], given_up: threading.Event) -> None:
        """Runs in the thread: every piece, then the end or the error, into ``pieces``."""
        stopped_for: str | None = None
        try:
            stream = self._model.stream(messages)
            for chunk in stream:
                if given_up.is_set():
                    # Closing the generator closes the connection: the server stops working for nobody.
                    getattr(stream, "close", lambda: None)()
                    return
                if text := str(chunk.text):
                    pieces.put(text)
                metadata = chunk.response_metadata
                stopped_for = metadata.get("finish_reason") or metadata.get("done_reason") or stopped_for
            if stopped_for in STOPS:
                raise GenerationFailed(STOPS[stopped_for])
            if stopped_for is None and self._says_why:
                raise GenerationFailed(INTERRUPTED)
            pieces.put(_END)
        except BaseException as error:
            pieces.put(error)
        finally:
            self._slots.release()

    def _admit(self) -> None:
        with self._lock:
            if self._rests():
                raise GenerationFailed(RESTING)
            if not self._slots.acquire(blocking=False):
                raise GenerationFailed(BUSY)
            if self._n_failures >= self._max_failures:
                # This is the one call that is tried: the others go on resting until it has succeeded.
                self._rests_since = self._clock()

    def _rests(self) -> bool:
        return self._n_failures >= self._max_failures and self._clock() - self._rests_since < self._rest_s

    def _failed(self) -> None:
        with self._lock:
            self._n_failures += 1
            self._rests_since = self._clock()

    def _succeeded(self) -> None:
        with self._lock:
            self._n_failures = 0


def _reason(error: BaseException) -> str:
    """A short French phrase for an error of any provider's client."""
    if isinstance(error, GenerationFailed):
        return error.reason
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(status, int) and status >= 400:
        if status in STATUSES:
            return STATUSES[status]
        if status >= 500:
            return f"le serveur du modèle de langage est en panne (erreur {status})"
        return f"le serveur du modèle de langage refuse la demande (erreur {status})"
    kind = type(error).__name__
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return TOO_LATE
    if "Protocol" in kind or "ReadError" in kind:
        return INTERRUPTED
    if isinstance(error, OSError) or "Connect" in kind:
        return UNREACHABLE
    return UNREADABLE
