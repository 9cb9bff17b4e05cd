"""Why was a question missed? One short reason in French, for whoever reads the report."""

from __future__ import annotations

from eval.metrics import LONGEST
from eval.run import Trial

REASONS = {
    "promise": "chiffre ou citation qui ne se trouve pas dans le passage cité",
    "not_found": "bon passage non trouvé",
    "not_said": "bon passage trouvé, mais refus de répondre",
    "elsewhere": "réponse tirée d’un autre passage",
    "wrong_words": "bon passage cité, mauvaise réponse",
    "too_long": "réponse trop longue",
    "answered": "réponse à une question sans réponse dans le rapport",
}
"""Every kind of miss: first the broken promise, then from the first part of the assistant to the last."""


def diagnose(trial: Trial) -> tuple[str, str] | None:
    """A key of `REASONS` and a sentence on this very question; None when there is nothing to say."""
    question, marks = trial.question, trial.marks
    if marks.unsupported or marks.false_quotes:
        absent = ", ".join(f"« {text} »" for text in (*marks.unsupported, *marks.false_quotes))
        return "promise", f"Ne se trouve dans aucun passage cité : {absent}."
    if marks.verdict == "right":
        return None
    if not question.answerable:
        return "answered", "Le rapport ne répond pas à cette question ; l’assistant a répondu quand même."
    if trial.answer.abstained:
        if trial.first_rank is None:
            return "not_found", "Aucun des dix premiers passages ne porte la preuve ; l’assistant s’est abstenu."
        return "not_said", f"Le passage qui porte la preuve est au rang {trial.first_rank} ; l’assistant s’est abstenu."
    said = _said_wrong(trial)
    if marks.citation_recall == 0:
        place = f"il était au rang {trial.first_rank}" if trial.first_rank else "il n’était pas parmi les dix premiers"
        return "elsewhere", f"Aucun passage cité ne porte la preuve ({place}). {said}"
    if not marks.missing and not marks.confusing:
        return "too_long", f"Tout y est, mais la réponse a {len(trial.answer.text)} caractères ; {LONGEST} au plus."
    return "wrong_words", f"Le bon passage est cité. {said}"


def _said_wrong(trial: Trial) -> str:
    parts = []
    if trial.marks.missing:
        parts.append("Il manque " + ", ".join(f"« {spelling} »" for spelling in trial.marks.missing) + ".")
    if trial.marks.confusing:
        parts.append("De trop : " + ", ".join(f"« {spelling} »" for spelling in trial.marks.confusing) + ".")
    return " ".join(parts)
