"""Wrong usage and unreadable input end with 2, say what, where and how to mend it, and print no answer."""

from __future__ import annotations

import pytest

from stepladder import __version__
from tests.unit.cli.conftest import Program

PACK = ("--pack", "support-desk")
WRONG = {  # claim: (words, standard input, what is said)
    "no command": ((), b"", "missing command"),
    "an unknown command": (("dance",), b"", "'dance'"),
    "an unknown option": (("decide", *PACK, "--loud", "-"), b"{}", "--loud"),
    "no pack": (("decide", "-"), b"{}", "--pack"),
    "no file": (("decide", *PACK), b"", "FILE"),
    "an unknown pack": (("decide", "--pack", "suport-desk", "-"), b'{"signal": {}}', "support-desk"),
    "a file that is not there": (("decide", *PACK, "gone.json"), b"", "gone.json"),
    "no JSON": (("decide", *PACK, "-"), b"{", "standard input"),
    "JSON that is nested without end": (("decide", *PACK, "-"), b"[" * 100_000, "it is not JSON"),
    "JSON that is no object": (("decide", *PACK, "-"), b"[]", "object"),
    "no UTF-8": (("decide", *PACK, "-"), b'{"signal": {"text": "\xff"}}', "UTF-8"),
    "an unknown key": (("decide", *PACK, "-"), b'{"signal": {"txt": "a"}}', "txt"),
    "an instant without an offset": (("decide", *PACK, "--at", "2025-03-08T23:40", "-"), b'{"signal": {}}', "--at"),
    "an unknown calendar": (
        ("clock", "worked", *PACK, "--calendar", "ofice", "--start", "2025-03-07T16:00Z", "--end", "2025-03-07T17:00Z"),
        b"",
        "office",
    ),
    "an end before the start": (
        (
            "clock",
            "worked",
            *PACK,
            "--calendar",
            "office",
            "--start",
            "2025-03-07T16:00Z",
            "--end",
            "2025-03-07T15:00Z",
        ),
        b"",
        "before the start",
    ),
    "a duration that is none": (
        ("clock", "due", *PACK, "--calendar", "office", "--start", "2025-03-07T16:00Z", "--within", "soon"),
        b"",
        "soon",
    ),
    "a policy that cannot be found": (("policy", "check", "nowhere"), b"", "nowhere"),
    "a folder without a policy": (("policy", "check", "."), b"", ".yaml"),
    "a token of a desk that is not there": (
        ("token", "new", "--name", "a", "--scope", "admin"),
        b"",
        "stepladder serve",
    ),
    "an import into a desk that is not there": (("import", "-"), b"", "stepladder serve"),
    "a clock that is no instant": (("serve", "--clock", "now"), b"", "--clock"),
    "a port that is none": (("serve", "--port", "0"), b"", "--port"),
}


@pytest.mark.parametrize(("words", "given", "said"), WRONG.values(), ids=WRONG)
def test_it_ends_with_2_and_says_so(command: Program, words: tuple[str, ...], given: bytes, said: str) -> None:
    done = command(*words, input=given)
    told = done.stderr.decode()
    assert done.returncode == 2, told
    assert done.stdout == b""
    assert said in told
    assert "Traceback" not in told


def test_help_is_an_answer(command: Program) -> None:
    done = command("--help")
    assert (done.returncode, done.stderr) == (0, b"")
    for command in (b"serve", b"decide", b"import", b"token"):
        assert command in done.stdout


def test_it_names_its_release(command: Program) -> None:
    done = command("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"stepladder {__version__}\n".encode(), b"")
