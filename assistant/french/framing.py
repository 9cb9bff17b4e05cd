"""What stands around a question and is no part of it: « On m'a dit que…, c'est vrai ? », « quel que soit l'âge »?"""

from __future__ import annotations

import re

# What frames a statement to have it confirmed, and is no part of it: « On m'a dit que…, c'est vrai ? ».
FRAME = re.compile(
    r"^(?:allo|dis|dites|chers? \w+|monsieur|madame)(?: (?:monsieur|madame))?[ ,!]+(?:bonjour[ ,!]+)?"
    r"|^(?:(?:donc|alors|bonjour)[ ,]+)*je me demande si "
    r"|^(?:(?:donc|alors|bonjour)[ ,]+)*(?:sauf erreur(?: de ma part)?|si (?:j'ai bien (?:compris|lu|suivi)|je (?:comprends bien|ne me trompe(?: pas)?))|(?:a ce qu')?il parait|parait|on (?:m'a|nous a|me) dit|on dit(?: \w+){0,3}|on raconte(?: \w+){0,3}|j'ai (?:entendu(?: dire)?|lu|cru comprendre)"
    r"|il me semble|me semble|je crois(?: savoir)?|je pense|je suppose|c'est vrai|est-il (?:vrai|exact)|est-ce (?:vrai|exact)|peut-on dire|on peut dire"
    r"|(?:mon|ma|mes|l[ea]s?|une?|des) ?\w+ (?:\w+ )?(?:m'a(?:ssure|ffirme|nnonce|dit)|me (?:dit|jure|soutient|raconte)|nous (?:dit|assure)|raconte(?:nt)?|pretend(?:ent)?|affirme(?:nt)?|soutien(?:t|nent)|jure(?:nt)?|assure(?:nt)?|croi(?:t|ent)|pense(?:nt)?|di(?:t|sent)))(?: qu'| que |, )"
    r"|^je me trompe ou |^(?:bonjour[ ,]+)?je (?:suis|travaille|verifie|prepare|fais|redige|cherche)\b[^:?]{2,70} : "
    r"|[,:;]? ?\b(?:si j'ai bien (?:compris|lu|suivi)|(?:j'ai|ai-je) bien (?:compris|lu)|si je (?:comprends bien|ne me trompe(?: pas)?)|sauf erreur(?: de ma part)?"
    r"|(?:vous|tu) (?:me |le )?confirme[sz](?: (?:a l'antenne|en direct))?|si je ne m'abuse|c'est la verite|(?:cette|l') ?(?:affirmation|information|info) est-elle (?:fondee|exacte|vraie|correcte)|on m'a bien (?:renseignee?|informee?)|on est (?:bien )?d'accord|c'est bien ce qui s'est passe|a-t-(?:il|elle) raison|(?:il|elle) a(?:urait)? raison|est-ce (?:bien )?(?:exact|vrai|juste|le cas))(?= ?[?.!]*$)"
)

# « C'est juste ? » asks of what stands before it.
CONFIRM = re.compile(
    r"(?:c'est|est-ce) la verite ?\?|(?:(?:c'est|est-ce) )?(?:bien )?(?:juste|vrai|exact|correct|ca|cela|le cas|non|hein|right|correct|true)(?:,? (?:non|hein|ou pas))? ?\?|(?:vous|tu) (?:me |le )?confirme[sz] ?\?|je me trompe ?\?|n'est-ce pas ?\?|oui ou non ?\?|(?:il|elle)s? (?:a|ont) raison ?\?|a-t-(?:il|elle) raison ?\?|ont-(?:ils|elles) raison ?\?|(?:est-ce|c'est) (?:bien )?le cas ?\?|dit-(?:il|elle|on) vrai ?\?|ai-je raison ?\?"
)

# « quel que soit l'âge » asks nothing.
WHATEVER = re.compile(
    r",? ?\b(?:quel(?:le)?s? que (?:soi(?:en)?t|fut)|n'importe (?:quel(?:le)?s?|qui|quoi|quand|comment|ou)|tel(?:le)?s? quel(?:le)?s?)\b| de quoi (?=[a-z]+(?:er|ir|re)\b)|^que (?=.*, c'est (?!quoi))"
)
