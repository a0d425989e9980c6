"""Golden files: what the product once said, kept under tests/golden and compared to the letter.

`make golden` writes them anew; people read the diff.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "golden"
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write the golden files anew instead of comparing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where golden files are written, only the tests that have one are run."""
    if not config.getoption("--write-golden"):
        return
    chosen = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Golden:
    """Compares a text with its golden file: `golden("board/empty.html", text)`."""

    def compare(name: str, text: str) -> None:
        file = FOLDER / name
        if pytestconfig.getoption("--write-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        assert file.exists(), f"{file} is missing; `make golden` writes it"
        with file.open(encoding="utf-8", newline="") as kept:
            assert text == kept.read(), f"{file} says otherwise; if the new text is right, `make golden` and review"

    return compare
