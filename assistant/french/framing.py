"""What stands around a question and is no part of it: « On m'a dit que…, c'est vrai ? », « quel que soit l'âge »?"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDRESS = r"(?:allo|dis|dites|chers? \w+|monsieur|madame)(?: (?:monsieur|madame))?[ ,!]+(?:bonjour[ ,!]+)?"
_LED = r"(?:(?:donc|alors|bonjour)[ ,]+)*"
_UNDERSTOOD = r"si (?:j'ai bien (?:compris|lu|suivi)|je (?:comprends bien|ne me trompe(?: pas)?|ne m'abuse))|sauf erreur(?: de ma part)?"
_HEARSAY = (
    r"(?:a ce qu')?il parait|parait|on (?:m'a|nous a|me) (?:dit|raconte)|on (?:dit|raconte)(?: \w+){0,3}|j'ai (?:entendu(?: dire)?|lu|vu|note|retenu|appris|cru comprendre)|je (?:lis|vois|note|retiens)(?: (?:souvent|partout))?"
    r"|(?:il )?me semble|je crois(?: savoir)?|je pense|je suppose|c'est vrai|est-(?:il|ce) (?:vrai|exact)|(?:peut-on|on peut) dire"
)
_SAYS = r"raconte|pretend|affirme|jure|assure|croi(?:t|ent)|pense|soutien(?:t|nent)|di(?:t|sent)"
_TOLD = r"m'a(?:ssure|ffirme|nnonce|dit)|me (?:dit|jure|soutient|raconte)|nous (?:dit|assure)"
# « Mon voisin m'assure que… »
_SOMEBODY = rf"(?:mon|ma|mes|l[ea]s?|une?|des) ?\w+ (?:\w+ ){{0,3}}?(?:{_TOLD}|(?:{_SAYS})(?:nt|ent)?)"
_WHO_ASKS = r"(?:bonjour[ ,]+)?je (?:suis|travaille|verifie|prepare|fais|redige|cherche)\b[^:?]{2,70} : "
_RIGHT = r"(?:il|elle)s? (?:a|ont|aurai(?:en)?t) raison|a-t-(?:il|elle) raison|ont-(?:ils|elles) raison"
_TRUE = r"c'est la verite|c'est bien ce qui s'est passe|est-ce (?:bien )?(?:exact|vrai|juste|le cas)"
_CONFIRMED = (
    r"(?:vous|tu) (?:me |le )?confirme[sz](?: (?:a l'antenne|en direct))?|(?:j'ai|ai-je) bien (?:compris|lu)|on m'a bien (?:renseignee?|informee?)"
    r"|on est (?:bien )?d'accord|(?:cette|l') ?(?:affirmation|information|info) est-elle (?:fondee|exacte|vraie|correcte)"
)
# What frames a statement to have it confirmed.
FRAME = re.compile(
    rf"^{_ADDRESS}|^{_LED}je me demande si |^{_LED}(?:{_UNDERSTOOD}|{_HEARSAY}|{_SOMEBODY})(?: qu'| que |, )|^je me trompe ou |^{_WHO_ASKS}"
    rf"|[,:;]? ?\b(?:{_UNDERSTOOD}|{_CONFIRMED}|{_TRUE}|{_RIGHT})(?= ?[?.!]*$)"
)
_THAT_FIGURE = r"(?:ce|cet|cette|le bon|la bonne) (?:chiffre|montant|nombre|pourcentage|taux|total|mois|annee|date|somme|quantite|surface|prix|budget)"
# « C'est juste ? », « C'est bien ce montant ? », « Y en a-t-il vraiment autant ? » ask of what stands before them.
CONFIRM = re.compile(
    r"(?:(?:est-ce que )?(?:c'est|est-ce) )?(?:(?:bien|vraiment|reellement) )?"
    rf"(?:juste|vrai|exact|correct|ca|cela|le cas|non|hein|right|true|{_THAT_FIGURE})(?:,? (?:non|hein|ou pas))? ?\?"
    r"|(?:est-ce qu')?(?:il )?y en a(?:[- ]t[- ]il)?(?: (?:vraiment|bien|reellement|eu|autant|ici|la-bas|la))+ ?\?"
    rf"|(?:(?:vous|tu) (?:me |le )?confirme[sz]|je me trompe|n'est-ce pas|oui ou non|(?:c'est|est-ce) la verite|{_RIGHT}|dit-(?:il|elle|on) vrai|ai-je raison) ?\?"
)
# « quel que soit l'âge », « avoir de quoi trier » and « Que les villes…, c'est un but » ask nothing.
WHATEVER = re.compile(
    r",? ?\b(?:quel(?:le)?s? que (?:soi(?:en)?t|fut)|n'importe (?:quel(?:le)?s?|qui|quoi|quand|comment|ou)|tel(?:le)?s? quel(?:le)?s?)\b"
    r"| de quoi (?=[a-z]+(?:er|ir|re)\b)|^que (?=.*, c'est (?!quoi))"
)


def what_is_confirmed(pieces: Sequence[str], asking: int) -> int:
    """Which of the folded sentences of a message is asked about: ``asking``, or what was told where that only wants it confirmed."""
    if not asking or not CONFIRM.fullmatch(pieces[asking]):
        return asking
    return next((i for i in reversed(range(asking)) if FRAME.search(pieces[i])), asking - 1)
