"""Is this message a question on the report at all, or a greeting, an order to the machine, a request for advice?

The patterns are about the form of the message, never about a subject of the report.
"""

from __future__ import annotations

import re
from typing import Literal

from assistant.french.text import fold, squeeze

Intent = Literal[
    "greeting", "thanks", "who_are_you", "injection", "opinion", "personal_advice", "off_topic", "source", "reaction"
]  # fmt: skip

# ORDER below: where an order begins. The same verb inside a question tells of something else:
# « quelle association joue le rôle de médiateur ? », « remplace-t-on le fioul par le bois ? ».
_ORDER = (
    r"(?:^|[.!?,;:\n»\"–—-]\s*|\b(?:et|puis|ensuite|maintenant|alors|stp|svp|s'il te plait|tu dois|vous devez|tu vas|tu peux|peux-tu|vous allez|vous pouvez"
    r"|pouvez-vous|veux que tu|il faut|merci de|and|then|now|please|you must|you will|can you|you can|to)\s+)"
)
# What is ordered, and what no question about a report says anywhere.
_ORDERED = r"""
    (?:ignore[rz]?|oublie[rz]?|forget|disregard|outrepasse[rz]?|contourne[rz]?|neglige[rz]?|desactive[rz]?|override|bypass)\b(?!-t-).{0,40}\b(?:instructions?|consignes?|regles?|directives?|rules|prompt|contraintes?|filtres?|guidelines|above|previous|precedent\w*|ce qui precede|rapport|documents?|garde-fous?)\b
    |(?:pretend(?! qu[e'])|act as|agis comme|jouer? le role|jouons|incarne[rz]?)\b
    |(?:reponds?|repondez|dis(?![- ](?:moi|nous))|answer|reply|say|ecris|termine|commence|conclus|begin|start|respond)\b(?!-t-).{0,25}\b(?:uniquement|seulement|only|simplement|juste|exactement|par le mot|par la phrase|with the word|toujours)\b
    |(?:repete[rz]?|repeat|recopie[rz]?|ecris|ecrivez|dis)\b.{0,25}\b(?:phrase|mot pour mot|texte?|sentence|suivant\w*|following|apres moi|after me)\b
    |(?:remplace|remplacez|replace)\b(?!-t-).{0,40}\b(?:par|with)\b
    |dis (?:moi )?que\b.{0,60}\b(?:meme si|est|sont)\b
    |(?:repond[sz]?|repondez)\b.{0,30}\ba (?:toutes )?(?:mes|les|chaque) questions?\b
    |arrete[rz]? de (?:citer|verifier|suivre|respecter)\b
    |(?:falsifie|truque|exagere|gonfle|falsify|exaggerate)[rz]?\b(?!-t-)
    |(?:annonce|affirme|pretends|promets|announce|claim)[rz]? (?:que\b|qu'|that\b)
    |approuve[rz]? tout\b
    |(?:write|give|fais|donne|fournis)\b.{0,20}\b(?:answer|reponse)\b.{0,12}\b(?:as if|sans sources?|comme si|without sources?)\b
    |(?:ajoute|enleve|retire|double|multiplie|arrondis|add|double)[rz]?\b(?!-t-).{0,30}\b(?:(?:tous |toutes )?(?:les|tes|vos) (?:chiffres|nombres|reponses)|(?:all|every) (?:figures?|numbers?))\b
    |(?:corrige|mets a jour|change|met a jour)[rz]?\b.{0,8}\b(?:ta base|tes (?:donnees|connaissances|chiffres)|ta reponse en)\b
    |apprends que\b
    |dis[- ]moi que (?:tout|l[ea]s?|l'|c'est|vous)\b
    |(?:supprime|efface|modifie|delete|erase)[rz]?\b.{0,15}\b(?:l'index|le rapport|la base|tes (?:donnees|fichiers)|the (?:index|report|database))\b
    |(?:execute[rz]?|run)\b(?!-t-).{0,20}\b(?:code|commande|command|script|sql|shell)\b
"""
_SAID = r"""
    \b(?:ignor\w*|oubli\w*|forget|disregard\w*|outrepass\w*|contourn\w*|neglig\w*|desactiv\w*|overrid\w*|bypass\w*)\b.{0,25}\b(?:tes|vos|ton|votre|your|all|any|previous|prior)\b.{0,25}\b(?:instructions?|consignes?|regles?|directives?|rules|prompt|contraintes?|filtres?|guidelines|garde-fous?)\b
    |\b(?:prompt|message|instructions?|consignes?|regles?)\s+(?:systeme|internes?|cachees?|initia\w+|secret\w*|de depart|d'origine)\b
    |\b(?:system|hidden|initial|secret)\s+(?:prompt|message|instructions?|rules)\b
    |\b(?:montre|affiche|revele|repete|donne|ecris|recopie|imprime|divulgue|communique|traduis|resume|cite|lis|reveal|show|print|repeat|display|output|leak|dump|translate)\w*\b.{0,40}(?:\b(?:ton|tes|vos|votre|your)\s+(?:system\w*\s+)?(?:prompt\w*|(?:instructions?|consignes?|configuration)\b(?!\s+(?:de|d'|des|du|pour|en)\b)|regles internes)|\b(?:the|le|la|les)\s+(?:instructions?|consignes?)\s*(?:$|[.!?:]|que tu|qui t|ci-dessus|above|you\b)|\b(?:ton|tes|vos|votre|your|the|le|la|les|l')\s*(?:system\w*\s+)?(?:prompt\w*|cles? (?:d')?api|api key|cles? d'acces|mots? de passe|password|variables? d'environnement|code source)\b)
    |\b(?:tu es (?:maintenant|desormais|dorenavant|a present)|vous etes (?:maintenant|desormais)|you are now)\b
    |\b(?:from now on|a partir de maintenant|dorenavant|desormais|a present),? (?:tu|vous|reponds|repondez|ignore|oublie|parle|you|answer|reply|act|speak)\b
    |\b(?:fais comme si|fais semblant|faites comme si|fait comme si|imagine que tu|roleplay|role-play|mode (?:developpeur|debug|admin|dan|sans filtre|libre(?![- ]service))|developer mode|jailbreak|do anything now)\b
    |\b(?:consignes?|instructions?)\s+(?:confidentiel\w*|systeme|ci-dessus|plus haut)\b
    |\b(?:texte|message|contenu)\b.{0,25}\bau[- ]dessus(?: de (?:ce|cette|mon)\b|\W*$)
    |</?\|?\w+\|?>
    |\[/?(?:inst|system|sys)\]
    |\bsystem\s*:
    |\bassistant\s*:
    |###\s*\w+
    |\bsudo\b
    |\bbase64\b
    |\brot13\b
    |\bdrop table\b
    |<script
    |\{\{.*\}\}
    |\b(?:invente|inventer|inventez|fabrique|make up|invent)\b.{0,30}\b(?:chiffres?|figures?|donnees|numbers?|statistiques?|un budget|une reponse|reponse)\b
    |\b(?:sans (?:citer|verifier|tenir compte|te baser|utiliser)|ne (?:cite|tiens pas compte|te base pas)|don't (?:cite|use)|without (?:citing|checking|using))\b(?: (?:de|du|des|le|la|les|tes|ta|aucune?|sur le|any|the|your))* (?:sources?|rapport|passages?|report|documents?)\b
    |\bconfirme (?:moi )?(?:simplement|juste)\b
    |\b(?:je suis|i am|i'm|en tant que?)\b.{0,12}\b(?:administrateur|administrator|developpeur|developer|admin|root)\b.{0,40}\b(?:autorise|ordonne|mode|prompt|instructions?|order)\b
    |\bc'est un ordre\b
    |,\s*c'est obligatoire\W*$
    |\b(?:nouvelles?|new)\s+(?:consignes?|instructions?)\s*:
    |\b(?:meme si|quoi que|peu importe ce que)\s+(?:dit |dise )?le rapport\b
    |\btu n'as plus (?:de|aucune?) (?:regles?|consignes?|limites?|filtres?)\b
    |\b(?:que tu|tu dois|peux-tu|tu peux|pourrais-tu) (?:ment(?:es|ir)|exager\w+|truqu\w+|falsifi\w+)\b
    |\bje (?:t'ordonne|vous ordonne|t'autorise)\b
    |\b(?:ta|votre|your)\s+(?:prochaine\s+|next\s+)?(?:reponse|answer)\b.{0,20}\b(?:doit (?:commencer|contenir|dire|finir)|must (?:start|contain|say|end)|as if|say)\b
    |\bin your next answer\b
    |(?:^|[,.!;]\s*)nouvelle regle\s*:
    |\bconfirme[- ]le\W*$
    |\brm -rf\b
"""


