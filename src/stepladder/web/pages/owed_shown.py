"""What a case owes, as its page shows it: lines with how they stand, and the forms that bring them on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from stepladder.core.policy.pack import Pack
from stepladder.service.reading.case_views import CasePage
from stepladder.service.reading.owed_views import (
    ApprovalView,
    FollowUpView,
    HoldView,
    WorkView,
)
from stepladder.web.pages.asked_as import asked_as
from stepladder.web.pages.event_words_work import hold_word
from stepladder.web.pages.forms import Input, Part, Refused, because, hidden, place_for
from stepladder.web.pages.gates_shown import gate_row, identity_rows
from stepladder.web.pages.names import Names
from stepladder.web.pages.owed_rows import Row, Section, either, section_of, shown_by
from stepladder.web.pages.words import act_name, by_the_clock, stage_name


def sections(page: CasePage, pack: Pack, names: Names, refused: Refused | None) -> list[Section]:
    """Everything that the case owes beyond clocks and notices; what is empty is left out.

    On a closed case nothing is open any more but what follows it: the rest tells how it ended.
    """
    acts = page.stage != "closed"
    gates = [gate_row(one, page, pack, names, acts) for one in page.owed.gates]
    made: list[tuple[str, str, list[Row], int]] = [
        ("gates", _("Gates"), gates, sum(one.state == "held" for one in page.owed.gates)),
        ("identity", _("Who asks"), *identity_rows(page, names, acts)),
        ("approvals", _("Approvals"), *_approvals(page, names, acts)),
        ("steps", _("Steps"), *_work(page, pack, names, acts, "step")),
        ("records", _("To write down"), *_work(page, pack, names, acts, "record")),
        ("follow-ups", _("Follow-ups"), *_follow_ups(page, names)),
        ("holds", _("Holds"), *_holds(page, names, acts)),
    ]
    if not acts:
        made = [one if one[0] == "follow-ups" else _ended(*one) for one in made]
    return [section_of(*one, refused) for one in made if one[2]]


def _ended(id_: str, title: str, rows: list[Row], _count: int) -> tuple[str, str, list[Row], int]:
    return id_, title, [replace(one, settled=True, heading="") for one in rows], 0


def _approvals(page: CasePage, names: Names, acts: bool) -> tuple[list[Row], int]:
    rows = [_approval(one, page, names, acts) for one in page.owed.approvals]
    # One that nobody asked for yet waits for nobody: the gate or the offer that needs it says so.
    return rows, sum(one.state in ("pending", "expired") for one in page.owed.approvals)


def _approval(one: ApprovalView, page: CasePage, names: Names, acts: bool) -> Row:
    states = {
        None: (_("not asked for"), ""),
        "pending": (_("asked for"), "info"),
        "given": (_("approved"), "good"),
        "refused": (_("not approved"), "critical"),
        "expired": (_("no answer"), "risk"),
    }
    state, tone = states[one.state]
    says = []
    if one.state == "pending":
        says.append(_("%(who)s asked %(to)s.") % {"who": one.asked_by, "to": names.whom(one.to)})
        if one.expires_at is not None:
            says.append(_("Until %s; then it goes on.") % by_the_clock(one.expires_at, page.now, page.zone))
    elif one.decided_by:
        who = _("By %s.") % one.decided_by
        says.append(f"{who} {one.reason}" if one.reason else who)
        if one.is_spent:
            says.append(_("It has given what it was asked for; once more is asked for again."))
    elif one.by:
        says.append(_("Decided by %s, never by whoever asks.") % names.whom(one.by))
    name = hidden("approval", one.key)
    said = Input("because", _("Because"), required=False)
    at = [place_for(word, one.key) for word in ("ask", "approve", "reject")]
    parts: tuple[Part, ...] = ()
    if one.state == "pending":
        parts = (
            Part(at[1], "approve", _("Approve it"), _("Approve"), (name, said)),
            Part(at[2], "reject", _("Do not approve it"), _("Do not approve"), (name, said)),
        )
    elif one.state != "given" or one.is_spent:
        people = (("", _("Whoever has the role")), *((who.id, who.name) for who in page.people))
        to = Input("to", _("Of whom"), "choice", required=False, choices=people)
        title = _("Ask for it") if one.state is None else _("Ask again")
        parts = (Part(at[0], "request_approval", title, _("Ask for the approval"), (name, to)),)
    return Row(
        one.title,
        state,
        tone,
        tuple(says),
        one.because,
        one.source,
        parts if acts else (),
        settled=one.state == "given",
    )


def _work(page: CasePage, pack: Pack, names: Names, acts: bool, kind: str) -> tuple[list[Row], int]:
    rows, stage = [], None
    for one in page.owed.work:
        if one.kind != kind:
            continue
        left = one.state in ("open", "overdue")
        heading = stage_name(one.stage) if left and one.stage and one.stage != stage else ""
        stage = one.stage if left else stage
        rows.append(_piece(one, page, pack, acts, heading))
    return rows, sum(one.kind == kind and _waits(one) and not one.optional for one in page.owed.work)


def _waits(one: WorkView) -> bool:
    """Whether somebody still has to do it."""
    return one.state in ("open", "overdue") and not one.by_itself


_DONE: dict[str, Callable[[], tuple[str, str]]] = {
    "open": lambda: (_("to do"), ""),
    "overdue": lambda: (_("overdue"), "critical"),
    "done": lambda: (_("done"), "good"),
    "waived": lambda: (_("left out"), "info"),
}


def _piece(one: WorkView, page: CasePage, pack: Pack, acts: bool, heading: str) -> Row:
    state, tone = _DONE[one.state]()
    if one.state in ("open", "overdue") and not acts:
        state, tone = _("not done"), ""
    elif one.by_itself and one.state == "open":
        state = _("by itself")
    elif one.optional and one.state == "open":
        state = _("if you like")
    says = []
    if one.by and one.at is not None:
        by = _("By %(who)s, %(when)s.") % {"who": one.by, "when": by_the_clock(one.at, page.now, page.zone)}
        says.append(f"{by} {one.said}" if one.said else by)
    elif one.due_at is not None:
        says.append(_("By %s.") % by_the_clock(one.due_at, page.now, page.zone))
    if one.before and one.state == "open" and acts:
        says.append(_("Before: %s.") % act_name(one.before))
    parts: tuple[Part, ...] = ()
    if acts and _waits(one):
        parts = (_complete(one.kind, one.key, _outcome(one, pack), one.evidence), _skip(one.kind, one.key))
    settled = one.state in ("done", "waived")
    return Row(
        one.title.rstrip("."), state, tone, tuple(says), one.because, one.source, parts,
        heading="" if settled else heading, settled=settled,
    )  # fmt: skip


def _outcome(one: WorkView, pack: Pack) -> Input:
    if one.fact is None:
        return Input("outcome", _("What came of it"), required=False)
    _kind, choices, hint = asked_as(one.fact, pack)
    if choices:
        return Input("outcome", _("The answer"), "choice", choices=choices)
    return Input("outcome", _("The answer"), hint=hint)


def _complete(kind: str, key: str, outcome: Input, evidence: str) -> Part:
    shows: tuple[Input, ...] = ()
    if evidence in ("message", "attempt"):
        shows = (hidden("evidence.type", evidence),)
    elif evidence == "field":
        shows = (hidden("evidence.type", evidence), Input("evidence.text", _("What is written down"), "text", False))
    at = place_for("complete", kind, key)
    fields = (hidden("step", key), outcome, *shows)
    return Part(at, "complete_step", _("It is done"), _("Complete it"), fields, shown_by(evidence))


def _skip(kind: str, key: str) -> Part:
    at = place_for("skip", kind, key)
    return Part(at, "skip_step", _("Leave it out"), _("Leave it out"), (hidden("step", key), because()))


def _follow_ups(page: CasePage, names: Names) -> tuple[list[Row], int]:
    ahead = [one for one in page.owed.follow_ups if one.is_ahead]
    return [_follow_up(one, page, names) for one in page.owed.follow_ups], len(ahead)


def _follow_up(one: FollowUpView, page: CasePage, names: Names) -> Row:
    states = {
        "planned": (_("planned"), ""),
        "due": (_("due"), "risk"),
        "overdue": (_("overdue"), "critical"),
        "done": (_("done"), "good"),
        "waived": (_("left out"), "info"),
        "cancelled": (_("not needed any more"), ""),
    }
    state, tone = states[one.state]
    says = [_window(one, page)] if one.due_at is not None or one.earliest_at is not None else []
    says.append(_("By %s.") % (names.whom(one.owner) if one.owner else _("the owner of the case")))
    outcome = Input("outcome", _("What came of it"), required=False)
    # A follow-up may be done on a closed case too: that is what it is for.
    parts = (_complete("follow-up", one.key, outcome, "tick"), _skip("follow-up", one.key)) if one.is_ahead else ()
    title = one.title.rstrip(".")
    return Row(title, state, tone, tuple(says), one.because, one.source, parts, settled=not one.is_ahead)


def _window(one: FollowUpView, page: CasePage) -> str:
    due = by_the_clock(one.due_at, page.now, page.zone) if one.due_at is not None else ""
    if one.earliest_at is None or one.earliest_at == one.due_at:
        return _("Until %s.") % due
    from_ = by_the_clock(one.earliest_at, page.now, page.zone)
    return _("From %(from)s until %(due)s.") % {"from": from_, "due": due} if due else _("From %s.") % from_


def _holds(page: CasePage, names: Names, acts: bool) -> tuple[list[Row], int]:
    standing = [one for one in page.owed.holds if one.released_at is None]
    return [_hold(one, page, names, acts) for one in page.owed.holds], len(standing)


def _hold(one: HoldView, page: CasePage, names: Names, acts: bool) -> Row:
    stands = one.released_at is None
    state, tone = (_("held"), "risk") if stands else (_("released"), "good")
    says = [_("Since %s.") % by_the_clock(one.at, page.now, page.zone)]
    parts: tuple[Part, ...] = ()
    if stands and acts:
        if one.released_by:
            who = _("By %s.") % either(names, one.released_by)
        else:
            who = _("By nobody: the policy names no role.") if one.source else _("By %s or a manager.") % one.by
        at = place_for("release", one.key)
        fields = (hidden("hold", one.key), because())
        parts = (Part(at, "release", _("Release it"), _("Release the hold"), fields, who),)
    title = f"{one.title}: {hold_word(one.what)}" if one.title else hold_word(one.what)
    return Row(title, state, tone, tuple(says), one.because, one.source, parts, settled=not stands)
