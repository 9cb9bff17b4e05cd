"""Why did the assistant answer, or not, in the words of somebody who knows the report and not the machine?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assistant.types import AbstentionReason, Caution, Consulted, RetrievedPassage
from assistant.web.agents.quoting import where
from assistant.web.agents.written import written

N_SHOWN = 8

REASONS: Mapping[AbstentionReason, str] = MappingProxyType({
    "not_understood": "La question ne contient aucun mot que l’assistant puisse chercher.",
    "nothing_found": "Aucune phrase du rapport ne contient un mot de la question.",
    "nothing_near": "Aucun passage trouvé ne traite du sujet de la question.",
    "no_quantity": "La question demande un chiffre ou une date, et aucune phrase trouvée n’en donne de cette nature.",
    "no_subject": "La question porte sur un mot que tout le rapport emploie : nommez un projet, un lieu, un domaine.",
    "demand": "Les passages parlent du sujet, mais ne donnent pas exactement ce que la question demande.",
    "event": "La question suppose un fait que les passages trouvés ne rapportent pas.",
    "elsewhere": "Les passages donnent un chiffre de cette nature, mais pour un autre lieu que celui de la question.",
    "unsettled": "Les passages parlent du sujet, mais ne permettent de répondre ni oui ni non.",
    "unlikely": "La probabilité que les passages répondent est inférieure au seuil.",
    "unsupported": "Une réponse a été préparée, puis écartée : ses passages ne la confirmaient pas mot pour mot.",
    "greeting": "Le message est une salutation, pas une question sur le rapport.",
    "thanks": "Le message est un remerciement, pas une question sur le rapport.",
    "who_are_you": "La question porte sur l’assistant, pas sur le rapport.",
    "injection": "Le message donne une consigne à l’assistant ; il n’en suit aucune.",
    "opinion": "La question demande un avis ; l’assistant n’en donne pas.",
    "personal_advice": "La question porte sur une situation personnelle, dont le rapport ne traite pas.",
    "off_topic": "La demande ne porte pas sur le rapport.",
    "source": "La question porte sur les sources d’une réponse précédente, pas sur le rapport.",
    "reaction": "Le message réagit à une réponse ; il ne pose pas de question sur le rapport.",
})  # fmt: skip
NO_QUESTION: frozenset[AbstentionReason] = frozenset(
    ("greeting", "thanks", "who_are_you", "injection", "opinion", "personal_advice", "off_topic", "source", "reaction")
)
"""Messages that nothing is looked up for."""
ESTIMATED: frozenset[AbstentionReason | None] = frozenset(
    (None, "demand", "event", "elsewhere", "unsettled", "unlikely", "unsupported")
)
"""Reasons with which a probability was estimated; before the others are found, none is."""
SUMMED_UP = 1.0
"""The probability that is given to a summary, for which none is estimated."""
GATHERED = "La question est large : la réponse rassemble des phrases de plusieurs passages, citées mot pour mot."
BY_MODEL = "Le modèle de langage a jugé que les passages trouvés ne répondent pas."
ANSWERED = "La probabilité que les passages répondent atteint le seuil, et la réponse est confirmée par ses passages."
ANSWERED_BY_MODEL = (
    "Le modèle de langage a rédigé la réponse ; chaque chiffre, nom et citation a été vérifié dans les passages cités."
)
CAUTIONS: Mapping[Caution, str] = MappingProxyType(
    {"prudent": "prudent", "equilibre": "équilibré", "genereux": "généreux"}
)
SIGNALS: Mapping[str, str] = MappingProxyType({
    "lexical": "mots de la question dans le passage",
    "sentence": "mots réunis dans une même phrase",
    "grams": "mots proches par l’orthographe",
    "dense": "sens voisin",
})  # fmt: skip
"""Names of the parts of a score, in the order in which they are told."""


def why_html(consulted: Consulted, caution: Caution) -> str:
    """The reason of an answer or of a refusal, folded: the decision, the probability, the passages found."""
    answer = consulted.answer
    estimated = consulted.reason in ESTIMATED and consulted.answerability != SUMMED_UP
    found = () if consulted.reason in NO_QUESTION else consulted.retrieved
    return written(
        "why.html",
        refused=answer.abstained,
        cited=bool(answer.citations),
        reason=reason(consulted),
        fallback=answer.fallback,
        probability=percent(consulted.answerability) if estimated else "",
        bar=percent(consulted.bar),
        caution=CAUTIONS[caution],
        found=[_told(one) for one in found[:N_SHOWN] if decimal(one.score) != decimal(0.0)],
    )


def reason(consulted: Consulted) -> str:
    """One sentence on why the question was answered, or not."""
    answer = consulted.answer
    if consulted.reason is not None:
        return REASONS[consulted.reason]
    if consulted.bar is None and answer.fallback is None:
        return BY_MODEL if answer.abstained else ANSWERED_BY_MODEL
    if answer.abstained:
        return BY_MODEL
    return GATHERED if consulted.answerability == SUMMED_UP else ANSWERED


def percent(share: float | None) -> str:
    """``0.5`` gives ``"50 %"``; empty where nothing estimates it. Rounded down, so that none seems to reach a bar."""
    return "" if share is None else f"{int(share * 100 + 1e-9)}\u00a0%"


def decimal(number: float) -> str:
    """``0.754`` gives ``"0,75"``."""
    return f"{number:.2f}".replace(".", ",")


def _told(one: RetrievedPassage) -> dict[str, object]:
    measured = [(name, decimal(one.signals.get(key, 0.0))) for key, name in SIGNALS.items()]
    signals = [f"{name}\u00a0: {value}" for name, value in measured if value != decimal(0.0)]
    return {"passage": one.passage, "where": where(one.passage), "score": decimal(one.score), "signals": signals}
