"""What pages read is what is stored, in the words of the policy a case is pinned to."""

from __future__ import annotations

import pytest

from stepladder.core.case.commands import Acknowledge, Assign, Resolve, SetFact
from stepladder.service.commands import handle_command, read_command
from stepladder.service.ports import Change
from stepladder.service.problems import BadInput, NotAllowed, NotFound, NotReadable, Stale
from stepladder.service.reading.board import board
from stepladder.service.reading.case_page import read_case_page
from stepladder.service.reading.customers import customers_called
from stepladder.service.rows import CaseFilter, PersonRow
from stepladder.service.ticking import tick_due
from tests.contract.place import LEAK, WORKSPACE, Place

BUG = "Nothing works, the export gives an error message every time"


def test_the_board_groups_by_what_falls_due_first(place: Place) -> None:
    critical = place.opened("k1", conversation="c1", customer={"id": "harbor"})
    place.clock.forward(minutes=31)
    tick_due(place.desk)
    soon = place.opened("k2", conversation="c2", customer={"id": "nobody-knows", "name": "Quince"})
    shown = board(place.desk, WORKSPACE)
    groups = {group.id: [row.case for row in group.rows] for group in shown.groups}
    assert groups["overdue"] == [critical]
    assert groups["next_hour"] == [soon]
    assert [group.count for group in shown.groups] == [1, 1, 0, 0, 0, 0]
    late, next_one = (group.rows[0] for group in shown.groups[:2])
    assert (late.next.standing, next_one.next.standing) == ("overdue", "running")  # type: ignore[union-attr]
    assert (late.customer_name, next_one.customer_name) == ("Harbor & Pine", "Quince")
    assert (late.level_title, late.category_title) == ("Critical", "Security and privacy")
    assert (late.owner, late.owner_role, late.holder) == (None, "security", "Security")
    assert late.title == LEAK


def test_a_customer_without_a_record_is_called_as_one_of_their_newest_cases_tells(place: Place) -> None:
    for number, name in enumerate(("Quinze", "Quince", None)):
        customer = {"id": "q", "name": name} if name else {"id": "q"}
        place.opened(f"k{number}", conversation=f"c{number}", customer=customer)
        place.clock.forward(seconds=1)
    place.opened("k9", conversation="c9", customer={"id": "silent"})
    nobody = [f"nobody-{number}" for number in range(600)]
    called = customers_called(place.store, WORKSPACE, ["q", "silent", "harbor", *nobody])
    assert [called[one] for one in ("q", "silent", "harbor", nobody[-1])] == [
        "Quince", "silent", "Harbor & Pine", nobody[-1],
    ]  # fmt: skip
    assert customers_called(place.store, WORKSPACE, []) == {}


def test_a_case_and_the_board_call_its_customer_the_same(place: Place) -> None:
    case = place.opened("k1", customer={"id": "cust-6", "name": "Customer 6 GmbH"})
    (row,) = (row for group in board(place.desk, WORKSPACE).groups for row in group.rows)
    assert row.customer_name == read_case_page(place.desk, WORKSPACE, case).customer_name == "Customer 6 GmbH"


def test_signals_come_in_the_order_in_which_they_are_asked_for(place: Place) -> None:
    for number in range(3):
        case = place.opened(f"k{number}", BUG, conversation="c1")
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    for names in (loaded.signals, loaded.signals[::-1]):
        assert list(place.store.signals(WORKSPACE, [*names, "s-none"])) == names


def test_mail_goes_where_the_newest_signal_came_from_however_quickly_they_follow_each_other(place: Place) -> None:
    for number in range(8):  # Ids of one millisecond sort by chance.
        contact = {"name": "Pat", "email": f"pat-{number}@example.com"}
        case = place.opened(f"k{number}", BUG, conversation="c1", contact=contact)
    assert read_case_page(place.desk, WORKSPACE, case).customer_mail == "pat-7@example.com"


def test_a_case_that_a_board_of_a_tracker_holds_is_held_by_the_name_of_it(place: Place) -> None:
    case = place.opened("k1")
    loaded = place.store.load_case(WORKSPACE, case)
    assert loaded is not None
    loaded.owner, loaded.owner_is_person = "tracker:TECH-SUPPORT", False
    change = Change(
        workspace=WORKSPACE, recorded_at=place.clock.now(), case=loaded, expected_version=loaded.version,
    )  # fmt: skip
    place.store.commit([change])
    (row,) = (row for group in board(place.desk, WORKSPACE).groups for row in group.rows)
    assert row.holder == "TECH-SUPPORT"


def test_a_group_that_is_too_long_is_cut_and_still_counted(place: Place) -> None:
    for number in range(5):
        place.opened(f"k{number}", conversation=f"c{number}")
    shown = board(place.desk, WORKSPACE, per_group=2)
    assert [(group.count, len(group.rows)) for group in shown.groups if group.count] == [(5, 2)]


