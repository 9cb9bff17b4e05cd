"""Has this question been answered before, by this same index?

The same questions come again and again: those that the page suggests, those of the news of the day. Answers are kept
in memory, so that the machine works once for each (RGESN 7.1). Nothing of a person is kept with them: the question is
a digest made with a key of this process, the answer is kept without question and identifier, and all of it is
gone with the process. What one visitor might learn of another is that somebody asked the same thing lately, from the
milliseconds that an answer took.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import replace

from assistant.types import Answer, Question


class RememberedAnswers:
    """The ``n`` answers used last, of one index at a time. Safe to share between threads.

    Args:
        n: how many are kept; 0: none.
    """

    def __init__(self, n: int) -> None:
        self._n, self._key = n, secrets.token_bytes(32)
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._index: object = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def recall(self, question: Question, index: object) -> Answer | None:
        """The answer that ``index`` gave to the same question after the same history, for the same public.

        It carries the asked question and its identifier; ``elapsed_ms`` is that of the answer when it was worked out.
        """
        if not self._n:
            return None
        digest = self._digest(question)
        with self._lock:
            answer = self._answers.get(digest) if index is self._index else None
            if answer is None:
                return None
            self._answers.move_to_end(digest)
        return replace(answer, question=question.text, id=question.id)

    def keep(self, question: Question, index: object, answer: Answer) -> None:
        """Keep an answer of ``index``. The answers of another index are forgotten, the one used longest ago makes room.

        An answer of an index that has been replaced meanwhile makes its own index the one remembered: the next
        question then forgets it again. It is never given for another index.
        """
        if not self._n:
            return
        digest = self._digest(question)
        with self._lock:
            if index is not self._index:
                self._answers.clear()
                self._index = index
            self._answers[digest] = replace(answer, question="", id=None)
            if len(self._answers) > self._n:
                self._answers.popitem(last=False)

    def forget(self) -> None:
        """Forget all answers, and the index with them."""
        with self._lock:
            self._answers.clear()
            self._index = None

    def _digest(self, question: Question) -> bytes:
        parts = (question.audience, question.text, *question.history)
        # The lengths keep « a », « bc » apart from « ab », « c ».
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
