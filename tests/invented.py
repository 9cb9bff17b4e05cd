"""A report of three pages of a town that does not exist, and small things to build an index from."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assistant.types import Passage

if TYPE_CHECKING:
    from assistant.store import Store
    from assistant.store.passage_store import Vectors

PROJECT = Path(__file__).resolve().parents[1]

REPORT = """\
---
title: "Rapport développement durable 2024 de Valserine-sur-Mer"
year: 2024
publisher: "Ville de Valserine-sur-Mer"
language: fr
---

# Rapport développement durable 2024 de Valserine-sur-Mer

<!-- photo: Le phare de la Pointe Grise © Studio Inventé -->

<!-- page: 3 -->

## 2024 en chiffres

- 41 % de la commune protégés par le Plan des rivages, soit 1 860 hectares de landes et de marais.
- 12 600 arbres plantés depuis 2019 dans les rues et les parcs.
- 2,4 M€ consacrés à l'isolation des gymnases.
- 318 foyers équipés d'un composteur.

## Partie I – Protéger le rivage

Valserine-sur-Mer compte 48 300 habitants et 17 kilomètres de côte.

### 1. Le Plan des rivages, un cap pour 2035

Le Plan des rivages a été adopté le 14 mars 2024. Il protège 1 860 hectares, soit 41 % de la commune. Aucune \
construction nouvelle n'y est autorisée avant 2035.

#### a. Les dunes de l'Ourcière

Les dunes de l'Ourcière ont reculé de 3 mètres en dix ans. La ville y a posé 900 mètres de ganivelles en 2024, avec \
l'aide du Conservatoire des dunes.

#### b. Le marais des Trois-Saules

Le marais des Trois-Saules accueille 64 espèces d'oiseaux. Un gardien y travaille toute l'année.

### 2. L'eau, de la source au port

La régie des eaux a réparé 27 fuites en 2024. Le rendement du réseau atteint 88 %, contre 82 % en 2021.

<!-- page: 4 -->

#### ZOOM – La station du Grand Bief

La station d'épuration du Grand Bief traite 9 500 m³ par jour. Ses eaux arrosent désormais le golf et trois stades. \
Les travaux ont coûté 5,7 millions d'euros, dont 1,2 million d'euros de subvention de l'Agence des bassins.

## Partie II – Se déplacer et se chauffer autrement

### 1. Le tramway et les vélos

La ligne B du tramway relie la gare au campus depuis septembre 2024. Elle transporte 11 200 voyageurs par jour. Trois \
mesures l'accompagnent :

- 14 kilomètres de pistes cyclables ;
- 420 vélos en libre-service ;
- la gratuité des bus le samedi pour les moins de 18 ans.

### 2. La chaleur des bâtiments

Sept gymnases ont été isolés pour 2,4 M€. Leur consommation a baissé de 31 %.

<!-- page: 5 -->

## Partie III – Agir avec les habitants

### 1. Les écoles

Les « Cours vertes » concernent 9 écoles sur 22. L'école Berthe-Aubin a remplacé 800 m² de bitume par un jardin.

### 2. Les déchets

La collecte des biodéchets a démarré en janvier 2024. Elle a recueilli 510 tonnes, et 318 foyers ont reçu un composteur.

## Et demain ?

Le prochain rapport mesurera les effets du Plan des rivages sur le prix des logements.
"""


def make_passages(n: int, source: str = "essai.md") -> list[Passage]:
    """``n`` passages that say their number."""
    texts = [f"Passage {i} : la ville a planté {i} arbres." for i in range(n)]
    stem = source.removesuffix(".md")
    return [
        Passage(f"{stem}#{i}", "Essai", source, ("Arbres",), "1", text, 0, len(text), 12, i)
        for i, text in enumerate(texts)
    ]


def make_vectors(n: int, d: int = 64, seed: int = 0) -> Vectors:
    """``n`` random vectors of length 1."""
    rows: Vectors = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def write(store: Store, n: int, *, fingerprint: str = "f", seed: int = 0) -> str:
    """Write a generation of ``n`` passages; returns its name."""
    opened = store.write(
        make_passages(n),
        make_vectors(n, seed=seed),
        fingerprint=fingerprint,
        embedder="essai",
        reports={"essai.md": "0" * 64},
        settings={},
    )
    opened.close()
    return opened.manifest.generation


class Ended(NamedTuple):
    """How a command ended: its status, standard output, and lines of standard error."""

    status: int
    out: str
    err: list[str]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
