"""`stepladder read`: what a policy's reader finds in a text."""

from __future__ import annotations

from typing import Annotated

import typer

from stepladder.cli.given import given_text
from stepladder.cli.say import aside, document, table
from stepladder.home import pack_cache


def read(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A text in UTF-8.")],
    pack: Annotated[str, typer.Option("--pack", metavar="P", help="A policy by name, or its folder.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show the triggers and facts that are read from a text, with the words that showed them."""
    from stepladder.api import load_pack

    found = load_pack(pack, cache=pack_cache()).read(given_text(file)).to_dict()
    if json:
        document(found)
        return
    rows = [[one["id"], words["quote"]] for one in found["triggers"] for words in one["evidence"]]
    rows += [[f"{one['fact']} = {one['value']}", one["quote"]] for one in found["facts"]]
    if rows:
        table(["read", "in the words"], rows)
    else:
        aside("Nothing was read from this text.")
