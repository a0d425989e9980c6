"""`stepladder serve`, `web` and `worker`: the processes of a desk; `prepare`: what must be there before they start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Host = Annotated[str, typer.Option("--host", metavar="H", help="Where to listen; 0.0.0.0 for every address.")]
Port = Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="The port to listen on.")]
Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The folder that holds all that is written.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="With a small demonstration workspace.")] = False,
    data: Data = None,
    clock: Annotated[
        str | None, typer.Option("--clock", metavar="T", help="Let the desk's clock start at T, for demonstrations.")
    ] = None,
    send_nothing: Annotated[
        bool, typer.Option("--send-nothing", help="Send nothing outside, for a copy that is tried.")
    ] = False,
) -> int:
    """Run the whole desk: pages, API and worker."""
    from stepladder.worker.supervisor import serve as keep_serving

    return keep_serving(host, port, demo=demo, data=data, clock=clock, send_nothing=send_nothing)


def web(host: Host = "127.0.0.1", port: Port = 8000, data: Data = None) -> int:
    """Run pages and API alone."""
    from stepladder.worker.web import run_web

    return run_web(host, port, data)


def worker(data: Data = None) -> int:
    """Run the worker alone: what falls due, and what is to be sent."""
    from stepladder.worker.run import run_worker

    return run_worker(data)


def prepare(data: Data = None) -> int:
    """Make tables, policy and first log-in ready for web and worker, and end."""
    from stepladder.worker.prepare import prepare as make_ready

    return make_ready(data)
