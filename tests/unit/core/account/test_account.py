"""An account: signs that stand and go, the tier that follows them, and what comes again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from stepladder.core.account import commands as c
from stepladder.core.account.answer import handle
from stepladder.core.account.apply import evolve, fold
from stepladder.core.account.events import Happening, decode
from stepladder.core.account.state import Account
from stepladder.core.account.tick import tick, wake_at
from stepladder.core.case.refused import Refused
from stepladder.core.values import DeskError

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = 86_400
REPEAT = c.Pattern(pattern="repeat", at_least=3, within=30 * DAY, source=("SD-247",))

THREAT = c.SignSeen(sign="cancel-threat", state="provisional", reader="phrases", level="risk:high", rank=0)
SILENCE = c.SignSeen(
    sign="silence", state="confirmed", reader="detector", level="risk:medium", rank=1, clears="contact"
)
LATE = c.SignSeen(
    sign="passive-delay", state="confirmed", reader="person", level="risk:low", rank=2, clears="time", expires_after=DAY
)
ASKS = c.SignSeen(sign="asks-cancel", state="provisional", reader="phrases", flag="churn-risk")


class Played:
    """One account, with all that happened to it."""

    def __init__(self) -> None:
        self.account = Account(id="vale")
        self.told: list[Happening] = []
        self.number = 0

    def do(self, command: c.AnyAccountCommand, *, at: datetime = START, by: str = "lee") -> list[str]:
        """The names of the events that it adds."""
        events = handle(self.account, command, by=by, now=at)
        self.account = evolve(self.account, *events)
        self.told += events
        return [str(one.event.__struct_config__.tag) for one in events]

    def hear(
        self,
        *signs: c.SignSeen,
        day: float = 0,
        case: str | None = "c1",
        escalated: bool = False,
        contact: bool = False,
    ) -> list[str]:
        """A signal on a day; the time of the desk is the signal's."""
        self.number += 1
        at = START + timedelta(days=day)
        command = c.HearSignal(
            account="vale", signal=f"s{self.number}", at=at, case=case, signs=signs, escalated=escalated,
            contact=contact, patterns=(REPEAT,),
        )  # fmt: skip
        return self.do(command, at=at)

    def escalate(self, case: str, day: float) -> list[str]:
        return self.hear(case=case, day=day, escalated=True)


@pytest.fixture
def played() -> Played:
    return Played()


TIERS = {  # claim: (signs, tier)
    "no sign, no tier": ((), None),
    "a low sign gives low": ((LATE,), "low"),
    "of two signs the higher counts": ((SILENCE, THREAT), "high"),
    "in whichever order they come": ((THREAT, SILENCE), "high"),
    "a sign that only sets a flag gives no tier": ((ASKS,), None),
    "a level of another scale gives no tier": (
        (c.SignSeen(sign="x", state="confirmed", reader="person", level="priority:critical"),),
        None,
    ),
}


@pytest.mark.parametrize(("signs", "tier"), TIERS.values(), ids=TIERS)
def test_tier(played: Played, signs: tuple[c.SignSeen, ...], tier: str | None) -> None:
    played.hear(*signs)
    assert played.account.tier == tier


def test_the_tier_follows_the_sign_that_goes(played: Played) -> None:
    played.hear(SILENCE, THREAT)
    clear = c.ClearSign(sign="cancel-threat", because="They signed for two more years.")
    assert played.do(clear) == ["sign_cleared", "tier_changed"]
    assert played.account.tier == "medium"


def test_a_flag_stands_as_long_as_a_sign_sets_it(played: Played) -> None:
    played.hear(ASKS)
    assert played.account.flags == ("churn-risk",)
    played.do(c.ClearSign(sign="asks-cancel", because="It was about an old plan."))
    assert played.account.flags == ()


def test_contact_ends_silence_and_leaves_a_threat(played: Played) -> None:
    played.hear(SILENCE, THREAT)
    assert played.hear(day=1, contact=True) == ["contact_noted", "sign_cleared"]
    assert list(played.account.signs) == ["cancel-threat"]


def test_what_a_person_wrote_down_is_contact_too(played: Played) -> None:
    played.hear(SILENCE)
    told = played.do(c.NoteContact(account="vale", at=START + timedelta(hours=1), case="c1"))
    assert told == ["contact_noted", "sign_cleared", "tier_changed"]


def test_a_signal_that_is_no_contact_ends_nothing(played: Played) -> None:
    played.hear(SILENCE)
    assert played.hear(day=1) == []
    assert list(played.account.signs) == ["silence"]


def test_a_contact_heard_of_late_does_not_end_a_silence_seen_after_it(played: Played) -> None:
    played.hear(SILENCE, day=20)
    command = c.NoteContact(account="vale", at=START)
    assert played.do(command, at=START + timedelta(days=21)) == ["contact_noted"]


def test_a_silence_heard_of_late_does_not_stand_after_the_contact(played: Played) -> None:
    played.hear(day=2, contact=True)
    late = c.HearSignal(account="vale", signal="late", at=START, signs=(SILENCE,))
    assert played.do(late, at=START + timedelta(days=3)) == []


def test_what_a_person_cleared_is_not_raised_by_what_was_seen_before(played: Played) -> None:
    played.hear(THREAT)
    at = START + timedelta(days=1)
    played.do(c.ClearSign(sign="cancel-threat", because="Talked it over."), at=at)
    late = c.HearSignal(account="vale", signal="late", at=START + timedelta(hours=1), signs=(THREAT,))
    assert played.do(late, at=at) == []
    assert played.hear(THREAT, day=2) == ["sign_raised", "tier_changed"]


