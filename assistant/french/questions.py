"""What kind of answer does a question want?

``classify("Quelle surface le plan protège-t-il ?")`` says: a measure of kind area, asked about « surface ».
Rules are tables, first match wins; they work on folded text, so missing accents do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.french.framing import FRAME, WHATEVER
from assistant.french.numbers import UNITS
from assistant.french.text import fold

Asked = Literal[
    "how_many", "how_much", "share", "measure", "when", "where", "who", "yes_no", "definition", "list", "why", "how", "summary", "open"
]  # fmt: skip

# Attribute nouns -> kinds of quantity that answer them; the asked noun need not stand in the passage then.
ATTRIBUTES: dict[str, list[str]] = {
    "money": (
        "budget cout couts montant montants prix tarif investissement investissements investi subvention subventions financement "
        "depense depenses surcout surcouts loyer loyers redevance redevances cotisation amende amendes somme sommes enveloppe credits credit argent euros aide aides facture recette recettes cost money "
        "amount spending funding grants investment price salaire thune fric sous"
    ).split(),
    "area": "surface surfaces superficie superficies etendue hectares hectare ha area m2".split(),
    "length": "longueur longueurs distance kilometres kilometre km kms length lineaire hauteur altitude profondeur largeur depth height".split(),
    "percent": (
        "rendement rendements part pourcentage pourcentages proportion taux share percentage percent rate pct hausse baisse progression reduction diminution "
        "augmentation"
    ).split(),
    "date": "date dates annee annees jour mois echeance horizon calendrier year date".split(),
    "mass": "poids tonnage tonnages tonnes tonne masse weight quantite volume".split(),
    "energy": "puissance production consommation energie power kwh gwh mwh mwc".split(),
    "duration": "duree durees temps duration delai delais".split(),
    "age": "age ages".split(),
    "count": "nombre effectif effectifs frequentation affluence number attendance".split(),
}  # fmt: skip
ATTRIBUTE_OF = {noun: kind for kind, nouns in ATTRIBUTES.items() for noun in nouns}

# « Avant les travaux, qu'avait-on prévu ? », « Ils sont où, les bureaux ? »
_WHAT_THEN = r"[,;:] qu(?:'(?:a|ont|avai\w+|y|en)[- ]|e (?:va|vont|fai[st]|font|devien\w+|peu(?:t|vent)|prevoi\w*)[- ])"
_IS_WHERE = r"\b(?:est|sont|etait|etaient|c'est) ou(?= ?[,?]|$)"
_RULES: tuple[tuple[Asked, str], ...] = (
    ("summary", r"^(?:resume|synthetise|presente moi|parle[sz]? moi|que (?:fait|font|dit|prevoit)\b(?!-(?:t-)?(?:on|ils?|elles?) (?:d|aux? |avec |apres ))|qu'est-ce que (?:fait|font|dit)\b"
                r"|quelles sont les (?:grandes |principales )?(?:actions|mesures|initiatives|politiques)\b|(?:what|how) (?:does|did|is|has) the (?:report|metropolis|metropole|city|authority|métropole)\b.{0,25}\b(?:say|do|doing|done|plan|help|support)\b|summari[sz]e)"),
    ("list", r"\bquoi comme [a-z]+s\b|\bqu'est-ce qu'il y (?:a|avait|a eu|aura) comme [a-z]+s\b|\bc ?'?(?:est)? quoi (?:les|ces) (?:\d+ |deux |trois |quatre |cinq |six |sept |huit |nouve\w+ |autres? |differente?s )\w+s\b|\bc ?'?(?:est)? quoi (?:les|ces) \w+s (?:qui|que|qu') ?"),
    ("open", r"\b(?:tou[st]e?s? les combien|a quelle frequence|how often)\b"),
    ("definition", r"\b(?:c'est quoi|c quoi|cest quoi|kesako|que (?:signifie|veut dire|designe)|qu'est-ce que (?:c'est|le|la|l'|les|un|une)\b"
                   r"|qu'est ce que (?:c'est|le|la|l'|les|un|une)\b|qu'est-ce qu'(?:un|une|on appelle)\b|definition|definir|sigle|signification|[cs]a veut dire quoi|veut dire quoi|veut dire ce"
                   r"|que veulent dire|what (?:is|are) (?:a |an |the )?[\w' -]{2,30}\?|what does .* (?:mean|stand for))"),
    ("how_much", r"\b(?:(?:debours\w+|payer|compter) combien\b|combien (?:faut-il|doit-on|il faut) (?:payer|debourser|compter)\b|(?<!en a )(?<!en ont )(?<!en avez )(?<!en avons )\b(?:gagn|donn|vers|fil|recuper|touch|rembours|recoi|recev|economis)\w+ combien(?! d[e'])|combien (?:on|ils?|elles?) (?:me|te|nous|vous|leur|lui) \w+|combien (?:\S+ ){0,3}?(?:gagne|gagnent|touche|touchent)\b|(?:est|sont|c'est|etait) a combien\b|\b(?:c'est|c|c ?'est) combien (?:l[ea]s? |l'|pour |une? |par |la )|what(?:'s| is| was) (?:[\w'-]+ ){0,5}(?:budget|cost|price)\b|a combien (?:est|sont)\b|a combien (?:(?:ca|il|elle|est|sont|a|ont|nous|leur|lui) ){0,3}(?:revien\w+|revenu\w*)|combien pour (?:l[ea]s? |l'|une? |cett?e? |ces |du |des )|combien (?!d[e']|sont\b|y\b)(?:[^\s?]+ ){4,14}?(?:coute[rs]?|rapporte\w*|depense\w*)\b|\b(?:vend\w*|achet\w*|lou(?:e|ent|er|ez)) combien(?! d[e'])|combien (?!d(?:e |')(?!euro|argent|million|milliard))(?:\S+ ){0,6}?(?:debourser|payer)\b|combien (?!d(?:e |')(?!euro|argent|million|milliard|sous\b))(?:\S+ ){0,3}?(?:coute|coutent|coute[rn]\w*|couter|vend\w*|depens\w+|invest\w+|pa(?:y|ie)\w*|vaut|valent|financ\w+|rapporte|argent|euros?)|\ben euros\b"
                 r"|combien [^?]{0,60}\bd'argent\b|combien (?:d'argent|d'euros|de (?:million|milliard|sous|thune|fric)\w*)|how much (?:money|funding|budget)"
                 r"|(?<!by )how much (?:did|does|was|were|is|will|has|have)\b.*\b(?:cost|spent|spend|paid|pay|pays|invest\w*|fund\w*|budget\w*|worth|grant\w*|allocat\w*)"
                 r"|^que gagne(?:nt)?\b|^que cout(?:e|ent|era|eront|ait)\b|\bque (?:faut-il|doit-on|dois-je) (?:payer|debourser|verser)\b|\bcout(?:e|er|ent|era|ait) combien\b|(?:ca|il|elle) (?:a )?coute combien|coute combien|a coute(?! (?:plus|moins|pres|environ|\d|dans)))"),
    ("share", r"\bsur (?:cent|100) .*\bcombien\b|\bcombien d.*\bsur (?:cent|100)\b|\b(?:how many|what number) .*\bout of (?:a |one )?(?:hundred|100)\b|\b(?:quelle (?:est la )?(?:part|proportion)|quel(?:le)? (?:est le |est la )?(?:pourcentage|taux)|pourcentage|combien de (?:pour ?cent|%)"
              r"|what (?:share|percentage|proportion|percent)|by how much|de combien (?:\S+ ){0,8}(?:baiss|augment|redui|progress|diminu|haus)\w*"
              r"|(?:baiss|augment|redui|progress|diminu|grimp)\w+ de combien\b)"),
    ("how_many", r"\bhow long (?:does|do|did|will|would|is|was) (?:[\w'-]+ ){1,8}(?:take|last)s?\b"),
    ("why", r"\b(?:pourquoi|pour quelles? raisons?|dans quel but|quel(?:s)? (?:est|sont) (?:l'|les |le )?(?:objectifs?|but|interet)"
            r"|qu'est-ce qui (?:explique\w*|justifi\w*|a (?:pousse|conduit|amene|motive|decide)|fait qu)|a quoi (?:sert|servent|servira)|a cause de quoi|en quel honneur|why|what for|pour quoi faire)\b"),
    ("open", r"\bqu'est[- ]ce qui\b|\bcomment (?:s'appel\w+|se (?:nomm|prenomm)\w+|on (?:l'|les )?(?:appelle|nomme)|l'appelle|appelle-t-on|nomme-t-on)"),
    ("when", r"\b(?:quand|a quelle date|depuis quand|depuis combien|(?:en|de|a|pour|depuis) quelle annee|quelle (?:est la )?(?:annee|date|echeance)|jusqu'a quand"
             r"|a partir de quand|quel (?:jour|mois)|en quelle saison|when|which year|what year|what date|a quel(?:le)? (?:horizon|echeance)|quel horizon)\b"),
    ("how_many", r"\b(?:combien|quel (?:est le )?nombre|nombre d|how many|how much|combien y)\b|\bnombre\b"),
    ("where", r"(?:^ou\b|\bou ?\?$|\b(?:d'|jusqu')ou\b|\bou leurs?\b|\b(?:dans|sur|de|pour) quel(?:le)?s? (?:commune|ville|village|quartier|arrondissement|lieu|site|secteur|endroit|coin|territoire|rue)s?"
              r"|in (?:which|what) (?:part|area|district)s? of|a quel endroit|a quels endroits|\bwhere\b|" + _IS_WHERE + r"|\b(?:va|vais|vont|aller|trouver?) ou\b|c'est ou\b|\bou (?:est|sont|se|peut|ca|a|ont|la|le|les|est-ce|trouve\w*|puis|y a)\b|\b(?:se trouve|situe\w*) ou\b)"),
    ("list", r"\b(?:quels|quelles|lesquels|lesquelles|cite[zr]?|citez-moi|enumere\w*|listez?|donne[zr]?(?:-moi| moi)? (?:la liste|les noms)|liste des"
             r"|which (?:\w+s)\b|what are|what were|quelles? sont|quels? sont|name the|list)\b"),
    ("who", r"\b(?:qui (?:est|a|ont|sont|gere|porte|finance|realise|organise|pilote|accompagne|participe|peut|va|s'occupe|fait|anime|paie|paye|beneficie)|c'etait qui\b"
            r"|par qui|avec qui|pour qui|a qui|de qui|aupres de qui|quel (?:organisme|partenaire|ministere|operateur|service|prestataire|acteur)|who|whom|qui est-ce)\b|^qui\b"),
    ("how", r"\b(?:comment|de quelle (?:maniere|facon)|par quels? moyens?|how)\b"),
)  # fmt: skip
# « sur les plages qui ont le label, y a encore des poubelles ? »
STILL_THERE = re.compile(r"\by a(?:[- ]t[- ]il)? (?:encore|toujours|deja|bien|aussi) (?:des|du|de la|une?|d')")
# « j'aimerais savoir si la collectivité délivre encore… »
WHETHER = re.compile(
    r"\b(?:savoir|verifier|me demande|dire|preciser|indiquer) s(?:i (?=l[ea']|on|une?|des|c'|ce|cette|vous|nous|je|j'|tout|mon|ma|mes)|'(?=il))"
)
ASKS_ELSE = re.compile(
    r"\b(?:combien|quel(?:le)?s?|comment|pourquoi|quoi|quand|lequel|laquelle)\b|\bou\b ?\?|^ou\b|\bqui (?:est|sont)\b"
)
# « Concrètement, que deviennent… ? », « à part des livres »
LEAD = re.compile(
    r"^(?:[a-z]{5,}ment|du coup|en fait|bref|enfin|sinon|au juste|en gros), (?=qu|combien|comment|ou\b|pourquoi|a qu|de qu|par qu|qui\b)"
)
APART = re.compile(r"\ba part\b(?! enti)")
# « … l'aide quand on est un ménage modeste ? », « Quand il reste des plats, qui les récupère ? »: under what condition, not when.
# « …, tu payes le bus moins cher ou pas ? »: whatever it opens with.
OR_NOT = re.compile(r"[ ,]ou (?:pas|non) ?[?.!]*$")
AUXILIARY_FIRST = re.compile(
    r"^(?:(?:and|but|so|hello|hi),? )?(?:is|are|was|were|do|does|did|has|have|had|will|would) (?!you\b)(?:the|a|an|there|it|they|this|that|these|all|any|some|only|most|more|fewer|every|each|no|both|\w+s?) (?!.*\b(?:how many|how much)\b)"
)
# « Quelle économie d'énergie cela a-t-il permis ? »
SAVINGS = re.compile(
    r"\bquelles? economies? (?:d'energie|d'eau|d'argent|d'electricite|de gaz|financieres?|budgetaires?)\b"
)
# « À la suite de quel prix… ? » asks for a prize.
A_PRIZE = re.compile(
    r"\b(?:suite (?:de |a |d')|remport\w+ |gagn\w+ |obten\w+ |recu |decern\w+ )quels? prix\b|\bquels? prix\b[^?]*\b(?:remport|gagn|obten|recu|decern|recompens)\w*"
)
HOW_FAR = re.compile(r"\bjusqu'ou\b.*\b(?:descen|creus|for(?:e|er|es|ee?s)\b|mont|grimp|aller\b|va\b|vont\b)")
LED_IN = re.compile(r"^(?:avec|pour|dans|sur|depuis|chez|a|au|aux) [^,?]{5,80}, (?=est[- ]ce (?:que |qu'))")
HOW_OLD = re.compile(r"\bquel (?:est (?:donc )?l')?age\b|\bhow old\b")
AT_THE_TIME = re.compile(
    r"(\b(?:quel(?:le)?s?|combien|qui|comment|pourquoi|quoi|ou)\b.{4,}?) (?:quand|lorsqu[e']) ?(?=on|ils?|elles?|l[ea]s?|l'|nous|vous|j[e']|tu|une?|des|c')\b.*"
)
# « Quand la Métropole achète, elle demande un effort ? »: nothing else asks.
WHENEVER = re.compile(
    r"^(?:quand|lorsqu[e']|des qu[e']) ?(?:on|ils?|elles?|l[ea]s?|l'|nous|vous|j[e']|tu|une?|des)\b[^,?]{6,}, (?=(?:on|ils?|elles?|c'est|ca|cela|l[ea]s?|l'|nous|vous|tu|une?|des)\b)"
)
# « …, on aimerait planter des arbres : est-ce que la Métropole… ? »
AFTER_A_COLON = re.compile(r"^[^?]*[:;] ?(?=est[- ]ce (?:que |qu'))")
# « la ville met des sous pour brancher les navires quand ils sont à quai ? »: the condition asks nothing.
WHEN_AT_LAST = re.compile(
    r"^(?P<asked>[^?]{15,}?) (?:quand|lorsqu[e']) ?(?:on|ils?|elles?|nous|vous|j[e']|tu|c'est)(?:\b|(?<='))[^?]*\?$"
)
# « sentier réhabilité ? »: whether it is so.
IS_IT_SO = re.compile(
    r"^(?:\w\S* ){1,5}(?:[^\W\d_]{2,}ée?s?|(?:re)?ouverte?s?|finie?s?|prévue?s?|construite?s?|détruite?s?|refaite?s?|vendue?s?|reprises?|mises?|prises?|inscrites?|couvertes?|offertes?|(?:obten|reç|ten|rend|perd|attend|retrouv)ue?s?)(?: (?:en|à|au|aux|par|sur|dans|pour) \S+){0,2}\s?\?$|^[^?]* (?:supérieure?s?|inférieure?s?|superieure?s?|inferieure?s?) à \d[^?]*\?$",
    re.IGNORECASE,
)
# « Quel outil permet de suivre combien de terrain… ? »: the first asks.
TO_KNOW_HOW_MANY = re.compile(
    r"^((?:\w+ ){0,2}?(?:quel(?:le)?s?|qui|comment)\b.{6,}?\b(?:savoir|suivre|mesurer|surveille\w*|voir|connaitre|calculer|estimer|evaluer|verifier)\b(?: \S+){0,5}?) combien\b.*"
)
# « Toutes les villes qui y ont droit l'ont choisi ? »
OF_ALL_WHO = re.compile(r"^((?:tou(?:te)?s (?:les|ces|nos)|chaque) [\w'-]+(?: [\w'-]+)?) qui (?=[^?,]{12,}\?)")
# « la taille en hectares »
IN_UNITS = re.compile(r"\ben ([a-z]+)\b")
MEASURES = frozenset(("area", "length", "mass", "volume", "energy", "money"))
ON_CONDITION = re.compile(
    r"^(?:\W*(?:bonjour|bonsoir|salut)\W+)?(?:quand|lorsqu[e']) ?(?=on|ils?|elles?|l[ea]s?|l'|nous|vous|j[e']|tu|une?|des|c')[^,?]{6,}, "
    r"(?=(?:[^?,]*\b(?:quel(?:le)?s?|combien|qui|comment|pourquoi|quoi|ou)\b|[^?]*-(?:t-)?(?:ils?|elles?|on)\b))"
)
RULES = tuple((asked, re.compile(pattern)) for asked, pattern in _RULES)

WH = re.compile(
    r"\b(?:quel(?:le)?s?|qui|quoi|combien|comment|pourquoi|quand|lequel|laquelle|lesquel(?:le)?s|what|which|who|when|where|how|why)\b|^(?:(?:et|mais|alors) )*qu(?:e\b|')|"
    + _WHAT_THEN
    + r"|^ce qu(?:e\b|i\b|')"
)
YES_NO = re.compile(
    r"^(?:(?:et|mais|alors|donc|bonjour|svp|dites|dis)[ ,]+)*(?:est[- ]ce (?:que |qu'|bien |vrai )|y a[- ]t[- ]il|il y a|existe[- ]t|"
    r"is |are |does |do |did |has |have |was |were |can |will |c'est vrai|confirmez|peut-on|peux-tu confirmer|vrai que)"
    r"|\best[- ]ce (?:que|qu')|\b(?:est|sont|a|ont|va|vont|fai[st]|peut|peuvent|doit|\w{4,})[- ](?:t[- ]?)?(?:il|elle|ils|elles|on)\b"
    r"|\b(?:n'est-ce pas|c'est bien|c(?:'| )? ?etait bien|c est bien|bien ca|c'est vrai|oui ou non|right \?|right\?|correct\?)|\b(?:non|hein|vrai|exact) ?\?"
)
# What a statement ends in to have it confirmed.
TAG = re.compile(
    r"(?:[,;.!]? (?:(?:c'est |c )?(?:bien )?(?:non|nan|hein|vrai|exact|juste|correct|c'est (?:bien )?(?:ca|vrai|exact|cela|le cas)|c (?:ca|vrai)|n'est-ce pas|n'est ce pas|pas vrai|on est d'accord|oui ou non|ou non|ou pas"
    r"|est-ce (?:vrai|exact|bien le cas)|je me trompe|serieux|serieusement|si|sans blague|right|correct|true|isn't it|is it not|doesn't it|aren't they|don't they))[ ?!.]*)$"
)
# « Elle fait partie des villes qui ont… »: a relative, in a sentence whose verb stands before it.
RELATIVE = re.compile(
    r"((?<!c')(?<!c'est )\b(?:est|sont|a|ont|fait|font|va|vont|etait|fais|[a-z]{4,}-(?:t-)?(?:ils?|elles?|on)|est-ce que)\b[^?]*?\b(?:les?|la|l'|des|du|de|un|une|celles?|ceux|aux?|ces?|cette) ?[\w'-]+(?: [\w'-]+)?),? qui (?=\w)"
)
# « quand on a créé le parc » says when something else was the case; other « quand » ask.
ASKS = re.compile(
    r"^(?:(?:et|mais|alors|donc) )*qu(?:e|') ?(?!est[- ]ce (?:que|qu'))\w|"
    + _WHAT_THEN
    + "|"
    + _IS_WHERE
    + r"|\b(?:jusqu'ou|quel(?:le)?s?|combien|comment|pourquoi|quoi|lequel|laquelle|lesquel(?:le)?s|what|which|who|when|where|how|why)\b|^(?:\W*\w+ ){0,2}?(?:qui|ou)\b|[a-z'] (?:qui|ou) ?\?|\b(?:a|avec|pour|de|chez|par) qui ?[,?]"
    r"|\bquand\b(?! (?:on|ils?|elles?|l[ea]s?|l'|nous|vous|j[e'] ?|t[u'] ?|une?|c'|meme)\b)|(?:^|[,.:;!?(] ?|\b(?:depuis|jusqu'a|a partir de|des|pour|d'ici|de|et|c'est|savoir|dire) )quand\b"
)
# The subject taken up after the verb, with or without its hyphen: « la ligne a-t-elle ouvert », « la ville fait elle partie ».
INVERTED = re.compile(
    r"\b(?:est|sont|a|ont|va|vont|fai[st]|font|peut|peuvent|doit|doivent|sera|seront|aura|auront|etai(?:t|ent)|avai(?:t|ent)|\w{3,}[td]|\w{3,}(?:e|a|ent))-(?:t-)?(?:ils?|elles?|on)\b"
    r"|\b(?:est|sont|ont|fai[st]|font|peu(?:t|vent)|doi(?:t|vent)|vont) (?:t )?(?:ils?|elles?)\b"
)
# « La halle à laquelle ils ont participé est à Lussignac, non ? »
RELATIVE_WHICH = re.compile(
    r"(\b(?:les?|la|l'|des|une?|ces?|cette) ?[\w'-]+(?: [\w'-]+){0,3}),? (?:(?:a|dans|sur|pour|avec|par|sous|de) (?:laquelle|lequel|lesquel(?:le)?s)|auquel|auxquel(?:le)?s|duquel|desquel(?:le)?s|ou (?=sont|est|a|ont|vont|va|se|s'))\b"
)
# « Des radars qui mesurent le bruit ont-ils… »: the subject and its relative, before the verb that asks.
SUBJECT_RELATIVE = re.compile(
    r"^((?:[^?]*[.:;] )?(?:(?:les?|la|l'|des|une?|ces?|cette) ?[\w'-]+(?: [\w'-]+)?|quelqu'un|(?:tou(?:s|tes) )?(?:ceux|celles|celui|celle))),? qui (?=\w[^?]*(?:-(?:t-)?|\b(?:peut|peuvent|doit|doivent|est|a|sont|ont|va|vont) (?:t )?)(?:ils?|elles?)\b)"
)
# « C'est une boîte privée qui la gère ? », « Les assos qui se bougent, elles peuvent… ? »: what is asked is whether it is so.
CLEFT = re.compile(
    r"(\b(?:c'est|ce sont) (?:bien |donc )?(?:nous|vous|eux|elles?|lui|(?:une?|l[ea]s?|l'|des|du|\d+) ?[\w'-]+(?: [\w'-]+){0,4})),? qui (?=\w)"
)
TAKEN_UP = re.compile(
    r"^((?:l[ea]s?|l'|des|une?|ces?|cette) ?[\w'-]+(?: [\w'-]+)?) qui (?=[^?,]+, (?:ils?|elles?|on|c'|ca)\b)"
)
TAKEN_UP_BY_WHICH = re.compile(
    r"\b(?:le|la|l'|les|son|sa) ?(?P<noun>\w+)\b(?: [^.?!:]*)?[:,.;]? (?:quel(?:le)?s? (?:est|sont)[- ](?:ils?|elles?)|lequel|laquelle) ?\?"
)
OR_WHAT = re.compile(r"[, ]+ou quoi ?\?")
OPENING = re.compile(r"\best[- ]ce (?:que |qu')")
# « Peut-on savoir combien… ? » asks how many.
SAYING = re.compile(
    r"^\W*\S+ (?:me |nous |m')?(?:savoir|dire|connaitre|preciser|indiquer|expliquer|donner|sai[st]|dit|disent|precise\w*|indique\w*|explique\w*)|^est[- ]ce (?:que |qu')(?:tu|vous|on|je|quelqu'un|le rapport) (?:sai|save|peu|pouve|connai|di[st]|precise|indique|explique)"
)
# A verb in the past or a bare « il y en a » that nothing else explains.
PAST = re.compile(
    r"^[^?]*\b(?:va|vont|est|sont|dure|durent|court|couvre) bien (?:jusqu|en\b|a\b|de\b|d'|une?\b|l[ea]s?\b|l'|\d)|\b(?:existai(?:t|ent)|c ?'?etait)\b.*\bdeja\b|^(?!.*\bnombre\b)(?:\S+ ){1,5}(?:il )?y en a (?!combien)"
)
# A statement with a question mark: enough words, one of them an article or a pronoun.
ASKED_STATEMENT = re.compile(r"^(?=(?:\S+ ){4})(?=.*\b(?:le|la|les|l'|un|une|des|du|on|il|elle|the)\b).*\?$")
# « Est-ce que », « Y a-t-il » open nothing else, unless a question word follows.
OPENED = re.compile(
    r"^(?:(?:et|mais|alors|donc|bonjour|svp|dites|dis)[ ,]+)*(?:est[- ]ce (?:que|qu'|bien|vrai)|(?:etai(?:en)?t|sera|serait|est)[- ]ce (?:pas )?(?:l[ea]s?|l'|une?|des|du|d'|de|ce|cette|en|a|au|aux|dans|pour|par|avec|sur|deja)\b|y a[- ]t[- ]il|(?:il )?y a (?:eu )?(?:une?|des|du|de la|encore|deja|bien|aussi|vraiment|plus d|moins d|au moins|\d+ )\b|existe[- ]t[- ]il|(?:is|are|does|do|did|has|have|was|were) (?!you\b))"
)
# A short one, if it has a verb: « Le parc existe depuis 2022 ? ».
VERB = re.compile(
    r"^(?=(?:\S+ ){3})(?=.*\b(?:est|sont|ont|va|vont|existe\w*|fait|font|dure\w*|coute\w*|reste\w*|passe\w*|compte\w*|accueille\w*|date\w*|etait|\w{3,}(?:aient|eront|era))\b).*\?$"
)
DEFINED = re.compile(
    r"(?:c'est quoi|c quoi|cest quoi|qu'est-ce que|qu'est ce que|what is|what's) (?:le |la |les |l'|the )?(\w+) (?:de|du|des|d'|pour|of|for)\b"
)
HEAD = re.compile(
    r"\b(?:combien (?:(?:il )?y (?:en )?a(?:[- ]t[- ]il)? )?(?:de |d')|nombre (?:total )?(?:de |d'|(?!total|d[e'u]|l[ea']))|quel(?:le)?s? (?:est |sont |etai\w* |a ete |ont ete |sera |fut )?(?:le |la |l'|les |leurs? |son |sa |ses )?|"
    r"how many |what (?:is |was |are |were )?(?:the |an? )?|which |how much )(?:nouve\w+ |total\w* |grande?s? |principa\w+ |premie\w+ )?(?:nombre (?:total )?(?:de |d'))?(?P<head>[\w'-]+)"
)

# « Quelle est la part de femmes… ? », « À combien s'élève l'aide… ? »: what is asked about stands after it.
SHARE_OF = re.compile(
    r"\b(?:quel(?:le)?(?: est)?(?: la| le)? |^)(?:part|proportion|pourcentage|taux) (?:de la |de l'|des |du |de |d')(?P<head>[\w-]+)"
)
# « les facilitateurs, ils sont combien ? »
HOW_MANY_ARE_THEY = re.compile(
    r"\b(?:les|nos|vos|des|ces) (?P<head>[\w-]+)[^,?]{0,40}, (?:(?:ils|elles) (?:sont|etaient)|(?:on|vous|nous|ils|elles) en (?:a|ont|avez|avons) \w+) combien\b"
)
AMOUNTS_TO = re.compile(
    r"\ba combien (?:s'eleve\w*|se (?:monte|chiffre)\w*|est estime\w*|sont estime\w*|est fixe\w*|revient) (?:l[ea]s? |l'|ce(?:t|tte)? )?(?P<head>[\w-]+)"
)


# « How many passes were handed out when it became free? » asks how many.
ENGLISH_CLAUSE = re.compile(
    r"^((?:how (?:many|much|long|far)|what|which|who|where|why)\b.{12,}?) (?:when|where|while|once|after|since) (?:the |it |they |a |public |\w+ (?:is|are|was|were|became|has|have) ).*"
)
WHAT_IS_ITS = re.compile(r"^what(?:'s| is| was) .*\b(\w+) ?\?$")
ENGLISH_GROUP = re.compile(
    r"\b(?:how many|how much|which)\b((?: (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|of|in|for|to|by|on|at|that|with|from|under|after|per|there|it|they|we|operate|operates|exist|work|works|live|lives|use|uses|run|runs|benefit|receive|take|came|went|got|took|made|gave|joined|became|began|left|grew|fell|rose|won|ran|\w+ed (?=of|in|by|for|on|at|under|to|from|the|a|an|this|its))\b(?!-))[\w'-]+){0,4})"
)


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """What a question asks for.

    Attributes:
        asked: the kind of answer.
        quantities: kinds of quantity that would answer it (see `numbers.Kind`); empty when none is asked for.
        head: folded noun asked about (« combien de **stations** »), or ``""``.
    """

    asked: Asked
    quantities: frozenset[str]
    head: str


POLITE = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|hello|hi|svp|s'il vous plait|please)[\s,!.]+)*(?:(?:est-ce que )?(?:vous (?:savez|connaissez)|tu (?:sais|connais))|savez-vous|sais-tu|connaissez-vous|connais-tu|"
    r"(?:pouvez|pourriez|peux|pourrais)-(?:vous|tu) (?:me |nous |m'|nous )?(?:dire|indiquer|preciser|donner|rappeler|expliquer|confirmer)|j'aimerais savoir|je voudrais savoir|je veux savoir|"
    r"dites-moi|dis-moi|(?:can|could) you tell me|do you know)\s+(?:si (?=\w))?"
)
GIVE = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut)[\s,!.]+)*(?:(?:pouvez|pourriez|peux|pourrais)-(?:vous|tu)|est-ce que (?:vous (?:pouvez|pourriez)|tu (?:peux|pourrais))) (?:me |nous |m'|nous )?(?:indiquer|donner|rappeler|fournir|citer|lister) (?P<what>l[ea]s? |l'|une? |des )(?!date|jour|annee|nombre|montant|cout|budget|surface|taux|part\b|prix|chiffre)"
)
# Nouns that name a category rather than a thing: the passage need not repeat them to answer.
CATEGORY_NOUNS = frozenset(
    """personne personnes gens monde habitant habitants organisme organismes acteur acteurs structure structures partenaire partenaires secteur secteurs
    sujet sujets theme themes thematique thematiques principe principes pilier piliers axe axes site sites lieu lieux endroit endroits usage usages objectif
    objectifs but buts interet periode periodes type types sorte sortes genre moyen moyens facon maniere chose choses element elements action actions mesure
    mesures domaine domaines exemple exemples raison raisons role nom noms place ville villes commune communes quartier quartiers projet projets dispositif
    dispositifs programme technologie technologies materiau materiaux outil outils initiative initiatives service services resultat resultats effet effets
    impact impacts avantage avantages probleme problemes enjeu enjeux priorite priorites public publics beneficiaires etape etapes solution solutions people
    place places town towns city cities company companies actions things kind sector purpose goal aim main two three first espaces espace evenement
    evenements engagement engagements critere criteres condition conditions public animations activites activite travaux formation formations""".split()
)


# Of these, the ones that say nothing of what is counted or meant.
VAGUE_NOUNS = frozenset(
    """personne personnes gens monde organisme organismes acteur acteurs secteur sujet sujets theme themes principe principes objectif objectifs but
    buts interet usage usages periode type types sorte sortes genre moyen moyens facon maniere chose choses element elements domaine domaines exemple
    exemples raison raisons role nom noms endroit endroits lieu lieux people kind goal aim main purpose avantage avantages thematique thematiques""".split()
)


# « De combien est le fonds ? », « elle recule de combien par an »: of what unit, the question leaves open.
AN_AMOUNT = re.compile(
    r"\ba combien (?:(?:s'est|se sont|s'etait) (?:elev|mont|chiffr|etabl)|s'elev|se mont|se chiffr|s'etabli|s'etabliss|est estim|sont estim|est evalu|sont evalu)\w*|\b(?:de|a partir de|jusqu'a|a hauteur de) combien(?! (?:d[e']|sont\b|etai|y\b))|\bcombien (?:par|a l')(?: )?(?:an|annee|mois|jour|semaine|tete|personne|habitant)s?\b"
    r"|\bcombien (?:consomm|produi|econom|contien)\w*"
)
MEASURED = re.compile(r"\bcombien (?:(?P<weighs>pes)|mesur)\w*")
# « Quelle part de ce qu'on mange ? »: no nouns.
POINTERS = ("ce", "ceux", "celles")
# « Quelle quantité de chaleur ? » is told in megawatt hours, « de déchets » in tonnes.
A_QUANTITY = dict.fromkeys(
    ("quantite", "quantites", "volume", "volumes"), frozenset(("mass", "energy", "volume", "count"))
)
# Nouns that ask for a quantity wherever they stand among words typed into a search box.
PLAIN_ATTRIBUTES = frozenset(
    "surface superficie budget cout prix montant nombre date duree longueur tarif effectif".split()
)
BARE_WORDS = 8
ANY_AMOUNT = frozenset(("money", "percent", "area", "length", "mass", "energy", "volume", "duration", "count"))


def classify(question: str) -> QuestionKind:
    """The kind of answer wanted. An unknown form is ``"open"`` (bare keywords for instance)."""
    folded = " ".join(fold(question).split())
    asks_for = GIVE.match(folded)
    if (whether := WHETHER.search(folded)) and not ASKS.search(folded[whether.end() :]):
        return QuestionKind("yes_no", frozenset(), "")
    folded = POLITE.sub("", folded)
    if OR_NOT.search(folded) or AUXILIARY_FIRST.match(folded):
        return QuestionKind("yes_no", frozenset(), "")
    if SAVINGS.search(folded):
        return QuestionKind("measure", ANY_AMOUNT, "")
    if HOW_FAR.search(folded):
        return QuestionKind("measure", frozenset(("length",)), "")
    if HOW_OLD.search(folded):
        return _by_attribute("age", "age")
    if asks_for:
        # « Pouvez-vous me donner les noms des… ? » wants them, not a yes.
        return QuestionKind("list" if asks_for["what"].endswith("s ") else "open", frozenset(), "")
    if led := LED_IN.search(folded) or AFTER_A_COLON.search(folded):
        folded = folded[led.end() :]  # « Avec les boîtiers qui relèvent l'eau, est-ce qu'on… ? »
    folded = ENGLISH_CLAUSE.sub(r"\1 ?", folded)
    framed = bool(FRAME.search(folded))
    folded = APART.sub("hormis", LEAD.sub("", folded))
    folded = WHATEVER.sub("", FRAME.sub("", folded))
    folded = OR_WHAT.sub(" ?", RELATIVE.sub(r"\1 , ", RELATIVE_WHICH.sub(r"\1 , ", folded)))
    folded = TAKEN_UP.sub(r"\1 , ", CLEFT.sub(r"\1 , ", SUBJECT_RELATIVE.sub(r"\1 , ", folded)))
    if (verb := INVERTED.search(folded) or OPENING.search(folded)) and not SAYING.search(folded[verb.start() :]):
        # « ont-ils pu apprendre à quoi il sert ? »: what is asked stands before, the rest is told.
        opened = ASKS.search(folded)
        if opened is not None and opened.start() > verb.start():
            folded = folded[: opened.start()]
    folded = OF_ALL_WHO.sub(r"\1 , ", TO_KNOW_HOW_MANY.sub(r"\1 ?", folded))
    if (last := WHEN_AT_LAST.match(folded)) and not ASKS.search(last["asked"]):
        folded = f"{last['asked']} ?"
    if (whenever := WHENEVER.match(folded)) and not ASKS.search(folded[whenever.end() :]):
        folded = folded[whenever.end() :]
    folded = ON_CONDITION.sub("", AT_THE_TIME.sub(r"\1 ?", folded))
    folded = re.sub(r"\bmetres? cubes?\b", "m3", re.sub(r"\bmetres? carres?\b", "m2", folded))
    if not ASKS.search(folded) and (framed or any(form.search(folded) for form in (TAG, OPENED, INVERTED, PAST))):
        return QuestionKind("yes_no", frozenset(), "")
    if STILL_THERE.search(folded) and not ASKS_ELSE.search(folded):
        return QuestionKind("yes_no", frozenset(), "")
    asked: Asked = next((name for name, pattern in RULES if pattern.search(folded)), "open")
    head = _head(folded)
    if (
        asked == "open"
        and not WH.search(folded)
        and (
            IS_IT_SO.match(question.strip())
            or YES_NO.search(folded)
            or ASKED_STATEMENT.match(folded)
            or VERB.match(folded)
        )
    ):
        asked = "yes_no"
    attribute = None if A_PRIZE.search(folded) else _attribute(asked, head, folded)
    if (taken_up := TAKEN_UP_BY_WHICH.search(folded)) and taken_up["noun"] in ATTRIBUTE_OF:
        # « Il veut le taux de retour à l'emploi : quel est-il ? »
        return _by_attribute(ATTRIBUTE_OF[taken_up["noun"]], taken_up["noun"])
    if asked == "definition" and (last := WHAT_IS_ITS.search(folded)) and last[1] in ATTRIBUTE_OF:
        return _by_attribute(ATTRIBUTE_OF[last[1]], last[1])
    if asked == "definition" and (named := DEFINED.search(folded)) and named[1] in ATTRIBUTE_OF:
        # « C'est quoi le budget du tramway ? » asks for an amount, not for a definition.
        return _by_attribute(ATTRIBUTE_OF[named[1]], named[1])
    if asked == "how_many" and folded.startswith("how long"):
        return QuestionKind("measure", frozenset(("duration",)), "")
    if asked == "how_many" and (measured := MEASURED.search(folded)):
        return QuestionKind("measure", frozenset(("mass",) if measured["weighs"] else ("length", "area")), head)
    if asked == "how_many" and AN_AMOUNT.search(folded):
        amount = ATTRIBUTE_OF.get(head)
        if amount in ("money", "percent"):
            return _by_attribute(amount, head)  # « À combien se monte la facture ? »
        return QuestionKind("measure", ANY_AMOUNT, head)
    if asked in ("open", "list") and head and (of := UNITS.get(_unit_named(folded))) and of[0] in MEASURES:
        return _by_attribute(of[0], "")
    match asked:
        case "how_much":
            return QuestionKind(asked, frozenset(("money",)), head)
        case "share":
            return QuestionKind(asked, frozenset(("percent",)), head)
        case "when":
            return QuestionKind(asked, frozenset(("date", "age") if "age" in folded.split() else ("date",)), head)
        case "how_many" if "how much" in folded:
            # « How much waste…? »: English does not say whether tonnes, hectares or a number.
            left = {"count"} if "how much of" in folded else {"count", "percent"}
            return QuestionKind("measure", ANY_AMOUNT - left, head)
        case "how_many" if head in UNITS:
            # « combien de jours » asks for a duration, « quel jour » for a date.
            return _by_attribute(UNITS[head][0], head)
        case "open" | "list" | "how_many" if head in A_QUANTITY:
            return QuestionKind("measure", A_QUANTITY[head], head)
        case "how_many" if attribute and head in ATTRIBUTE_OF and attribute != "count":
            return QuestionKind("measure", frozenset((attribute,)), head)
        case "how_many":
            return QuestionKind(asked, frozenset(("count",)), head)
        case "open" | "list" | "why" | "definition" if attribute:
            return _by_attribute(attribute, head)
    return QuestionKind(asked, frozenset(), head)


def _unit_named(folded: str) -> str:
    """The first unit of measurement that a question names after « en »."""
    return next((word for word in IN_UNITS.findall(folded) if word in UNITS), "")


def _by_attribute(attribute: str, head: str) -> QuestionKind:
    named: dict[str, Asked] = {"money": "how_much", "percent": "share", "date": "when", "count": "how_many"}
    return QuestionKind(named.get(attribute, "measure"), frozenset((attribute,)), head)


def _head(folded: str) -> str:
    if group := ENGLISH_GROUP.search(folded):
        # « how many smart water meters have… »: the last noun before the verb.
        nouns = group[1].split()
        # « staff members » are told by what kind of members they are.
        return nouns[-2 if len(nouns) > 1 and nouns[-1] in ("members", "people", "persons") else -1] if nouns else ""
    if (match := SHARE_OF.search(folded) or AMOUNTS_TO.search(folded) or HOW_MANY_ARE_THEY.search(folded)) and match[
        "head"
    ] not in POINTERS:
        return match["head"]
    match = HEAD.search(folded)
    return match["head"].split("'")[-1] if match and match["head"] not in POINTERS else ""


def _attribute(asked: Asked, head: str, folded: str) -> str | None:
    """Kind of quantity that the noun asked about stands for, if any."""
    if asked in ("list", "how_many", "why", "definition") or (asked == "open" and head):
        return ATTRIBUTE_OF.get(head)
    if asked != "open":
        return None
    # No question word at all: « budget contrat de baie ».
    said = re.findall(r"[a-z0-9]+", folded)
    bare = len(said) <= BARE_WORDS and "?" not in folded
    telling = (word for i, word in enumerate(said) if i < 3 or (bare and word in PLAIN_ATTRIBUTES))
    return next((ATTRIBUTE_OF[word] for word in telling if word in ATTRIBUTE_OF), None)
