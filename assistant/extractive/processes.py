"""Does a statement tell how a thing is done, where the question asks for the way of doing it?

« Comment sont calculés les crédits ? » is not answered by what they are for, nor « Comment fonctionne la méthanisation ? » by
what it will give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.extractive.features import Candidate
from assistant.french.text import fold

# Verbs that ask for a procedure, with what tells it: folded beginnings of words.
PROCESSES = tuple(
    (re.compile(rf"\bcomment\b[^?]*?\b(?:{asked})"), re.compile(rf"\b(?:{told})"))
    for asked, told in (
        (r"chois\w+|select\w+|design\w+|retenu\w*", r"chois|select|design|criter|jury|tirage|vot|appel a|candidat|concours"),
        (r"calcul\w+|compt(?:er|e|es|ees|ent|abilis\w+)\b(?!-t?-?(?:on|elle|il)\b (?:\w+ )?\w+(?:er|ir|re)\b)|mesur\w+|estim\w+|evalu\w+", r"calcul|compt(?:e|er|ab|ag)|mesur|estim|evalu|capteur|relev|methode|enquete|audit"),
        (r"nettoy\w+|nettoie\w*|vid(?:e|er|es|ee|ees|ent)\b|lav(?:e|er|es|ee|ees|ent)\b|entreten\w+|entreti\w+|repar(?:e|er|es|ee|ees|ent)\b", r"nettoy|nettoi|vid(?:e|er|ange)|lav(?:e|age)|entret|repar|maintenan|filtr|desinfect|balay|ramass"),
        (r"fabriqu\w+|confectionn\w+", r"fabriqu|confectionn|produi|elabor|a partir d|transform"),
        (r"repart(?:i|ie|is|ies|ir|it|issent)\b|partag(?:e|er|es|ee|ees|ent)\b", r"repart|partag|dont|entre|ventil|respectivement|avec|premier|\d+ ?%"),
        (r"transport(?:e|er|es|ee|ees|ent)\b|achemin\w+|transm(?:et|ettent|is|ise|ises)\b|envoi\w+|communiqu\w+", r"transport|achemin|transm|envoi|envoy|camion|canalisation|conduite|reseau d|radio|ondes|a distance"),
        (r"financ(?:e|er|es|ee|ees|ent)\b", r"financ|subvention|budget|fonds|€|euro|emprunt|redevance|taxe"),
    )
)  # fmt: skip
# « Comment ça marche ? », « Comment se passe l'audit ? »
GOES = re.compile(
    r"\bcomment\b[^?]*?\b(?:fonctionn\w+|march(?:e|ent)\b|(?:se (?:passe|passent|deroule|deroulent|pratique)|s'est (?:passee?|deroulee?)|se sont (?:passe|deroule)\w*)\b|ca se (?:passe|deroule)\b)|\btechniquement\b"
)
TOLD_HOW_IT_GOES = re.compile(
    r"\b(?:grace|via|par|a travers|en \w{3,}ant|au moyen|comprenant|repos\w+|s'appu\w+|consist\w+|fonctionn\w+|deroul\w+|etapes?|organise\w*|articul\w+|combin\w+|d'abord|puis|ensuite)\b"
)

# « Comment les ordinateurs ont-ils été reconditionnés ? » of those that were.
WAS_DONE_HOW = re.compile(
    r"\b(?:comment|de quelle (?:facon|maniere))\b[^?]*\b(?:(?:a|ont)(?:-t)?(?:-(?:il|elle)s?)? (?:bien )?ete|(?:est|sont)-(?:il|elle)s?) (?:recycl|trait|transform|construi|renov|rehabilit|reconditionn|repar|amenag|install|plant|form)\w*"
)
BY_MEANS = re.compile(
    r"\b(?:avec|en (?:bois|pierre|terre|beton|acier)|a l'aide|materi|techni|methode|sous forme|a base d|issu|compost|refondu|broy)"
)
BY_WHOM = r"\bpar (?:l[ea]s? |l'|un|d)|\bby \w"
_OR_WITH = r"\bavec (?:l[ea]s? |l'|un|d)|\baupres d"
_WHO = r"\b(?:qui|who|quel(?:le)? (?:service|direction|organisme|association|entreprise|societe)) (?:est-ce qui )?(?:(?:a|ont|va|vont|doit|has|have) )?(?:l[ea]s? |l'|y |en )?"
# Who leads, gives, makes or buys it: the verb, and what tells of that doing.
DOERS = tuple(
    (re.compile(rf"{_WHO}(?:{asked})"), re.compile(rf"\b(?:{told})|{BY_WHOM}|{_OR_WITH}"))
    for asked, told in (
        (r"anim(?:e|ent|ait|aient|er|era)\b", r"anim(?:e|a|er)|intervenant|facilitat|conduit|mene"),
        (r"encadr\w+|coordonn\w+|presid\w+", r"encadr|coordonn|presid|pilot|dirig"),
        (r"decern\w+|attribu\w+|remis\b|delivr\w+", r"decern|attribu|remis|delivr|accord"),
        (r"achet\w+|rachet\w+", r"achet|achat|acqui|client"),
        (r"vend(?:s|ent|u|ait|aient|re)?\b", r"vend|vente|commercialis"),
        (r"fabriqu\w+|fourni\w*|livr(?:e|ent|ait|er)\b", r"fabriqu|fourni|livr"),
    )
)  # fmt: skip


def leaves_the_process_out(asked: str, candidate: Candidate) -> bool:
    """Whether the way of doing something is asked for and the statement tells of no such doing.

    Args:
        asked: the part of the question that asks, folded.
    """
    told = fold(candidate.statement.text)
    if is_untold(PROCESSES, asked, told):
        return True
    if WAS_DONE_HOW.search(asked) and not (BY_MEANS.search(told) or TOLD_HOW_IT_GOES.search(told)):
        return True
    return bool(GOES.search(asked)) and not TOLD_HOW_IT_GOES.search(told)


def leaves_the_doer_out(asked: str, told: str) -> bool:
    """« Qui anime les séances ? » of a folded statement that tells neither that they are led nor by whom.

    Args:
        asked: the part of the question that asks, folded.
    """
    return is_untold(DOERS, asked, told)


def is_untold(pairs: Iterable[tuple[re.Pattern[str], re.Pattern[str]]], asked: str, told: str) -> bool:
    """Whether one of the forms asks, and what tells it does not stand in the folded text."""
    return any(form.search(asked) and not tells.search(told) for form, tells in pairs)
