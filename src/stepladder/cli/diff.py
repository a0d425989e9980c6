"""`stepladder policy diff`: what changes for people between two policies."""

from __future__ import annotations

from typing import Annotated

import typer

from stepladder.cli.say import document
from stepladder.home import pack_cache


def diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The earlier policy: by name, or its folder.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The later one.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Say what changes for people from one policy to another."""
    from stepladder.api import load_pack
    from stepladder.cli.show import show
    from stepladder.core.lint.diff.told import told

    cache = pack_cache()
    difference = load_pack(old, cache=cache).diff(load_pack(new, cache=cache))
    if json:
        document(difference.to_dict())
    else:
        show(told(difference))
