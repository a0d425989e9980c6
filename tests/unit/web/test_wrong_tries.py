"""How long a wrong try keeps the next one waiting, and when it is forgotten."""

from __future__ import annotations

import pytest

from stepladder.web.pages import wrong_tries
from stepladder.web.pages.wrong_tries import (
    FORGOTTEN_SECONDS,
    FREE_FOR_A_NAME,
    PAUSE_FOR_A_NAME,
    WrongTries,
    network_of,
)

HERE = ("kim", "192.0.2.1")


def _after_free_ones() -> WrongTries:
    tries = WrongTries()
    for _ in range(FREE_FOR_A_NAME):
        assert tries.wait(*HERE, now=1_000.0) <= 0
        tries.wrong(*HERE, now=1_000.0)
    return tries


def test_the_next_try_waits_for_a_pause_and_one_that_is_wrong_again_for_another() -> None:
    tries = _after_free_ones()
    assert tries.wait(*HERE, now=1_000.0) == PAUSE_FOR_A_NAME
    assert tries.wait(*HERE, now=1_029.5) == 1
    assert tries.wait(*HERE, now=1_030.0) <= 0
    tries.wrong(*HERE, now=1_030.0)
    assert tries.wait(*HERE, now=1_030.0) == PAUSE_FOR_A_NAME


def test_a_quarter_of_an_hour_later_the_first_ones_are_free_again() -> None:
    tries, later = _after_free_ones(), 1_001.0 + FORGOTTEN_SECONDS
    tries.wrong(*HERE, now=later)
    assert tries.wait(*HERE, now=later) <= 0


def test_whoever_makes_names_up_costs_no_memory_and_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrong_tries, "_MOST", 100)
    tries = WrongTries()
    for number in range(1_000):
        tries.wrong(f"name-{number}", "192.0.2.1", now=1_000.0 + number / 100)
    assert len(tries._tries) <= 101
    assert tries.wait("another", "192.0.2.1", now=1_010.0) > 0


NETWORKS = {  # claim: (address, what it counts as)
    "one of IPv4 is one": ("192.0.2.1", "192.0.2.1"),
    "one of IPv4 in the form of IPv6 is no other": ("::ffff:192.0.2.1", "192.0.2.1"),
    "of IPv6 the first half counts": ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    "however it is written": ("2001:0DB8:1:2::7", "2001:db8:1:2::/64"),
    "the next network is another": ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
    "a zone says nothing": ("fe80::1%eth0", "fe80::/64"),
    "what is none is taken as it is": ("", ""),
    "and costs no memory": ("x" * 9_000, "x" * 60),
}


@pytest.mark.parametrize(("address", "counts_as"), NETWORKS.values(), ids=NETWORKS)
def test_whose_addresses_are_counted_together(address: str, counts_as: str) -> None:
    assert network_of(address) == counts_as