def test_a_group_alone_is_read_page_by_page_to_its_end(place: Place) -> None:
    opened = set()
    for number in range(5):
        opened.add(place.opened(f"k{number}", conversation=f"c{number}"))
        place.clock.forward(seconds=1)
    pages = [board(place.desk, WORKSPACE, only="next_hour", skip=skip, per_group=2) for skip in (0, 2, 4, 6)]
    listed = [[row.case for group in page.groups for row in group.rows] for page in pages]
    assert [len(one) for one in listed] == [2, 2, 1, 0]
    assert {case for page in listed for case in page} == opened
    assert [page.count for page in pages] == [5, 5, 5, 5]
    assert board(place.desk, WORKSPACE, only="later").count == 0


SOUGHT = {
    "a word of the title, in any capitals": ("INVOICE", [0, 1]),
    "every word, wherever it stands": ("invoices pine", [0]),
    "capitals beyond ASCII": ("ÄRGER gmbh", [1]),
    "the name on record": ("Harbor & P", [0]),
    "the id of a customer": ("cust-6", [1]),
    "no such word": ("invoices 50%_", []),
}


@pytest.mark.parametrize(("words", "expected"), SOUGHT.values(), ids=SOUGHT)
def test_a_search_finds_open_cases_by_title_and_customer(place: Place, words: str, expected: list[int]) -> None:
    cases = [
        place.opened("k0", conversation="c0", customer={"id": "harbor"}),
        place.opened("k1", conversation="c1", customer={"id": "cust-6", "name": "Großer Ärger GmbH"}),
    ]
    shown = board(place.desk, WORKSPACE, words=words)
    found = [row.case for group in shown.groups for row in group.rows]
    assert (sorted(cases.index(one) for one in found), shown.count, shown.all_read) == (expected, len(expected), True)
    by_id = board(place.desk, WORKSPACE, words=cases[0].upper())
    assert [row.case for group in by_id.groups for row in group.rows] == [cases[0]]


def test_what_is_found_is_read_page_by_page_too(place: Place) -> None:
    for number in range(3):
        place.opened(f"k{number}", conversation=f"c{number}")
    shown = board(place.desk, WORKSPACE, only="next_hour", words="invoices", skip=2, per_group=2)
    assert (shown.count, [len(group.rows) for group in shown.groups if group.count]) == (3, [1])


def test_a_resolved_case_is_followed_up_with_what_comes_next(place: Place) -> None:
    case = place.opened("k1")
    handle_command(place.desk, WORKSPACE, case, Resolve(text="Mended"), "ana")
    (group,) = (one for one in board(place.desk, WORKSPACE).groups if one.count)
    (row,) = group.rows
    page = read_case_page(place.desk, WORKSPACE, case)
    ahead = [one for one in page.owed.follow_ups if one.is_ahead]
    first = min(ahead, key=lambda one: one.due_at or place.clock.now())
    assert (group.id, row.follow_up) == ("following_up", first.title.rstrip("."))
    assert row.next is not None
    assert (row.next.due_at, row.next.standing) == (first.due_at, "running")
    place.clock.at = row.next.due_at
    tick_due(place.desk)
    (late,) = (row for group in board(place.desk, WORKSPACE).groups for row in group.rows)
    assert late.next is not None
    assert late.next.standing == "overdue"


def test_a_closed_case_is_on_no_board(place: Place) -> None:
    from stepladder.core.case.commands import Close, Outcome

    case = place.opened("k1")
    handle_command(place.desk, WORKSPACE, case, Resolve(text="Mended"), "ana")
    handle_command(place.desk, WORKSPACE, case, Close(outcome=Outcome(resolved_by_team=True)), "ana")
    assert board(place.desk, WORKSPACE).count == 0
    assert [one.id for one in place.store.cases(CaseFilter(workspace=WORKSPACE, state="closed"))] == [case]


def test_cases_are_listed_newest_first_page_by_page(place: Place) -> None:
    opened = []
    for number in range(5):
        opened.append(place.opened(f"k{number}", conversation=f"c{number}"))
        place.clock.forward(seconds=1)
    listed: list[str] = []
    after = None
    while page := place.store.cases(CaseFilter(workspace=WORKSPACE, limit=2, after=after)):
        listed += [one.id for one in page]
        after = listed[-1]
    assert listed == opened[::-1]


