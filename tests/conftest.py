"""What every test stands on. The parts are in tests/harness, one idea in each."""

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.harness")

from tests.harness import environment, network  # noqa: E402 - an assertion there should say what it saw, as in tests

environment.keep_files_in_memory()
environment.own_settings()
network.keep_sockets_at_home()

# No time limits for an example: the machine may be busy, and a slow one is no false one.
settings.register_profile("dev", deadline=None, max_examples=100)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=100,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if environment.in_ci() else "dev")

pytest_plugins = [
    "tests.harness.browser",
    "tests.harness.data",
    "tests.harness.databases",
    "tests.harness.desk",
    "tests.harness.garbage",
    "tests.harness.golden",
    "tests.harness.loud",
    "tests.harness.mail",
    "tests.harness.order",
    "tests.harness.packs",
    "tests.harness.parts",
    "tests.harness.postgres",
    "tests.harness.previous",
    "tests.harness.tokens",
    "tests.harness.webhook",
]


def pytest_configure(config: pytest.Config) -> None:
    # pytest-django sets Django up a moment later, if it finds the settings read.
    from django.conf import settings as django_settings

    assert django_settings.DATABASES
