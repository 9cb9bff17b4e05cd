"""How do help pages and usage errors read in French? Typer has English only."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

SECTIONS = {"Commands": "Commandes"}
QUESTION = re.compile(r"\s|\?$")


class _French:
    """What a help page says, in French."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Affiche cette aide et quitte."
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix="Utilisation : ")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        section = formatter.section
        formatter.section = lambda name: section(SECTIONS.get(name, name))
        super().format_help(ctx, formatter)  # type: ignore[misc]


class FrenchCommand(_French, TyperCommand):
    """One command."""


class FrenchGroup(_French, TyperGroup):
    """All commands. ``assistant "Combien de bus ?"`` is ``assistant ask "Combien de bus ?"``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name; ``ask`` when they begin with a question."""
        if args and args[0] not in self.commands:
            if not QUESTION.search(args[0]):
                known = ", ".join(self.commands)
                ctx.fail(f"Commande inconnue « {args[0]} » ; il y a : {known}. Mettez une question entre guillemets.")
            args = ["ask", *args]
        return super().resolve_command(ctx, args)


def usage_message(error: BaseException) -> str | None:
    """What was wrong with the command line, in French; None for an error of another kind.

    Typer keeps these classes to itself and has moved them, so they are told by name.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "UsageError" not in kinds:
        return None
    message = str(getattr(error, "message", error))
    parameter = getattr(error, "param", None)
    names = " / ".join(getattr(parameter, "opts", ())) or getattr(parameter, "name", "")
    if "NoSuchOption" in kinds:
        said = f"Option inconnue « {getattr(error, 'option_name', '?')} »."
    elif "MissingParameter" in kinds:
        said = f"Il manque {names}."
    elif "BadOptionUsage" in kinds:
        said = f"L’option {getattr(error, 'option_name', '')} attend une valeur."
    elif "BadParameter" in kinds:
        said = f"Valeur refusée pour {names} : il faut {_expected(parameter)}."
    elif extra := re.search(r"extra argument\S* \((.*)\)", message):
        said = f"Argument en trop : « {extra.group(1)} ». Mettez la question entre guillemets."
    else:
        said = message
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "assistant"
    return f"{said} Voyez `{path} --help`."


def _expected(parameter: Any) -> str:
    return "un nombre entier" if getattr(parameter, "metavar", None) == "N" else "une autre valeur"
