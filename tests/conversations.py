"""Conversations of ten turns and more with the report that is shipped: what is asked, and what the answer must say.

One line a turn: ``question -> expected``. ``a | b`` asks for one of two spellings, ``a & b`` for both, ``-`` for a refusal and
``=thanks`` for a sentence of ``prompts/abstention.md``.
"""

from __future__ import annotations

from typing import NamedTuple


class Turn(NamedTuple):
    """One message of a conversation with what came before it. ``expected``: see the module."""

    audience: str
    history: tuple[str, ...]
    question: str
    expected: str


CONVERSATIONS = {
    "citizen-planning": """
        Bonjour -> =greeting
        C'est quoi le SCoT ? -> Schéma de cohérence territoriale
        Quand a-t-il été adopté ? -> 30 juin 2025
        Et combien d'hectares il protège ? -> 234 000
        Ça fait quelle part du territoire ? -> 74 %
        merci -> =thanks
        Et la réserve de biodiversité, elle est où ? -> Alleins & Mallemort
        Elle a été créée quand ? -> 2 juin 2025
        Qui es-tu ? -> =who_are_you
        Et jusqu'à quelle année faut-il doubler les surfaces protégées ? -> 2035
        La centrale solaire de Mallemort, elle a coûté combien ? -> 3,24
        Et combien de foyers elle alimente ? -> 1 300
    """,
    "citizen-transport": """
        Quels sont les nouveaux BHNS mis en service en 2025 ? -> Miramas & B4 & Aubagne
        Celui de Miramas fait combien de km ? -> 6 km
        Et celui d'Aubagne ? -> 6,5 km
        Et combien de stations ? -> 12 stations
        La gratuité des transports, c'est pour qui ? -> moins de 11 ans
        Depuis quand ? -> 1er septembre 2025
        Combien de pass ont été distribués ? -> 188 000
        Et combien de nouveaux clients ? -> 40 000
        ok merci -> =thanks
        De combien la fréquentation des bus a-t-elle augmenté à La Ciotat ? -> 50 %
        Et à Allauch ? -> 15 %
        Et à Aubagne ? -> -
    """,
    "citizen-waste": """
        Que dit le rapport sur les déchets ? -> 1 266 abris-bacs
        Combien d'abris-bacs sont en service ? -> 1 266
        Ils desservent combien d'habitants ? -> 557 000
        Quel tonnage a été collecté en 2025 ? -> 1 600 tonnes
        Et en 2024 ? -> 700 tonnes
        Et en 2023 ? -> -
        Combien de communes ont choisi le compostage collectif ? -> 31 communes
        Et l'appel à solutions ? -> 27
        Merci beaucoup ! -> =thanks
        Et pour l'eau, que fait la Métropole ? -> accès à l'eau | L'eau est gérée
        Et pour la biodiversité ? -> réserve métropolitaine de biodiversité
        Et pour les chats ? -> -
    """,
    "citizen-works": """
        salut -> =greeting
        le tram T3 a créé combien de km de pistes cyclables ? -> 6,8 km
        et combien d'arbres plantés ? -> 500
        ok et le réseau de bus ? -> 30 %
        combien de lignes modifiées à Marseille ? -> 17
        et créées ? -> 2 créées
        c'est quoi le parking relais de Sainte-Marguerite Dromel ? -> 600 places
        et pour les vélos ? -> 80 vélos
        merci ! -> =thanks
        la médiathèque d'Istres elle chauffe comment ? -> géothermie
        à quelle profondeur ? -> 100 mètres
        et elle a quel label ? -> Bâtiments durables
    """,
    "agent-water": """
        C'est quoi le nouveau Contrat de baie ? -> 2025-2030
        Quel est son budget ? -> 174,7
        Combien d'opérations ? -> 207
        Portées par combien de maîtres d'ouvrage ? -> 49
        Et jusqu'à quelle année ? -> 2030
        Le contrat avec l'agence de l'eau, il représente combien d'investissements ? -> 258,95
        Dont combien d'aides ? -> 60,75
        Combien d'actions ? -> 102 actions
        merci -> =thanks
        Combien de compteurs intelligents sont déployés ? -> 290 000
        Ça représente quelle part du parc ? -> 60 %
        Et combien ça a coûté ? -> -
    """,
    "agent-procurement": """
        Bonjour, quelle part des marchés métropolitains intègre une clause environnementale ? -> 94 %
        Et une clause sociale ? -> 39 %
        C'est quoi le SPASER ? -> Schéma de promotion des achats
        Quel objectif de marchés pour les entreprises de l'économie sociale et solidaire ? -> 45 M€
        Combien d'entreprises ont été rencontrées ? -> 273
        Et combien sensibilisées aux marchés publics ? -> 107
        qui es-tu ? -> =who_are_you
        Combien de véhicules compte la flotte ? -> 2 500
        À quel horizon doit-elle être zéro énergie fossile ? -> 2030
        Combien de points de charge supplémentaires en 2025 ? -> 115
        Sur combien de sites ? -> 24 sites
        Combien de tonnes de CO2 seraient évitées ? -> 12 000
    """,
    "agent-farming": """
        Combien de visiteurs dans les halles de producteurs ? -> 100 000
        Et combien de producteurs ? -> 60 producteurs
        Quelles communes sont lauréates de l'appel à projets pour les agriculteurs ? -> Ceyreste & Pertuis
        Il y en a combien ? -> 8 communes
        Quel est le budget prévu pour moderniser l'hydraulique agricole ? -> 1,5 million
        Sur combien d'années ? -> 5 ans
        Et combien a déjà été accordé ? -> 320 000 €
        Pour combien de projets ? -> 5 projets
        merci, c'est clair -> =thanks
        Combien d'élèves ont participé aux Classes engagées ? -> 27 3
        Et sur quels thèmes ? -> gestion de l'eau
        Résume la partie III -> abris-bacs & halles | abris-bacs & Cultiver | abris-bacs & politique agricole
        Et la partie IV ? -> commande publique | filières locales
    """,
    "agent-climate": """
        Combien de communes sont dans le Club des communes mobilisées pour le climat ? -> 11
        Dont combien de nouvelles en 2025 ? -> 6 nouvelles communes
        Quelle part des actions est déjà réalisée ? -> 59 %
        Et en cours ? -> 29 %
        Combien d'agents ont été formés à la plateforme de l'observatoire de l'environnement ? -> 30 agents
        Quand la SPL Énergies de Provence a-t-elle été lancée ? -> 31 janvier 2025
        Combien de communes y participent ? -> 11 communes
        Et les premières opérations, c'est pour quand ? -> 2026
        très bien, merci -> =thanks
        Combien d'entreprises au Technopôle de l'Arbois ? -> 91
        Et d'emplois ? -> 1 350
        Dont combien de chercheurs ? -> 400
    """,
    "citizen-energy": """
        Bonjour ! -> =greeting
        Quand le tramway... euh, la gratuité des transports a-t-elle commencé ? -> 1er septembre 2025
        Pour quels âges ? -> moins de 11 ans
        Combien de nouveaux clients ça a amené ? -> 40 000
        Et le parking relais de Dromel ? -> 600 places
        Il y a de la place pour les vélos ? -> 80 vélos
        Merci bien -> =thanks
        La centrale de Mallemort, c'est quoi sa puissance ? -> 2,7 MWc
        Elle fait quelle surface ? -> 3 hectares
        Combien de panneaux ? -> 4 446
        Et le label ? -> Énergie Partagée
        Et à Istres ? -> -
    """,
    "citizen-nature": """
        Parle-moi de la biodiversité -> réserve métropolitaine de biodiversité
        Combien de sites Natura 2000 sont gérés ? -> 8 sites
        Ils couvrent quelle part du territoire ? -> 26 %
        Combien a été dépensé pour les chauves-souris à Ensuès ? -> 60 000
        Et à Allauch ? -> 26 000
        Et à Cassis ? -> -
        super merci -> =thanks
        Le sentier Imoucha, il accueille combien de randonneurs ? -> 100 000
        Pourquoi a-t-il été réhabilité ? -> habitats sensibles
        Et le débroussaillage, combien d'hectares ? -> 540
        Combien de km de pistes entretenues ? -> 60 km
        c'est quoi la DFCI -> défense contre les incendies
    """,
    "agent-districts": """
        Combien de quartiers prioritaires le Contrat des Possibles concerne-t-il ? -> 66
        Combien de projets de quartier ? -> 81
        Et le montant des subventions ? -> 5,5 M€
        Pour combien d'actions ? -> 880
        Jusqu'à quelle année court-il ? -> 2030
        Combien de participants aux Assises de la politique de la ville ? -> 600
        C'était quand ? -> juin 2025
        Merci. -> =thanks
        Les PLIE accompagnent combien de demandeurs d'emploi ? -> 6 050
        Ils sont combien ? -> six
        Ça représente quelle part des demandeurs d'emploi de longue durée ? -> 8%
        Quels sont les grands axes de la partie IV ? -> commande publique | filières locales | exemplar | adapte ses modes
    """,
    "agent-food": """
        bonjour -> =greeting
        Quelle est la feuille de route du PAT ? -> 2025-2028
        Quels sont ses trois axes ? -> capacité productive
        Et le salon des agricultures, combien de visiteurs ? -> 77 000
        Et de producteurs ? -> 250
        Et le salon Préférence Provence ? -> 40 000
        Que fait la Métropole contre le bruit ? -> PPBE
        Combien de campagnes de mesures ? -> 16 campagnes
        Et dans combien de communes les radars sont-ils testés ? -> 3 communes
        qui êtes-vous ? -> =who_are_you
        Combien d'ordinateurs ont été donnés ? -> 100 ordinateurs
        À combien d'associations ? -> 11 associations
        Et pourquoi ? -> illectronisme | économie circulaire
    """,
}  # fmt: skip
# Turns that are not answered as they should be yet; a test fails when one of them is.
NOT_YET = {
    ("citizen-works", "ok et le réseau de bus ?"),
    ("citizen-energy", "Elle fait quelle surface ?"),
    ("citizen-energy", "Quand le tramway... euh, la gratuité des transports a-t-elle commencé ?"),
    ("agent-districts", "Et le montant des subventions ?"),
}


def turns(name: str) -> list[Turn]:
    """The turns of a conversation, each with the questions before it."""
    lines = [line.strip().split(" -> ") for line in CONVERSATIONS[name].strip().splitlines()]
    asked = [question for question, _ in lines]
    audience = name.partition("-")[0]
    return [Turn(audience, tuple(asked[:i]), question, expected) for i, (question, expected) in enumerate(lines)]


def says(answer: str, abstained: bool, expected: str) -> bool:
    """Whether an answer is what a turn expects; spaces of any kind count as plain ones."""
    if expected == "-":
        return abstained
    plain = " ".join(answer.split()).lower()
    return not abstained and any(
        all(" ".join(piece.split()).lower() in plain for piece in choice.split(" & "))
        for choice in expected.split(" | ")
    )
