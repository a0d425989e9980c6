"""`stepladder policy`: the policies that come with the desk, and whether one is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from stepladder.cli.say import document, table, words
from stepladder.core.values import PackFaults

if TYPE_CHECKING:
    from stepladder.api import Finding

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("list")
def list_packs(json: Json = False) -> None:
    """The policies that come with the desk."""
    from stepladder.api import load_pack
    from stepladder.packfiles import shipped

    headers = [load_pack(name).loaded.text.header for name in shipped()]
    packs = [
        {"id": one.id, "version": one.version, "title": one.title, "owner": one.owner, "next_review": one.next_review}
        for one in headers
    ]
    if json:
        document({"packs": packs})
    else:
        rows = [[str(one[key] or "-") for key in ("id", "version", "title", "owner", "next_review")] for one in packs]
        table(["policy", "version", "title", "owner", "next review"], rows)


@app.command("check")
def check(
    pack: Annotated[str, typer.Argument(metavar="P|DIR", help="A policy by name, or its folder.")],
    json: Json = False,
) -> int:
    """Find every fault of a policy. Ends with 1 where an error is not accepted."""
    from stepladder.api import Finding, load_pack
    from stepladder.service.time_port import SystemTime

    name: str
    version: str | None = None
    parameters: list[dict[str, str]] = []
    try:
        loaded = load_pack(pack)
        findings = loaded.check(now=SystemTime().now())
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


def _told(name: str, version: str | None, findings: list[Finding]) -> str:
    head = f"{name} {version}" if version else f"{name} cannot be loaded"
    if not findings:
        return f"{head}: no faults."
    lines = [f"{one.severity} {one.file}:{one.line}:{one.column} {one.what}. {one.mend}" for one in findings]
    many = "1 finding" if len(lines) == 1 else f"{len(lines)} findings"
    return "\n".join([f"{head}: {many}.", *lines])
