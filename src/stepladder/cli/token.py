"""`stepladder token`: tokens for programs that talk to the desk."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from stepladder.cli.run import Data
from stepladder.cli.say import aside, document, table, words
from stepladder.core.values import format_instant

Owner = Annotated[
    str | None, typer.Option("--workspace", metavar="W", help="Whose it is; needed where there are several.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Tokens for programs that talk to the desk."""


@app.command("new")
def new(
    name: Annotated[str, typer.Option("--name", metavar="N", help="What the token is for.")],
    scope: Annotated[
        str, typer.Option("--scope", metavar="S[,S...]", help="What it may do, as signals:write,cases:read.")
    ],
    workspace: Owner = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Make a token. It is shown once, and only its digest is kept."""
    from stepladder import bootstrap
    from stepladder.service.requests import sender_name

    name = sender_name(name, where="--name")
    scopes = list(dict.fromkeys(one.strip() for one in scope.split(",") if one.strip()))
    bootstrap.open_desk(data)
    secret = bootstrap.new_token(name=name, scopes=scopes, workspace=workspace)
    if json:
        document({"name": name, "token": secret, "scopes": scopes})
    else:
        words(secret)
        aside(f"This is the token of '{name}'. It is shown this once: keep it where secrets are kept.")


@app.command("list")
def listed(
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="W", help="Of this workspace; else of each.")
    ] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """List the tokens by name, with what each may do. No secret is shown: none is kept."""
    from stepladder import bootstrap

    bootstrap.open_desk(data)
    found = [
        {
            "workspace": one.workspace_id,
            "name": one.name,
            "scopes": one.scopes,
            "created_at": format_instant(one.created_at, UTC),
            "revoked_at": format_instant(one.revoked_at, UTC) if one.revoked_at is not None else None,
        }
        for one in bootstrap.tokens(workspace)
    ]
    if json:
        document({"tokens": found})
    elif found:
        rows = [
            [one["workspace"], one["name"], ", ".join(one["scopes"]), one["created_at"], one["revoked_at"] or "-"]
            for one in found
        ]
        table(["workspace", "name", "may do", "made", "taken back"], rows)
    else:
        aside("There is no token.")


@app.command("revoke")
def revoke(
    name: Annotated[str, typer.Option("--name", metavar="N", help="The name it was made with.")],
    workspace: Owner = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Take a token back: whoever has it is refused from then on, and its name is free again."""
    from stepladder import bootstrap

    bootstrap.open_desk(data)
    token = bootstrap.revoke_token(name=name, workspace=workspace)
    assert token.revoked_at is not None
    at = format_instant(token.revoked_at, UTC)
    if json:
        document({"workspace": token.workspace_id, "name": token.name, "revoked_at": at})
    else:
        words(f"The token '{token.name}' was taken back at {at}.")
        aside("A program that has it is refused within five seconds.")
