"""An account beside a plain dict that knows the rules in one line each: whatever is heard of it, the laws hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stepladder.core.account import commands as c
from stepladder.core.account.answer import handle
from stepladder.core.account.apply import evolve, fold
from stepladder.core.account.events import Happening, SignRaised, TierChanged
from stepladder.core.account.state import Account
from stepladder.core.account.tick import tick, wake_at
from stepladder.core.case.refused import Refused

LEVELS = ("high", "medium", "low")
SIGNS = {
    name: c.SignSeen(
        sign=name, state="confirmed", reader="person", level=f"risk:{LEVELS[rank]}", rank=rank, clears=clears,
        expires_after=after,
    )
    for name, rank, clears, after in (
        ("threat", 0, "person", None), ("silence", 1, "contact", None), ("miss", 2, "contact", 86_400),
        ("delay", 2, "time", 3_600),
    )
}  # fmt: skip
PATTERN = c.Pattern(pattern="repeat", at_least=3, within=30 * 86_400)
CASES = st.sampled_from([f"c{number}" for number in range(6)])


class AccountLife(RuleBasedStateMachine):
    """The model: when each standing sign expires, which cases count, which of them a review has seen."""

    def __init__(self) -> None:
        super().__init__()
        self.account, self.told = Account(id="vale"), list[Happening]()
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self.signals = 0
        self.signs: dict[str, datetime | None] = {}
        self.counted: dict[str, datetime] = {}
        self.open: set[str] | None = None
        self.looked_at: set[str] = set()

    def do(self, command: c.AnyAccountCommand) -> tuple[Happening, ...]:
        before = msgspec.json.encode(self.account)
        events = handle(self.account, command, by="lee", now=self.now)
        assert msgspec.json.encode(self.account) == before, "the account that was given changed"
        self.keep(events)
        return events

    def keep(self, events: tuple[Happening, ...]) -> None:
        self.account = evolve(self.account, *events)
        self.told += events

    def hear(self, **more: Any) -> tuple[Happening, ...]:
        self.signals += 1
        return self.do(
            c.HearSignal(account="vale", signal=f"s{self.signals}", at=self.now, patterns=(PATTERN,), **more)
        )

    @rule(seconds=st.sampled_from([1, 1_800, 3_600, 86_400, 15 * 86_400]), wakes=st.booleans())
    def time_passes(self, seconds: int, wakes: bool) -> None:
        self.now += timedelta(seconds=seconds)
        if wakes:
            self.keep(tick(self.account, self.now))
            assert tick(self.account, self.now) == ()
            self.expire()

    @rule(name=st.sampled_from(sorted(SIGNS)), contact=st.booleans())
    def a_sign_is_seen(self, name: str, contact: bool) -> None:
        events = self.hear(signs=(SIGNS[name],), contact=contact, case="c0")
        self.expire()
        if contact:
            self.spoken()
        after = SIGNS[name].expires_after
        self.signs[name] = None if after is None else self.now + timedelta(seconds=after)
        assert sum(isinstance(one.event, SignRaised) for one in events) == 1

    @rule()
    def the_customer_is_in_touch(self) -> None:
        self.do(c.NoteContact(account="vale", at=self.now))
        self.expire()
        self.spoken()

    @rule(name=st.sampled_from(sorted(SIGNS)))
    def a_person_clears_a_sign(self, name: str) -> None:
        self.keep(tick(self.account, self.now))
        self.expire()
        try:
            self.do(c.ClearSign(sign=name, because="We spoke."))
        except Refused:
            assert name not in self.signs
        else:
            del self.signs[name]

    @rule(case=CASES)
    def a_case_escalates(self, case: str) -> None:
        self.hear(case=case, escalated=True)
        self.expire()
        if case in self.counted:
            return
        self.counted[case] = self.now
        if self.open is not None:
            self.open.add(case)
            return
        edge = self.now - timedelta(days=30)
        found = {one for one, at in self.counted.items() if at >= edge and one not in self.looked_at}
        if len(found) >= 3:
            self.open = found

    @rule()
    def the_review_is_finished(self) -> None:
        try:
            self.do(c.FinishReview(pattern="repeat", because="Done."))
        except Refused:
            assert self.open is None
        else:
            assert self.open is not None
            self.expire()
            self.looked_at |= self.open
            self.open = None

    def expire(self) -> None:
        self.signs = {name: at for name, at in self.signs.items() if at is None or at > self.now}

    def spoken(self) -> None:
        self.signs = {name: at for name, at in self.signs.items() if SIGNS[name].clears != "contact"}

    @invariant()
    def signs_stand_as_the_model_says(self) -> None:
        assert {name: one.expires_at for name, one in self.account.signs.items()} == self.signs

    @invariant()
    def the_tier_is_the_highest_of_the_signs(self) -> None:
        ranks = [SIGNS[name].rank for name in self.account.signs]
        assert self.account.tier == (LEVELS[min(ranks)] if ranks else None)

    @invariant()
    def every_change_of_the_tier_is_told_from_what_it_was(self) -> None:
        changes = [one.event for one in self.told if isinstance(one.event, TierChanged)]
        assert [one.was for one in changes] == [None, *(one.tier for one in changes)][: len(changes)]
        assert all(one.was != one.tier for one in changes)

    @invariant()
    def it_wakes_when_the_first_sign_expires(self) -> None:
        assert wake_at(self.account) == min((at for at in self.signs.values() if at is not None), default=None)

    @invariant()
    def one_review_at_a_time_holds_what_the_model_says(self) -> None:
        review = self.account.reviews.get("repeat")
        assert (set(review.cases) if review is not None and review.is_open else None) == self.open

    @invariant()
    def its_events_tell_all_of_it(self) -> None:
        assert msgspec.json.encode(fold("vale", self.told)) == msgspec.json.encode(self.account)


# So few steps never reach the time after which an escalation is forgotten.
AccountLife.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestAccountLife = AccountLife.TestCase
