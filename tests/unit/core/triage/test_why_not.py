"""Why not: what would have to be different for a rule to match, or for something to follow."""
# ruff: noqa: E501 - a rule of a policy stands on one line

from __future__ import annotations

from typing import Any

import pytest

from stepladder.core.triage.why_not import WhyNot, why_not
from stepladder.core.values import DeskError
from tests.unit.core.triage.bare_desk import bare_desk
from tests.unit.core.triage.small_desk import asked

AT = "2025-03-05T10:00:00+00:00"
PACK = bare_desk("""
categories:
  - {id: money, level: priority:high, because: It is their money.}
  - {id: outage, level: priority:critical, because: They cannot work.}
segments: [{id: enterprise, when: "customer.plan == 'enterprise' || has(customer.csm)", because: They pay for it.}]
triggers:
  - {id: refund-limit, category: money, when: "signal.amount > money('500.00 USD')", because: It is a lot.}
  - {id: both, category: money, when: "signal.amount >= money('10 USD') && signal.offline", because: Two things.}
  - {id: either, category: money, when: "signal.offline || (signal.affected > 10 && signal.affected < 99)", because: One of two.}
  - {id: not-so, category: money, when: "!(signal.feature in ['login', 'mail'])", because: Elsewhere.}
  - {id: late, category: money, when: "after(plus_months(signal.kick_off, 3))", because: It takes long.}
  - {id: locked-out, category: outage, phrases: [locked out, no way in], unless: [my colleague], because: They stand outside.}
  - {id: guess, category: outage, phrases: [perhaps broken], mode: suggest, because: It may be.}
  - {id: breach, category: outage, read: by-person, because: Somebody got in.}
signs: [{id: repeat, level: risk:high, count: {of: escalation, at_least: 3, within: 30d}, because: It comes again.}]
scenarios: [{id: dark, when: signal.offline, trigger: breach, because: All is down.}]
detectors: [{id: quiet, count: {of: contact, at_most: 0, within: 14d}, because: Nobody answers.}]
clocks:
  - {id: first, for: {level: priority:high}, kind: first_response, within: 4h, calendar: always, because: They wait.}
  - {id: money-first, for: {category: money}, kind: first_response, within: 8h, calendar: always, because: They wait.}
routes:
  - {id: outage-mail, for: {category: outage, segment: enterprise}, to: security, channel: email, because: They must know.}
  - {id: dark-mail, for: {category: money}, to: billing, channel: email, when: signal.offline, because: They must know.}
  - {id: direct, for: {category: money}, to: lead, channel: direct, bypasses: [queue], because: They may.}
  - {id: after-mail, for: {category: money}, to: lead, channel: email, after: dark-mail, because: Then they know.}
gates: [{id: posted, for: {category: outage}, holds: resolve, opens_when: "signal.offline == false", because: Look first.}]
steps: [{id: look, for: {category: outage}, does: Look.}]
""")


def answer(id_: str, **request: Any) -> WhyNot:
    (found,) = why_not(asked(PACK, AT, **({"signal": {}} | request)), id_)
    return found


