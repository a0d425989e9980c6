"""Addresses on a narrow page: whole for whoever copies them, in pieces for the lines."""

from __future__ import annotations

import pytest

from stepladder.web.templatetags.desk import breakable

ADDRESSES = {  # address: as it stands in the page
    "security@desk.example": "security@<wbr>desk.<wbr>example",
    "https://desk.example/hook": "https://<wbr>desk.<wbr>example/<wbr>hook",
    "+49 30 1234": "+49 30 1234",
    "<b>&@x": "&lt;b&gt;&amp;@<wbr>x",
    "": "",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_goes_on_behind_its_signs_and_stays_text(address: str) -> None:
    assert breakable(address) == ADDRESSES[address]
