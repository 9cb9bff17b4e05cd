"""Does a question ask for what lies beside what a statement tells: what came before or comes after it, where, on what conditions?

« Quel était le budget du précédent contrat ? » is not answered by that of the new one, nor « Où faut-il aller chercher le pass ? » by how
many were handed out.
"""

from __future__ import annotations

import re

from assistant.extractive.processes import is_untold
from assistant.french.query import Query
from assistant.french.text import fold

# « Qui gérait la piscine avant sa reprise ? »
BEFORE_THAT = re.compile(
    r"\b(?:\w{3,}(?:ait|aient)|avant)\b[^?]*\bavant (?:qu[e']|d'etre|sa |son |ca |cela |la reprise|l'arrivee)|\bqui \w{3,}ait\b[^?]*\bavant\b|\bc'etait (?:quoi|comment|qui|ou) avant\b|\bavant de devenir\b"
)
TOLD_BEFORE = re.compile(
    r"\b(?:avant|auparavant|precede\w*|jusqu'(?:alors|ici|a present|a)|ancien\w*|autrefois|jadis|succed\w*|rempla\w+|prend la suite|\w{3,}(?:ait|aient))\b"
)
# « Où faut-il aller chercher le pass ? »
WHERE_TO = re.compile(
    r"\bou (?:(?:faut-il|doit-on|peut-on|puis-je|dois-je)\b|(?:est-ce qu'on|on|je|il faut) ?(?:peu[tx]|doi[ts]|va|vais|aller)?\b.*\b(?:aller|chercher|retirer|acheter|demander|s'adresser|s'inscrire|trouver)|aller\b|s'adresser\b|s'inscrire\b)"
)
TOLD_WHERE = re.compile(
    r"(?:[àÀ]|[Aa]ux?|[Dd]ans|[Ss]ur|[Cc]hez|[Rr]ue|[Pp]lace|[Qq]uai) (?:la |le |les |l['’])?(?:[a-zà-ÿ]+ (?:de |du |des |d['’]|de la )?)?[A-ZÀ-Ý]|guichet|agence|mairie|en ligne|sur le site|boutique|point de (?:vente|retrait)|accueil|déchèterie|déchetterie|halle|magasin|médiathèque|piscine",
)
# « Quelles conditions faut-il remplir ? »
CONDITIONS = re.compile(
    r"\bquel(?:le)?s? (?:sont les )?(?:conditions?|criteres?|demarches?|pieces|documents|justificatifs)\b"
)
TOLD_CONDITIONS = re.compile(
    r"\b(?:condition|critere|eligib|reserve|sous reserve|doi(?:t|vent)\b|dossier|a partir de|moins de|plus de|demarche|justific|document|ressources|exig|requis)"
)
# « le budget du précédent contrat », « ce qui le remplacera »
THE_FORMER = re.compile(
    r"\bprevious\b|(?<!annee )(?<!an )(?<!exercice )(?<!mois )(?<!mandat )\bprecedente?s?\b(?! (?:annee|exercice|mandat))|\banciens? (?:contrat|plan|schema|programme|projet|exploitant|gestionnaire)\b"
)
TOLD_FORMER = re.compile(
    r"\b(?:precedent|ancien|avant|auparavant|contre \d|former|previous|prolong|poursui|renouvel|succed|rempla)"
)
THE_SUCCESSOR = re.compile(
    r"\b(?:remplacera|succedera|prendra la suite|viendra apres|suivra)\b|\bapres (?:l'echeance|la fin|20[3-9]\d)\b"
)
TOLD_SUCCESSOR = re.compile(r"\b(?:rempla|succed|prochain|suivant|suite|apres|ensuite|au-dela)")
# « Où sont hébergés les serveurs ? »
WHERE_IS = re.compile(
    r"\bou (?:est|sont|se trouve\w*|se situe\w*|a lieu|ont lieu|se sont)\b|\b(?:dans|en) quels? (?:lieux?|endroits?|batiments?|salles?)\b"
)
IN_SOME_PLACE = re.compile(
    r"\b(?:[àÀ]|[Aa]ux?|[Ss]ur|[Dd]ans|[Ee]n|[Ee]ntre|[Rr]ue|[Pp]lace|[Qq]uai|[Cc]hez|de|du|des|d['’]|l['’]) ?(?:la |le |les |l['’])?[A-ZÀ-Ý]|\([A-ZÀ-Ý][a-zà-ÿ]|\b(?:sur|dans) (?:une?|l[ea]s?|l['’]|des|son|sa|ses|leurs?)\b|\bhors\b|\bin\b|\bat\b|\bau (?:pied|cœur|bord|centre|nord|sud)\b"
)
# « Quel effet les ateliers ont-ils eu ? »
EFFECT = re.compile(
    r"\bquels? (?:effets?|resultats?|impacts?|consequences?)\b[^?]*\b(?:ont|a|eu|produit\w*|obtenu\w*|entraine\w*)\b"
)
TOLD_EFFECT = re.compile(
    r"\b(?:perm(?:et|is)|gener|entrain|hausse|baisse|reduc|redui|augment|amelior|contribu|favoris|diminu|effet|resultat|impact|evit|progress|doubl|econom|prolong|lutt|facilit|renforc|sensibilis|form|touch|mobilis)|%"
)
# « Quelle part en avait une avant le schéma ? »
USED_TO = re.compile(r"\b\w{3,}(?:ait|aient)\b[^?]*\bavant (?:l[ea]s? |l'|cett?e? )")
TOLD_USED_TO = re.compile(r"\b(?:contre|avant|auparavant|pass(?:e|ant)e?s? de|en (?:19|20)\d\d, |depuis|initial)")
# « Que risque un camping qui ne respecte pas la charte ? »
AT_RISK = re.compile(
    r"\b(?:que|qu'est-ce qu(?:e|'(?:on|il|elle)?)) ?risqu\w+|\bce (?:que|qu') ?(?:on |il |elle |je )?risqu\w+|\bquel(?:le)?s? (?:amende|sanction|penalite|peine|punition)s?\b"
)
TOLD_AT_RISK = re.compile(
    r"\b(?:amende|passible|sanction|verbalis|contravention|penalit|mise? en demeure|retrait|exclu|suspen|perd|poursui|peine|prison|proces|rembours|factur|majoration|euros?\b)|€"
)
# « Que faire si je perds ma carte ? », « Que se passe-t-il s'il pleut ? »
IN_CASE = re.compile(
    r"\b(?:que (?:faire|se passe|dois-je faire|faut-il faire|arrive)|qu'est-ce (?:qui|qu'il) (?:se passe|arrive)|il se passe quoi|on fait quoi|je fais quoi|qu'est-ce qui est prevu|what (?:happens|if|should i do))\b[^?]*\b(?:si|s'|quand|if|when)\b|^et (?:si|s') ?\w"
)
TOLD_IN_CASE = re.compile(
    r"\b(?:si|s'il|en cas|lors\w*|quand|sinon|a defaut|des que|doi(?:t|vent)|faut|peu(?:t|vent)|fau[td]ra|alors|a condition|sauf|remplac\w+|duplicata|signal\w+)\b"
)
# « Combien en reste-t-il à faire ? »
WHAT_IS_LEFT = re.compile(
    r"\b(?:reste(?:nt|ra|ront)?(?:-t)?-(?:il|elle)s?\b|reste(?:nt)? (?:encore |toujours )?(?:a |en |dans |sans )|il (?:en )?rest\w+ combien|encore a \w+(?:er|ir|re)\b)"
)
TOLD_WHAT_IS_LEFT = re.compile(
    r"\b(?:rest\w+|encore|solde|manqu\w+|a (?:faire|venir|realiser|traiter|renover|equiper)|sur (?:un total de )?\d|sans|non |ne \w+ (?:pas|que)|toujours|demeur\w+|subsist\w+)\b"
)
# « Que fait-on du bois ramassé ? », « Que sont devenus les pavés ? »
BECOMES = re.compile(
    r"\bque (?:fait|font)-(?:on|ils?|elles?) (?:d(?:e|es|u)\b|d'|avec )|\bque (?:sont|est) deven\w+|\bque devien\w+|\b(?:on|ils?|elles?) (?:en )?f(?:ait|ont) quoi (?:d(?:e|es|u)\b|d'|avec )"
)
TOLD_BECOMES = re.compile(
    r"\b(?:devien\w+|deven\w+|transform\w+|recycl\w+|valoris\w+|reemplo\w+|reutilis\w+|compost\w+|brul\w+|incin\w+|envoy\w+|expedi\w+|trait\w+|tri(?:es?|ees?)|dons?\b|donn\w+|offert\w*|offr\w+|reconditionn\w+|distribu\w+|redistribu\w+|vend\w*|revend\w*|ced\w+|remis\w*|stock\w+|enfou\w+|epand\w+|broy\w+|repar\w+|remont\w+|confi\w+|dirig\w+|achemin\w+|depos\w+|utilis\w+|employ\w+|serv\w+|sert|aliment\w+|demont\w+|demantel\w+|releve?\w*|relach\w+|rest(?:e|ent|itu\w+)|convert\w+|rempla\w+|deplac\w+|conserv\w+|garde\w*|affect\w+|revers\w+|financ\w+|reincorpor\w+|partag\w+)\b"
)
BESIDE = (
    (BECOMES, TOLD_BECOMES),
    (AT_RISK, TOLD_AT_RISK),
    (IN_CASE, TOLD_IN_CASE),
    (WHAT_IS_LEFT, TOLD_WHAT_IS_LEFT),
    (CONDITIONS, TOLD_CONDITIONS),
    (THE_FORMER, TOLD_FORMER),
    (THE_SUCCESSOR, TOLD_SUCCESSOR),
    (EFFECT, TOLD_EFFECT),
)
WHAT_WAS = ("who", "how", "open", "why", "list", "definition")


def lies_beyond(query: Query, asked: str, said: str) -> bool:
    """Whether the question asks for such a thing, and the statement does not tell it.

    Args:
        asked: the part of the question that asks, folded.
        said: the statement as it stands.
    """
    told, kind = fold(said), query.kind.asked
    if kind in WHAT_WAS and BEFORE_THAT.search(asked) and not TOLD_BEFORE.search(told):
        return True
    if query.kind.quantities and USED_TO.search(asked) and not TOLD_USED_TO.search(told):
        return True
    if is_untold(BESIDE, asked, told):
        return True
    if kind != "where":
        return False
    return bool(
        (WHERE_IS.search(asked) and not IN_SOME_PLACE.search(said))
        or (WHERE_TO.search(asked) and not TOLD_WHERE.search(said))
    )