MONEY = {"facts": {"amount": "600 USD"}}
SAID: dict[str, tuple[str, dict[str, Any], list[str]]] = {  # claim: (id, request, words)
    "exactly the limit": ("refund-limit", {"signal": {"facts": {"amount": "500.00 USD"}}}, ["signal.amount is 500.00 USD, would have to be above 500.00 USD"]),
    "nobody said it": ("refund-limit", {}, ["signal.amount is not known, would have to be above 500.00 USD"]),
    "another currency": ("refund-limit", {"signal": {"facts": {"amount": "900 EUR"}}}, ["signal.amount is 900 EUR, would have to be above 500.00 USD"]),
    "of two parts the one that is missing": ("both", {"signal": MONEY}, ["signal.offline is not known, would have to be true"]),
    "two parts together": ("both", {"signal": {"facts": {"offline": False}}}, ["signal.amount is not known, would have to be at least 10 USD and signal.offline is false, would have to be true"]),
    "the shorter of two ways": ("either", {"signal": {"facts": {"affected": 5}}}, ["either signal.offline is not known, would have to be true", "either signal.affected is 5, would have to be above 10"]),
    "a denied list": ("not-so", {"signal": {"facts": {"feature": "mail"}}}, ["signal.feature is mail, would have to be none of login, mail"]),
    "a day that lies ahead": ("late", {"signal": {"facts": {"kick_off": "2025-01-10"}}}, ["it is 2025-03-05T10:00:00+00:00, would have to be 2025-04-10T00:00:01+00:00 at the earliest"]),
    "a day that nobody knows": ("late", {}, ["signal.kick_off is not known, `after(plus_months(signal.kick_off, 3))` would have to hold"]),
    "no phrase stands there": ("locked-out", {"signal": {"text": "Hello"}}, ["none of its 2 phrases stands in the subject or the text"]),
    "no words at all": ("locked-out", {}, ["there are no words to read"]),
    "a denial": ("locked-out", {"signal": {"text": "I am not locked out"}}, ['"locked out" stands in the text, but is denied']),
    "an exception": ("locked-out", {"signal": {"text": "my colleague is locked out"}}, ['"locked out" stands in the text, but an `unless` phrase stands in the same sentence']),
    "a person ruled it out": ("locked-out", {"signal": {"text": "I am locked out", "not_triggers": ["locked-out"]}}, ["a person ruled it out"]),
    "it is only suggested": ("guess", {"signal": {"text": "It is perhaps broken"}}, ["it is suggested, and counts once a person confirms it"]),
    "only a person sees it": ("breach", {}, ["only a person can tick it, and nobody did"]),
    "too few": ("repeat", {"signal": MONEY, "history": [{"at": "2025-03-01T00:00:00Z", "kind": "escalation"}]}, ["2 of escalation within PT720H are counted, would have to be at least 3"]),
    "too many": ("quiet", {"history": [{"at": "2025-03-01T00:00:00Z", "kind": "contact"}]}, ["1 of contact within PT336H are counted, would have to be at most 0"]),
    "nobody was ever heard": ("quiet", {}, ["no earlier contact is known, so nobody can say that there is none within PT336H"]),
    "a segment by either mark": ("enterprise", {"customer": {"plan": "pro"}}, ["either customer.plan is pro, would have to be enterprise", "either customer.csm is not there, would have to be there"]),
    "a category": ("outage", {"signal": MONEY}, ["none of its triggers matched: locked-out, guess, breach"]),
    "a scenario": ("dark", {}, ["none of its triggers matched: breach", "signal.offline is not known, would have to be true"]),
    "a level": ("priority:critical", {"signal": MONEY}, ["the case stands at priority:high"]),
    "a level with nothing there": ("priority:critical", {}, ["nothing that matched brings it"]),
    "a selector": ("outage-mail", {"signal": MONEY}, ["category is money, would have to be outage", "segment is none, would have to be enterprise"]),
    "a clock that gave way": ("first", {"signal": MONEY}, ["it gave way to money-first"]),
    "a route on a fact that is false": ("dark-mail", {"signal": {"facts": {"amount": "600 USD", "offline": False}}}, ["signal.offline is false, would have to be true"]),
    "a route on a fact that nobody said": ("dark-mail", {"signal": MONEY}, ["it hangs on signal.offline, which nobody has said"]),
    "a route that a person chooses": ("direct", {"signal": MONEY}, ["a person has to choose it"]),
    "a route after another": ("after-mail", {"signal": MONEY}, ["it waits for dark-mail"]),
    "a step": ("look", {"signal": MONEY}, ["category is money, would have to be outage"]),
    "a step where nothing matched": ("look", {}, ["category is none, would have to be outage"]),
}  # fmt: skip


@pytest.mark.parametrize(("id_", "request_", "words"), SAID.values(), ids=SAID)
def test_what_would_have_to_be_different(id_: str, request_: dict[str, Any], words: list[str]) -> None:
    found = answer(id_, **request_)
    assert (found.holds, list(found.says)) == (False, words)


THERE: dict[str, tuple[str, dict[str, Any], list[str]]] = {  # claim: (id, request, words)
    "a trigger": ("refund-limit", {"signal": MONEY}, []),
    "a segment": ("enterprise", {"customer": {"plan": "enterprise"}}, []),
    "a level": ("priority:high", {"signal": MONEY}, []),
    "a clock": ("money-first", {"signal": MONEY}, []),
    "a gate that is closed": ("posted", {"signal": {"triggers": ["breach"]}}, ["it is closed and waits for posted", "signal.offline is not known, would have to be false"]),
    "a gate that is open": ("posted", {"signal": {"triggers": ["breach"], "facts": {"offline": False}}}, []),
}  # fmt: skip


@pytest.mark.parametrize(("id_", "request_", "words"), THERE.values(), ids=THERE)
def test_what_is_there_is_said_to_be(id_: str, request_: dict[str, Any], words: list[str]) -> None:
    found = answer(id_, **request_)
    assert (found.holds, list(found.says)) == (True, words)


def test_a_name_that_nothing_has_is_refused_with_the_nearest() -> None:
    with pytest.raises(DeskError, match="Did you mean 'refund-limit'"):
        answer("refund-limt")
