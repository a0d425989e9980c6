"""`stepladder policy`: the policies that come with the desk, what one says, whether it is sound, and a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stepladder.cli.coverage import coverage
from stepladder.cli.diff import diff
from stepladder.cli.say import document, table, words
from stepladder.core.values import PackFaults
from stepladder.home import pack_cache

if TYPE_CHECKING:
    from stepladder.api import Finding

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Policy = Annotated[str, typer.Argument(metavar="P|DIR", help="A policy by name, or its folder.")]


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

    loaded = load_pack(pack, cache=pack_cache()).loaded
    if json:
        document(as_document(loaded))
    else:
        show(shown(loaded) if find is None else told(loaded, find))


@app.command("check")
def check(
    pack: Policy,
    json: Json = False,
    no_year: Annotated[bool, typer.Option("--no-year", help="Leave out the rules that play a whole year.")] = False,
) -> int:
    """Find what is wrong with a policy, or will hurt somebody. Ends with 1 where an error is not accepted."""
    from stepladder.api import Finding, load_pack
    from stepladder.service.time_port import SystemTime

    name: str
    version: str | None = None
    parameters: list[dict[str, str]] = []
    try:
        loaded = load_pack(pack)
        findings = loaded.check(now=SystemTime().now(), year=not no_year)
        name, version, parameters = loaded.id, loaded.version, loaded.parameters()
    except PackFaults as faults:
        name, findings = faults.pack, [Finding.from_fault(fault) for fault in faults.faults]
    answer: dict[str, Any] = {
        "pack": name,
        "version": version,
        "findings": [one.to_dict() for one in findings],
        "parameters": parameters,
    }
    if json:
        document(answer)
    else:
        words(_told(name, version, findings))
    return 1 if any(one.severity == "error" and not one.accepted for one in findings) else 0


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
    words(f"{folder} holds the policy {name}. Change it, then run: stepladder policy check {folder}")


def _told(name: str, version: str | None, findings: list[Finding]) -> str:
    head = f"{name} {version}" if version else f"{name} cannot be loaded"
    if not findings:
        return f"{head}: no faults."
    lines = [f"{one.severity} {one.file}:{one.line}:{one.column} {one.what}. {one.mend}" for one in findings]
    many = "1 finding" if len(lines) == 1 else f"{len(lines)} findings"
    return "\n".join([f"{head}: {many}.", *lines])
