"""What is written as a sum, a date or an instant is one, at every door and whatever the policy reads."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from stepladder.api import request_of
from stepladder.core.values import DeskError
from stepladder.service.problems import BadInput
from stepladder.service.requests import read_request

WRONG = {  # place: what is around the signal
    "customer.renewal_on": {"customer": {"renewal_on": "2025-13-09"}},
    "customer.next_review_on": {"customer": {"next_review_on": "soon"}},
    "customer.arr": {"customer": {"arr": "5"}},
    "contract.monthly_fee": {"contract": {"monthly_fee": "6000"}},
    "contract.starts_on": {"contract": {"starts_on": "09.03.2025"}},
    "deal.value": {"deal": {"value": "much"}},
    "case.opened_at": {"case": {"opened_at": "2025-03-08T23:40"}},
    "case.escalated_at": {"case": {"escalated_at": "yesterday"}},
    "case.attempts[1].at": {"case": {"attempts": [{"at": "2025-03-08T23:40Z", "what": "a"}, {"at": "", "what": "b"}]}},
    "history[0].at": {"history": [{"at": "2025-03-08T23:40", "kind": "contact"}]},
}
RIGHT = {
    "customer": {"arr": "512.40 USD", "renewal_on": "2025-03-09", "next_review_on": "2025-03-09"},
    "contract": {"monthly_fee": "6000 EUR", "outstanding": "0 EUR", "starts_on": "2025-03-09", "ends_on": "2026-03-09"},
    "deal": {"value": "1 USD"},
    "case": {"opened_at": "2025-03-08T23:40Z", "attempts": [{"at": "2025-03-08T23:40:00-05:00", "what": "a"}]},
    "history": [{"at": "2025-03-08T23:40:00Z", "kind": "contact"}],
}


@pytest.mark.parametrize(("where", "around"), WRONG.items(), ids=WRONG)
def test_it_is_refused_by_its_place(where: str, around: dict[str, Any]) -> None:
    given = {"signal": {"id": "a"}, **around}
    with pytest.raises(DeskError) as wrong:
        request_of(given)
    assert wrong.value.where == where
    with pytest.raises(BadInput) as refused:
        read_request(msgspec.json.encode(given))
    assert (refused.value.where, refused.value.mend) == (where, wrong.value.mend)


def test_what_is_right_comes_through() -> None:
    given = {"signal": {"id": "a"}, **RIGHT}
    assert request_of(given) == read_request(msgspec.json.encode(given))
