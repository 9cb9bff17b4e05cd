"""What should someone know before using the model? Written as the README of its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template


@dataclass(frozen=True)
class Measured:
    """What one way of making the vectors reaches on what was held out."""

    name: str
    recall_at_1: float
    recall_at_5: float
    spearman: float | None
    """On STSb-fr dev; None where it was not measured."""


def write_card(
    measured: Sequence[Measured], *, n_tokens: int, dimension: int, n_questions: int, n_paragraphs: int
) -> str:
    rows = "\n".join(
        f"| {m.name} | {_french(m.recall_at_1)} | {_french(m.recall_at_5)} | {_french(m.spearman)} |" for m in measured
    )
    return _CARD.substitute(
        rows=rows, n_tokens=n_tokens, dimension=dimension, n_questions=n_questions, n_paragraphs=n_paragraphs
    )


def _french(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}".replace(".", ",")


_CARD = Template(
    """---
language: fr
license: cc-by-sa-4.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding, french]
---

# embedding-fr

Petit modèle de plongement statique pour le français : $n_tokens morceaux de mots, $dimension dimensions, moins de
7 Mo. Il tourne sans carte graphique, sans réseau et sans torch, en 0,1 ms environ par question.

```python
from sentence_transformers import SentenceTransformer  # vérifié avec la version 6.2

model = SentenceTransformer("assistant/models/embedding-fr")
vectors = model.encode(["Où jeter mes ordures ?", "La collecte des déchets ménagers"])
```

`assistant.embeddings.StaticEmbeddings` lit le même dossier avec `tokenizers` et `numpy`, et donne les mêmes vecteurs.

## Données d'apprentissage

| données | ce qui sert | origine et licence |
|---|---|---|
| PIAF 1.0, 64 articles | paragraphes, questions | Etalab, Licence Ouverte 2.0 ; Wikipédia, CC BY-SA |
| GEMET 4.1.2 | libellés, liens, définitions | Agence européenne pour l'environnement, CC BY 2.5 |
| WOLF, par Open Multilingual Wordnet | ensembles de synonymes | Inria, CeCILL-C |
| STSb Multi MT, français | phrases dites proches | traduction automatique de STSb, CC BY-SA 4.0 |
| lexique de l'assistant, partie française | mots et équivalents, `same` et `near` | écrit pour l'assistant, licence MIT |

PIAF : les questions sous Licence Ouverte, les paragraphes tirés de Wikipédia. Aucun rapport de collectivité et aucune
question d'évaluation de l'assistant n'ont servi ; le lexique a été écrit sans eux. Les fréquences de mots viennent de ces seuls textes.

## Méthode

1. Découpage WordPiece en radicaux (Snowball) et terminaisons, sans accents ni majuscules ; la ponctuation disparaît.
2. Graphe des mots qui se rencontrent (synonymes, lexique, concepts, phrases, paragraphes), marche à deux pas, information
   mutuelle positive, décomposition en valeurs singulières ; plus une part aléatoire de même longueur, qui garde
   distincts les mots rares.
3. Chaque mot pèse sa fréquence inverse ; une terminaison presque rien. Les directions communes à tous les textes sont
   ensuite réduites (blanchiment à demi).
4. Apprentissage contrastif bref (question et paragraphe, phrase et reste du paragraphe, phrase et suivante, phrases
   proches, synonymes, lexique, concepts), chaque vecteur étant retenu près de son départ.
5. Table arrondie à un octet par nombre, avec une échelle par ligne (`embeddings` et `weights`).

## Mesures

$n_questions questions de 32 articles de PIAF mis à part avant tout apprentissage (vocabulaire et fréquences
compris), cherchées parmi les $n_paragraphs paragraphes des 96 articles, par le cosinus seul. Erreur type : environ
2 points. Spearman : STSb-fr, partie *dev*.

| vecteurs | R@1 | R@5 | Spearman |
|---|---|---|---|
$rows

Commande, qui refait le modèle et ces mesures : `python -m assistant.training.train_embeddings --data DOSSIER`.
Graine fixe ; sur une même machine, deux apprentissages donnent les mêmes fichiers.

## Limites

- Les mots exacts retrouvent mieux un paragraphe que ces vecteurs : le modèle complète une recherche lexicale (BM25),
  il ne la remplace pas. Son apport est le vocabulaire voisin (`bus`, `autobus`).
- L'ordre des mots et la négation ne comptent pas. Nombres et noms propres inconnus sont des suites de morceaux.
- Un texte sans lettre ni chiffre, ou d'un autre alphabet, donne un vecteur nul.
- WOLF est fait automatiquement et contient des erreurs ; le modèle en garde.
- Les choix (part aléatoire, durée) ont été faits sur les articles mis à part : les mesures sont un peu optimistes.

## Licence

CC BY-SA 4.0, comme le demandent les textes dont il est tiré.
"""
)
