"""`stepladder policy`: the policies that come with the desk, what one says, whether it is sound, and a new one."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from stepladder.cli.check import check
from stepladder.cli.coverage import coverage
from stepladder.cli.diff import diff
from stepladder.cli.say import document, table, words
from stepladder.core.values import DeskError
from stepladder.home import pack_cache

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Policy = Annotated[str, typer.Argument(metavar="P|DIR", help="A policy by name, or its folder.")]


app.command("check")(check)
app.command("coverage")(coverage)
app.command("diff")(diff)


@app.command("list")
def list_packs(json: Json = False) -> None:
    """The policies that come with the desk."""
    from stepladder.api import load_pack
    from stepladder.packfiles import shipped

    headers = [load_pack(name, cache=pack_cache()).loaded.text.header for name in shipped()]
    packs = [
        {"id": one.id, "version": one.version, "title": one.title, "owner": one.owner, "next_review": one.next_review}
        for one in headers
    ]
    if json:
        document({"packs": packs})
    else:
        rows = [[str(one[key] or "-") for key in ("id", "version", "title", "owner", "next_review")] for one in packs]
        table(["policy", "version", "title", "owner", "next review"], rows)


@app.command("show")
def show_pack(
    pack: Policy,
    find: Annotated[
        str | None, typer.Option("--find", metavar="WORDS", help="Only the elements that hold all these words.")
    ] = None,
    json: Json = False,
) -> None:
    """What a policy says, in the words of the team that lives by it."""
    from stepladder.api import load_pack
    from stepladder.cli.show import show
    from stepladder.core.policy.shown.search import told
    from stepladder.core.policy.shown.whole import as_document, shown

    if json and find is not None:
        raise DeskError("it does not go with --json", where="--find", mend="Leave one of the two out.")
    loaded = load_pack(pack, cache=pack_cache()).loaded
    if json:
        document(as_document(loaded))
    else:
        show(shown(loaded) if find is None else told(loaded, find))


@app.command("schema")
def schema() -> None:
    """The JSON Schema of a file of a policy, for editors that complete and check while one writes."""
    import json as plain_json

    from stepladder.core.policy.schema import pack_schema

    words(plain_json.dumps(pack_schema(), indent=2, ensure_ascii=False))


@app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")],
    title: Annotated[
        str | None, typer.Option("--title", metavar="T", help="Its title; else the folder's name.")
    ] = None,
    like: Annotated[str, typer.Option("--like", metavar="P", help="The policy to start from.")] = "starter",
) -> None:
    """Begin a policy: copy one to start from, with its name and title filled in."""
    from stepladder.packfiles import begin

    name = begin(folder, title, like)
    words(f"{folder} holds the policy {name}. Change it, then run: stepladder policy check {quote(str(folder))}")
