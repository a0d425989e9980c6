"""What a text promises without a limit, and what only holds the words."""

import pytest

from tests.unit.core.lint.told import findings

POLICY = """
pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}
guidance: [{id: line, text: Say it., insert: "%s", because: b, source: [HB-1]}]
"""
PROMISES = {  # line: what of it is promised
    "We will always answer.": "'We will always'",
    "We never share your data, and you can always reach us here.": "'We never'",
    "I'll never ask for your password.": "'I'll never'",
    "Our new status page is always up.": "'Our new status page is always'",
    "If you write, we are always there.": "'we are always'",
    "We guarantee it.": "'We guarantee'",
    "Delivery is guaranteed, without fail.": "'is guaranteed', 'without fail'",
    "We guarantee that it works.": "'guarantee that'",
    "Always check the number on your card.": "",
    "If it has never worked for you, tell us.": "",
    "Tell us if we are always late.": "",
    "Your money-back guarantee runs for 30 days.": "",
    "The latest news is always on our status page.": "",
    "We have never heard of it.": "",
    "We cannot always answer at once, and we cannot guarantee it.": "",
    "On our page about the next fair the date is always shown.": "",
    "Your data is always safe with us.": "",
}


@pytest.mark.parametrize(("line", "said"), PROMISES.items(), ids=PROMISES)
def test_a_promise_has_somebody_who_makes_it(line: str, said: str) -> None:
    found = [one.what.partition(": ")[2] for one in findings(POLICY % line) if one.rule == "absolute-promise"]
    assert found == ([said] if said else [])
