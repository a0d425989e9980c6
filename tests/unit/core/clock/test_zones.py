import copy
import pickle
from datetime import datetime, timedelta
from importlib.resources import files

import pytest

from stepladder.core.clock.zones import zone
from stepladder.core.values import DeskError

UNKNOWN = {  # what people write: what the error suggests
    "Europe/Amsterdan": "Did you mean 'Europe/Amsterdam'",
    "america/new_york": "Did you mean 'America/New_York'",
    "new york": "'America/New_York'",
    "Lisbon": "'Europe/Lisbon'",
    "qqqq": "Use an IANA key",
    "": "Use an IANA key",
    "../../zones": "Use an IANA key",
    "/etc/localtime": "Use an IANA key",
}


@pytest.mark.parametrize(("key", "suggestion"), UNKNOWN.items())
def test_an_unknown_zone_is_refused_with_a_suggestion(key: str, suggestion: str) -> None:
    with pytest.raises(DeskError, match="no time zone is called") as refused:
        zone(key)
    assert suggestion in refused.value.mend


def test_every_zone_of_the_package_opens_and_keeps_its_key() -> None:
    keys = files("tzdata").joinpath("zones").read_text().split()
    assert len(keys) > 400
    assert [zone(key).key for key in keys] == keys


def test_a_zone_is_opened_once() -> None:
    assert zone("Asia/Kathmandu") is zone("Asia/Kathmandu")


def test_a_zone_and_what_stands_in_it_can_be_copied_and_pickled() -> None:
    noon = datetime(2025, 7, 1, 12, tzinfo=zone("Europe/Lisbon"))
    for other in (copy.deepcopy(noon), pickle.loads(pickle.dumps(noon))):
        assert (other, other.tzinfo) == (noon, noon.tzinfo)
        assert other.utcoffset() == timedelta(hours=1)