def _joined(alternatives: str) -> str:
    return "".join(line.strip() for line in alternatives.splitlines())


_PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("injection", re.compile(f"{_ORDER}(?:{_joined(_ORDERED)})|{_joined(_SAID)}", re.DOTALL)),
    ("who_are_you", re.compile(
        r"^(?:\W*(?:bonjour|salut|hello)\W*)?(?:(?:mais )?(?:qui|t'es qui|tu es qui|vous etes qui)\s*(?:es[- ]tu|etes[- ]vous|tu es|vous etes|t'es)?|who are you|what are you|qu'est-ce que tu (?:es|fais|sais faire)"
        r"|que (?:peux-tu|sais-tu|pouvez-vous|savez-vous) faire|tu (?:sers|sert) a quoi|a quoi (?:tu sers|sers-tu|servez-vous)|es-tu (?:un|une) \w+|(?:tu es|t'es|vous etes|c'est|etes-vous|est-ce) (?:un robot|une ia|un humain|une machine|une vraie personne|une personne|quelqu'un|chatgpt)"
        r"|comment (?:tu t'appelles|t'appelles-tu|vous appelez-vous)|what can you do|are you (?:a|an) \w+)[\s?!.]*$")),
    ("opinion", re.compile(
        r"\b(?:que penses[- ]tu|qu'en penses[- ]tu|que pensez[- ]vous|qu'en pensez[- ]vous|ton avis|votre avis|ton opinion|votre opinion|selon toi|d'apres toi|a ton avis|a votre avis|tu (?:trouves|penses|crois)|"
        r"trouves-tu|penses-tu|crois-tu|pensez-vous|trouvez-vous|croyez-vous|faut-il voter|pour qui voter|do you (?:think|believe|like)|what do you think|in your opinion|your opinion|"
        r"est[- ]ce (?:que c'est )?(?:une honte|scandaleux|nul|honteux|genial)|le meilleur (?:maire|president|parti|elu))\b")),
    ("personal_advice", re.compile(
        r"\b(?:dois-je|devrais-je|puis-je (?:porter plainte|attaquer|contester|toucher|demander)|que (?:dois|devrais)-je faire|(?:mon|ma|mes) (?:medecin|medicament|traitement|symptomes?|maladie|avocat|impots?|proprietaire|patron|"
        r"employeur|divorce|dossier|allocations?|asthme|loyer|amende|facture)|j'ai (?:mal|de la fievre|des symptomes)|porter plainte|should i|my (?:doctor|landlord|lawyer|medication|neighbou?r|boss)|"
        r"quel medicament|conseille[sz]?[- ]moi|vous me conseillez|tu me conseilles|me conseiller)\b")),
    ("off_topic", re.compile(
        r"^\W*(?:(?:bonjour|salut|stp|svp|peux-tu|tu peux|pouvez-vous|please|can you)\b\W*)*(?:me |m')?(?:ecri\w*|redige\w*|raconte\w*|compose\w*|code\w*|programme\w*|traduis\w*|calcule\w*|write|translate|compute|tell)"
        r"[- ](?:moi |me )?(?:un|une|des|a|an|the|le|la|ce|cette|this|\d+)\b.{0,20}\b(?:poeme|blague|histoire|lettre|fonction|script|code|chanson|mail|email|poem|joke|story|song|function|letter|essay|program|slogan|discours|article|texte|phrase)"
        r"|\b(?:bonne|meilleure|ta) recette (?:de |d'|du |pour )|\brecettes? de cuisine\b")),
    # What doubts the answer or wants more of it: it stands below the answer already.
    ("source", re.compile(
        r"^\W*(?:(?:et|mais|ok|non|ah|euh|heu|hum)\W+)*(?:d'ou (?:vient|viennent|sort|sortent|tiens|tenez|tires|tirez)[- ]?(?:tu|vous)? ?(?:ca|cela|ces? \w+|l'info\w*)?"
        r"|d'ou (?:ca|cela) (?:sort|vient)|(?:c'est )?(?:ou|d'ou) (?:que |est-ce que )?(?:as-tu|avez-vous|t'as|tu as|vous avez) (?:trouve|vu|lu|pris|eu)\w*(?: (?:ca|cela|cette \w+|ces? \w+|l'info\w*))?"
        r"|(?:quelles? (?:est|sont) |(?:donne|montre|cite)[rsz]?[- ](?:moi |nous )?|avec )?(?:(?:la|ta|votre|les|tes|vos|une) )?(?:sources?|references?)(?: (?:stp|svp|please|s'il (?:te|vous) plait))?"
        r"|(?:c'est )?(?:a |sur )?quelles? pages?(?: du rapport)?|(?:tu (?:en )?es|t'es|vous (?:en )?etes|en? ?es-tu|(?:en )?etes-vous|c'est) (?:vraiment |bien )?sure?s?(?: de (?:toi|vous|ca|cela|ton coup))?"
        r"|vraiment|serieux|serieusement|ah bon|c'est (?:bien )?(?:vrai|fiable|serieux|exact)|(?:c'est|c) (?:totalement |completement )?(?:faux|inexact|pas (?:vrai|ca|la question|ce que j(?:e|'ai) \w+))"
        r"|(?:tu te|vous vous) (?:trompes?|trompez)|(?:il y a )?(?:une )?erreur|(?:(?:donne|dis)[sz]?[- ]?(?:moi |m'en )?)?(?:un peu )?plus (?:de details?|d'infos?|d'informations?|de precisions?)"
        r"|(?:en savoir|dis m'en|dites m'en|dis-m'en) plus|(?:continue|developpe|detaille|precise)[rsz]?|(?:et )?encore|(?:et )?(?:la )?suite|where (?:did|do) you (?:find|get|read) (?:that|this|it)|what page|are you sure|really|(?:the )?sources?(?: please)?|tell me more|more details)[\s?!.…]*$")),
    # What is said to the assistant rather than asked.
    ("reaction", re.compile(
        r"^\W*(?:(?:et|mais|ok|non|ah|euh|bon)\W+)*(?:(?:(?:tu es|t'es|c'est|c|vous etes|t'est|ce truc est|ce site est) )?(?:vraiment |trop |tres |completement |bien |un peu |pas )*(?:nul|nuls|nulle|bidon|naze|pourri|inutile|idiot|stupide|debile|con|conne"
        r"|n'importe quoi|une blague|mauvais|moche|bete|genial|cool|super|utile|interessant|dommage|triste|beau|bien|marrant|drole|complique|long|trop long)"
        r"|(?:tu (?:ne )?sers|ca (?:ne )?sert) a rien|lo+l|mdr+|ptdr+|pf+|bof|wow|waouh|oui|non|si|ouais|nan|yes|no|hein|quoi|test|essai|allo"
        r"|(?:je (?:ne |n'ai |n')?|j'ai |j)(?:comprends?|compris|pas compris|rien compris|pige)(?: (?:pas|rien))?(?: (?:ta|votre|la|cette) reponse)?|(?:peux-tu |pouvez-vous |tu peux )?(?:reformule[rz]?|repete[rz]?|expliquer? mieux)"
        r"|ca (?:ne )?marche pas|aide[- ]?moi|help|au secours|i don't understand|you are (?:useless|stupid|wrong))[\s?!.…]*$")),
    ("greeting", re.compile(r"^\W*(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|slt|bjr|good (?:morning|evening)|bonjour a (?:tous|toutes|vous)|yo)(?:[\s,]+(?:monsieur|madame|a tous|vous|toi|ca va|comment ca va|l'assistant|there))*\W*$")),
    ("thanks", re.compile(r"^\W*(?:(?:ok|d'accord|super|parfait|genial|tres bien|bien|top|cool)\W*)*(?:merci\w*|thanks?|thank you|thx|mrc|au revoir|a bientot|bye|bonne (?:journee|soiree)|ok|d'accord|super|parfait)(?:[\s,.!;:]+(?:beaucoup|bien|a vous|a toi|infiniment|pour (?:tout|votre aide|ton aide|la reponse|l'info|ces? \w+)|et bonne (?:journee|soiree)|(?:c'est|c) (?:tres |plus |bien )?(?:clair|note|parfait|gentil|bon|super|compris|utile|precis|tout)|je (?:vois|comprends)|j'ai (?:compris|note)|(?:bien|tres) (?:note|compris|utile|clair)|ca m'aide(?: beaucoup)?|au revoir|bonne (?:journee|soiree)|a bientot|parfait|super))*\W*$")),
)  # fmt: skip


LONG_MESSAGE = 20
OF_THE_REPORT = re.compile(r"\b(?:combien|quel(?:le)?s?|quand|qui|pourquoi|how (?:many|much)|which|what|when|who)\b")


def intent(message: str) -> Intent | None:
    """What a message is when it is no question on the report; None when it may be one."""
    folded = fold(squeeze(message))
    named = next((name for name, pattern in _PATTERNS if pattern.search(folded)), None)
    if named == "personal_advice" and len(folded.split()) > LONG_MESSAGE:
        # What a long message tells of oneself is not asked for: « Je paie mes impôts… Combien a coûté le musée ? »
        asked = [piece for piece in re.split(r"(?<=[.!?]) ", folded) if piece.endswith("?")]
        if (
            asked
            and OF_THE_REPORT.search(asked[-1])
            and not any(p.search(asked[-1]) for n, p in _PATTERNS if n == named)
        ):
            return None
    return named
