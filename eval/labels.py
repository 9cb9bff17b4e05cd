"""What is a set, a kind of question, a headline figure or a setting called on the page of a run?"""

from __future__ import annotations

from collections.abc import Mapping

from eval.typography import DASH

SETS = {"test": "épreuve (test)", "dev": "mise au point (dev)", "questions": "vos questions"}
KINDS = {
    "figure": "chiffre", "fact": "fait", "list": "liste", "yesno": "oui ou non", "followup": "question de suite",
    "unanswerable": "sans réponse dans le rapport", "false_premise": "question à fausse prémisse",
    "offtopic": "hors sujet", "injection": "tentative de détournement",
}  # fmt: skip
STYLES = {
    "plain": "formulation simple", "paraphrase": "autres mots que le rapport", "typo": "fautes de frappe",
    "noaccent": "sans accents", "colloquial": "langue familière", "keyword": "mots-clés", "english": "en anglais",
    "long": "question longue",
}  # fmt: skip
PARTS = {"0": "introduction", "C": "chiffres clés", **{n: f"partie {n}" for n in ("I", "II", "III", "IV")}}
PARTS["Z"] = "conclusion"
AUDIENCES = {"citizen": "citoyen", "agent": "agent de collectivité"}
# What n counts, and what the figure means for whoever has never heard of it.
CARDS = {
    "truth": ("question", "", "+1 pour une réponse juste, 0 pour une abstention, −1 pour une réponse fausse."),
    "right": ("question", "", "Le rapport donne la réponse, et l’assistant la donne."),
    "wrong": ("question", "", "Le rapport donne la réponse, l’assistant en donne une autre. Plus bas est mieux."),
    "refused": ("question", "", "Le rapport ne dit rien, et l’assistant le dit au lieu d’inventer."),
    "no_answer_f1": ("", "", "Refuse-t-il quand il le faut, et seulement alors ? 1 serait parfait."),
    "figure_accuracy": ("réponse chiffrée", "réponses chiffrées", "Le nombre, l’unité et l’année sont les bons."),
    "cited": ("réponse juste", "réponses justes", "On peut vérifier : le passage cité porte la preuve."),
    "citation_precision": ("réponse", "", "De tout ce qui est cité, la part qui porte la preuve."),
    "quote_fidelity": ("citation", "", "Ce qui est cité se trouve dans le rapport, au mot près."),
    "unsupported_figures": ("chiffre montré", "chiffres montrés", "Aucun chiffre inventé : 0 % est la promesse."),
    "recall_at_1": ("question", "", "Le premier passage trouvé est le bon."),
    "ndcg_at_10": ("question", "", "Les bons passages sont en tête des dix premiers. 1 serait parfait."),
}
CAUTIONS = {"prudent": "prudent", "equilibre": "équilibré", "genereux": "généreux"}
SETTINGS = {
    "embedder": ("modèle de vecteurs", "celui qui est livré"),
    "passage_tokens": ("longueur d’un passage, en jetons", DASH),
    "k": ("passages retenus par question", DASH),
    "caution": ("réserve (ASSISTANT_CAUTION)", DASH),
    "llm": ("modèle de langue", "aucun : les réponses sont des extraits"),
    "llm_deadline_s": ("délai du modèle de langue, en secondes", DASH),
}


def named(labels: Mapping[str, str], name: str) -> str:
    """``"épreuve (test)"`` for ``"test"`` among `SETS`; a name without a label is its own."""
    return labels.get(name, name)


def place(labels: Mapping[str, str], name: str) -> tuple[int, str]:
    """A key to sort names in the order of a table of labels, unknown ones last."""
    return (list(labels).index(name) if name in labels else len(labels)), name


def capital(text: str) -> str:
    """The same text with a capital first letter, unless it begins as « nDCG » does."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
