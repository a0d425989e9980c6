"""`stepladder token`: tokens for programs that talk to the desk."""

from __future__ import annotations

from typing import Annotated

import typer

from stepladder.cli.run import Data
from stepladder.cli.say import aside, document, words

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
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="W", help="Whose it is; needed where there are several.")
    ] = None,
    data: Data = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
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
