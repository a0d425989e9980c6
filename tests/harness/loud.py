"""Nothing is left out in silence: what a run could not do fails in CI, and elsewhere is listed at its end."""

from collections import Counter
from typing import NoReturn

import pytest

from tests.harness.environment import in_ci


def cannot_run(what: str, mend: str, *, needed_in_ci: bool = True) -> NoReturn:
    """Leave a test out since the machine lacks something.

    Fields: what - what is lacking. mend - how to get it. needed_in_ci - whether CI fails for it.
    """
    reason = f"{what}. {mend}"
    if needed_in_ci and in_ci():
        pytest.fail(f"In CI every test must run. {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the very end what did not run, and why."""
    left_out: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []) + terminalreporter.stats.get("xfailed", []):
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out[said.removeprefix("Skipped: ")] += 1
    if not left_out:
        return
    terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
    for reason, count in left_out.most_common():
        terminalreporter.write_line(f"{count} test{'s' if count > 1 else ''} not run: {reason}", yellow=True)
