"""Tokens for desks under test, put where a desk keeps them.

`stepladder token new` does the same and has tests of its own; as a program of its own it takes longer than most tests.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pytest_django.plugin import blocking_manager_key

from tests.harness.databases import URL, connected_to, settings_for
from tests.harness.environment import HOME

_CONFIG: list[pytest.Config] = []


def pytest_configure(config: pytest.Config) -> None:
    _CONFIG.append(config)


def new_token(data: Path, environment: Mapping[str, str], scopes: str) -> str:
    """The secret of a token called `tests`, good for the one workspace of a desk that has its tables.

    Takes: data, environment - of the desk; scopes - with a comma between.
    """
    from stepladder.service.time_port import SystemTime
    from stepladder.service.workspace import DEFAULT
    from stepladder.users import tokens

    named = {name: environment[name] for name in (URL,) if name in environment}
    settings = settings_for(**{HOME: str(data)}, **named)
    with _CONFIG[-1].stash[blocking_manager_key].unblock(), connected_to(settings):
        return tokens.new_token(DEFAULT, "tests", scopes.split(","), now=SystemTime().now())[1]
