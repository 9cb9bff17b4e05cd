"""Is it free, or must it be paid for? How it is asked, how it is told, and for whom."""

from __future__ import annotations

import re
from typing import Literal

from assistant.extractive.coverage import Reading, asking_part, asks
from assistant.french.text import fold

# How much of a question a statement must meet to tell what is free at an age.
FREE_AT_LEAST = 0.35

# « sans rien débourser », « gratuitement »; « faut-il sortir son porte-monnaie ? », « quelque chose à payer »
FOR_FREE = re.compile(
    r"\bgratui\w+|\bgratos\b|\bsans (?:rien |avoir (?:rien )?a )?(?:payer|debourser|depenser|frais)\b(?: (?:un|le moindre|1) (?:centime|sou|euro|rond)s?)?|\bfree of charge\b|\bfor free\b|\bfree\b(?! (?:of|from|time|trade|zone))"
)
FOR_MONEY = re.compile(
    r"\b(?:quelque chose|rien) a (?:payer|debourser)\b|\bpayante?s?\b|\b(?:sortir|ouvrir) (?:son|le|leur|mon) (?:porte-?monnaie|portefeuille|carnet de cheques|chequier)\b|\bmettre la main (?:au porte-?monnaie|a la poche)\b"
    r"|\b(?:doi(?:t|vent)|faut-il|faut|devra|devront|dois-je|doit-on)\b(?:[- ](?:t-)?(?:ils?|elles?|on|je))? (?:encore |toujours )?(?:payer|debourser)\b|\bfai(?:t|re) payer\b"
)
TOLD_FREE = re.compile(
    r"\bgratui\w+|\bsans (?:supplement|participation financiere|avance de frais|reste a charge)\b|\bsans frais\b|\bofferte?s?\b|\bfree of charge\b"
)
# Told to be free, or at what price.
PRICED = re.compile(
    rf"{TOLD_FREE.pattern}|\boffert\w*|\bfree\b|\bpay\w+|\bpaie\w*|€|\beuros?\b|\btarif\w*|\bcout\w*|\bprix\b"
)
FREE_FOR_SOME = re.compile(r"\bgratui\w+\b[^,;.]{0,40} (?:pour|aux?) ")
TOLD_PAID = re.compile(r"\bpayante?s?\b|\ba titre onereux\b")

# « gratuit ? » of nobody in particular, where an age is the limit.
OF_SOMEBODY = re.compile(
    r"\d|\b(?:pour|mon|ma|mes|les enfants|jeunes?|etudiants?|seniors?|retraites?|eleves|ages?|bebes?)\b"
)


def free_at_that_age(reading: Reading, *, within: bool) -> Literal["yes", "no"] | None:
    """« Mon fils a 9 ans, il paie le bus ? » of « gratuit pour les moins de 11 ans »: an age is within what is free or it is not.

    Args:
        within: whether an age of the question lies within one of the statement.
    """
    asked, said = asking_part(reading.query.text), fold(reading.text)
    free, paid = asks(FOR_FREE, asked), asks(FOR_MONEY, asked)
    if not (free or paid) or not _has_an_age_limit(reading) or not TOLD_FREE.search(said) or TOLD_PAID.search(said):
        return None
    if "€" in said or reading.share < FREE_AT_LEAST or any(t.named for t in reading.missing):
        return None
    return "yes" if within == (paid is None) else "no"


def is_free_for_some(reading: Reading) -> bool:
    """« Le bus est-il gratuit ? » of « gratuit pour les moins de 11 ans »: neither yes nor no."""
    asked = asking_part(reading.query.text)
    return (
        _has_an_age_limit(reading)
        and bool(asks(FOR_FREE, asked))
        and bool(TOLD_FREE.search(fold(reading.text)))
        and not OF_SOMEBODY.search(fold(reading.query.text))
    )


def _has_an_age_limit(reading: Reading) -> bool:
    return any(f.quantity.kind == "age" and f.quantity.qualifier for f in reading.candidate.statement.figures)
