"""`stepladder guard`: what the guards of a policy find in a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from stepladder.cli.given import given_text
from stepladder.cli.say import aside, document, words
from stepladder.home import pack_cache

if TYPE_CHECKING:
    from stepladder.api import DraftVerdict, GuardFinding


def guard(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A draft in UTF-8.")],
    pack: Annotated[str, typer.Option("--pack", metavar="P", help="A policy by name, or its folder.")],
    role: Annotated[str | None, typer.Option("--role", metavar="R", help="The role of whoever writes it.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Read a draft as every guard of a policy reads it. Ends with 1 where one of them holds it back."""
    from stepladder.api import DraftContext, load_pack

    found = load_pack(pack, cache=pack_cache()).guard(given_text(file), DraftContext(role=role))
    if json:
        document(found.to_dict())
    elif found.findings:
        words(told(found))
    else:
        aside("No guard finds anything in this draft.")
    if found.verdict == "block":
        raise typer.Exit(1)


def told(found: DraftVerdict) -> str:
    """Each finding in words: the quote, the rule, the reason, the better line; at last what becomes of the draft."""
    paragraphs = ["\n".join(_told(one)) for one in found.findings]
    if found.verdict == "block":
        paragraphs.append("It is not sent like this.")
    else:
        paragraphs.append("It may be sent; these are warnings.")
    return "\n\n".join(paragraphs)


def _told(one: GuardFinding) -> Iterator[str]:
    does = "blocks" if one.mode == "block" else "warns"
    cited = f" [{', '.join(one.source)}]" if one.source else ""
    yield f'"{" ".join(one.quote.split())}" - {one.rule} {does}{cited}'
    if one.because:
        yield f"  {one.because}"
    if one.better:
        yield f"  Better: {one.better}"