@pytest.mark.parametrize(
    ("sign", "because"), [("cancel-threat", "  "), ("cancel-threat", ""), ("silence", "They wrote.")]
)
def test_a_sign_is_cleared_only_where_it_stands_and_with_a_reason(played: Played, sign: str, because: str) -> None:
    played.hear(THREAT)
    with pytest.raises(Refused):
        played.do(c.ClearSign(sign=sign, because=because))
    assert list(played.account.signs) == ["cancel-threat"]


def test_the_same_signal_raises_nothing_twice(played: Played) -> None:
    command = c.HearSignal(account="vale", signal="s1", at=START, case="c1", signs=(THREAT,))
    assert played.do(command) == ["sign_raised", "tier_changed"]
    assert played.do(command) == []


def test_a_sign_expires_at_its_own_instant_unless_it_is_seen_again(played: Played) -> None:
    played.hear(LATE)
    assert wake_at(played.account) == START + timedelta(days=1)
    assert tick(played.account, START + timedelta(seconds=DAY - 1)) == ()
    played.hear(LATE, day=0.5)
    assert played.account.signs["passive-delay"].raised_at == START
    expired, tier = tick(played.account, START + timedelta(days=9))
    assert expired.at == tier.at == START + timedelta(days=1.5)
    assert wake_at(evolve(played.account, expired, tier)) is None


def test_what_was_due_before_a_command_happens_before_it(played: Played) -> None:
    played.hear(LATE)
    told = played.hear(THREAT, day=3)
    assert told == ["sign_expired", "tier_changed", "sign_raised", "tier_changed"]


REPEATS = {  # claim: (days of escalations of distinct cases, whether the last opens a review)
    "three within the window": ((0, 10, 20), True),
    "the third on its edge": ((0, 10, 30), True),
    "the third a second after it": ((0, 10, 30 + 1 / DAY), False),
    "two are no pattern": ((0, 1), False),
    "a burst over the end of a month": ((28, 30, 31), True),
    "the first has left the window when the third comes": ((0, 31, 32), False),
    "and counts no more for the fourth, which has three": ((0, 31, 32, 33), True),
}


@pytest.mark.parametrize(("days", "opens"), REPEATS.values(), ids=REPEATS)
def test_repeat(played: Played, days: tuple[float, ...], opens: bool) -> None:
    for number, day in enumerate(days):
        told = played.escalate(f"c{number}", day)
    assert told == (["escalation_counted", "review_opened"] if opens else ["escalation_counted"])


def test_messages_of_one_case_count_once(played: Played) -> None:
    told = [played.escalate("c1", day) for day in (0, 1, 2)]
    assert told == [["escalation_counted"], [], []]


def test_it_is_found_once_and_what_comes_then_adds_to_the_open_review(played: Played) -> None:
    for number in range(4):
        told = played.escalate(f"c{number}", number)
    assert told == ["escalation_counted"]
    assert played.account.reviews["repeat"].cases == ("c0", "c1", "c2", "c3")


def test_what_a_finished_review_looked_at_does_not_count_again(played: Played) -> None:
    for number in range(3):
        played.escalate(f"c{number}", number)
    played.do(c.FinishReview(pattern="repeat", because="They needed training."), at=START + timedelta(days=3))
    told = [played.escalate(f"d{number}", 4 + number) for number in range(3)]
    assert told == [["escalation_counted"]] * 2 + [["escalation_counted", "review_opened"]]
    assert played.account.reviews["repeat"].cases == ("d0", "d1", "d2")


def test_merged_cases_are_one_escalation(played: Played) -> None:
    played.escalate("c0", 0)
    played.escalate("c1", 1)
    assert played.do(c.MergeEscalation(account="vale", case="c1", into="c0")) == ["escalation_merged"]
    assert played.escalate("c2", 2) == ["escalation_counted"]
    assert played.escalate("c1", 2) == []
    assert [one.case for one in played.account.escalations] == ["c0", "c2"]


@pytest.mark.parametrize(("case", "into"), [("c1", "c1"), ("c0", "c1"), ("c1", "c0")])
def test_cases_are_merged_once_and_never_in_a_ring(played: Played, case: str, into: str) -> None:
    played.do(c.MergeEscalation(account="vale", case="c1", into="c0"))
    assert played.do(c.MergeEscalation(account="vale", case=case, into=into)) == []


@pytest.mark.parametrize(("pattern", "because"), [("other", "x"), ("repeat", " ")])
def test_a_review_is_finished_only_where_it_is_open_and_with_a_word(played: Played, pattern: str, because: str) -> None:
    for number in range(3):
        played.escalate(f"c{number}", number)
    with pytest.raises(Refused):
        played.do(c.FinishReview(pattern=pattern, because=because))


def test_its_events_tell_all_of_it(played: Played) -> None:
    played.hear(SILENCE, THREAT, LATE)
    for number in range(3):
        played.escalate(f"c{number}", number)
    played.hear(day=5, contact=True)
    stored = [
        msgspec.structs.replace(
            one, event=decode(str(one.event.__struct_config__.tag), 1, msgspec.json.encode(one.event))
        )
        for one in played.told
    ]
    assert msgspec.json.encode(fold("vale", stored)) == msgspec.json.encode(played.account)


@pytest.mark.parametrize(("v", "data"), [(2, b'{"type":"sign_expired","sign":"x"}'), (1, b"{}"), (1, b"broken")])
def test_an_event_that_cannot_be_read_says_so(v: int, data: bytes) -> None:
    with pytest.raises(DeskError, match="stored event"):
        decode("sign_expired", v, data)