def test_the_case_page_shows_words_quotes_clocks_and_reasons(place: Place) -> None:
    place.store.save_person(WORKSPACE, PersonRow(id="ana", name="Ana", role="agent"))
    case = place.opened("k1", customer={"id": "harbor"})
    handle_command(place.desk, WORKSPACE, case, Acknowledge(), "ana")
    page = read_case_page(place.desk, WORKSPACE, case)
    assert (page.owner, page.title, page.stage) == ("Ana", LEAK, "investigate")
    (trigger,) = page.triggers
    (quote,) = trigger.quotes
    assert quote.before + quote.quote + quote.after == LEAK
    assert [LEAK[span.start : span.end] for span in page.signals[0].text_spans] == [quote.quote]
    first = next(one for one in page.clocks if one.kind == "first_response")
    assert first.due_at.isoformat() == "2025-03-09T00:10:00-05:00"
    resolution = next(one for one in page.clocks if one.kind == "resolution")
    assert resolution.due_at.isoformat() == "2025-03-09T04:40:00-04:00"
    assert sum(span.counts for span in resolution.working) == resolution.within
    assert {one.type for one in page.timeline} >= {"signal_received", "case_opened", "acknowledged"}
    assert page.timeline[0].text == LEAK
    assert page.explanation
    assert page.next is not None
    assert page.next.slot == "first_response"


def test_a_fact_that_a_person_says_is_shown_in_the_hand_over(place: Place) -> None:
    case = place.opened("k1")
    before = {one.id: one.value for one in read_case_page(place.desk, WORKSPACE, case).fields}
    handle_command(place.desk, WORKSPACE, case, SetFact(fact="impact", value="They cannot bill."), "ana")
    fields = {one.id: one for one in read_case_page(place.desk, WORKSPACE, case).fields}
    assert (before["impact"], fields["impact"].value) == (None, "They cannot bill.")
    assert all(one.known == (one.value is not None) for one in fields.values())


def test_a_case_that_is_not_there_is_not_found(place: Place) -> None:
    with pytest.raises(NotFound):
        read_case_page(place.desk, WORKSPACE, "c-none")
    with pytest.raises(NotFound):
        handle_command(place.desk, WORKSPACE, "c-none", Acknowledge(), "ana")


def test_a_command_on_an_old_version_is_stale_and_changes_nothing(place: Place) -> None:
    case = place.opened("k1")
    version = read_case_page(place.desk, WORKSPACE, case).case.version
    handle_command(place.desk, WORKSPACE, case, Acknowledge(), "ana", version)
    before = place.events(case)
    with pytest.raises(Stale) as refused:
        handle_command(place.desk, WORKSPACE, case, Resolve(text="Mended"), "lee", version)
    assert (refused.value.status, refused.value.more["version"]) == (412, len(before))
    assert place.events(case) == before


def test_a_refused_command_says_why_and_what_opens_the_way(place: Place) -> None:
    case = place.opened("k1")
    handle_command(place.desk, WORKSPACE, case, Resolve(text="Mended"), "ana")
    again, _ = read_command(b'{"do":"set_level","scale":"priority","level":"high","because":"calmer"}')
    with pytest.raises(NotAllowed) as refused:
        handle_command(place.desk, WORKSPACE, case, again, "ana")
    assert refused.value.more == {"reason": "the case is resolved", "source": [], "opens_with": "reopen"}


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (b"hello", NotReadable),
        (b"[]", NotReadable),
        (b'{"do":"fly"}', BadInput),
        (b'{"do":"note"}', BadInput),
        (b'{"do":"note","text":"a","loud":true}', BadInput),
        (b'{"do":"acknowledge","expected_version":"3"}', BadInput),
        (b'{"do":"link","case":"c1"}', BadInput),
        (b'{"do":"report_failure","delivery":"d","to":"a","channel":"b","reason":"c"}', BadInput),
    ],
)
def test_a_command_that_cannot_be_read_is_refused(sent: bytes, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        read_command(sent)


def test_a_case_is_given_to_a_person_or_to_a_role_of_its_policy_and_to_nobody_else(place: Place) -> None:
    case = place.opened("k1")
    place.store.save_person(WORKSPACE, PersonRow(id="lee", name="Lee", role="agent"))
    for owner, person in (("success", False), ("lee", True)):
        handle_command(place.desk, WORKSPACE, case, Assign(to=owner), "ana")
        loaded = place.store.load_case(WORKSPACE, case)
        assert loaded is not None
        assert (loaded.owner, loaded.owner_is_person) == (owner, person)
    with pytest.raises(BadInput, match="nobody-here") as refused:
        handle_command(place.desk, WORKSPACE, case, Assign(to="nobody-here"), "ana")
    assert "lee" in refused.value.mend
    assert "success" in refused.value.mend


def test_half_of_a_pair_in_a_command_is_named_as_such() -> None:
    with pytest.raises(BadInput, match="half of a pair") as refused:
        read_command(b'{"do":"note","text":"a\\ud800b"}')
    assert refused.value.where == "text"
