"""Gates and proof of identity on the page of a case: what each waits for, and the form that brings it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stepladder.core.policy.pack import Pack
from stepladder.service.reading.case_views import CasePage
from stepladder.service.reading.owed_views import (
    FactorView,
    GateView,
    NeedView,
)
from stepladder.web.pages.forms import Input, Part, because, hidden, place_for, way_of
from stepladder.web.pages.names import Names
from stepladder.web.pages.owed_rows import Row, either, shown_by
from stepladder.web.pages.words import act_name, by_the_clock


def gate_row(view: GateView, page: CasePage, pack: Pack, names: Names, acts: bool) -> Row:
    """A gate, what it waits for, and the forms that bring it."""
    states = {"open": (_("open"), "good"), "held": (_("closed"), "risk"), "waived": (_("waived"), "info")}
    state, tone = states[view.state]
    says: list[str] = []
    parts: list[Part | None] = []
    ways: tuple[tuple[str, str], ...] = ()
    if view.state == "held":
        needs = [one.title for one in view.needs if one.title != view.title]
        if needs:
            says.append(_("Waits for: %s") % ", ".join(needs))
        others = [_act(one, pack, names) for one in view.holds if one != "escalate"]
        if others:
            says.append(_("Keeps closed: %s") % ", ".join(dict.fromkeys(others)))
        parts = [_need(view, one) for one in view.needs]
        elsewhere = (one.opens_with for one, part in zip(view.needs, parts, strict=True) if part is None)
        ways = tuple(dict.fromkeys(way for one in elsewhere if (way := way_of(one)) is not None))
        if view.waived_by:
            parts.append(_waive(view, names))
    for key, tick in page.case.ticks.items():
        if key == view.key and tick.because:
            who = names.whom(tick.by)
            says.append(_("%(who)s: %(why)s") % {"who": who, "why": tick.because})
    kept = tuple(one for one in parts if one is not None) if acts else ()
    return Row(
        view.title, state, tone, tuple(says), view.because, view.source, kept, ways=ways if acts else (),
        settled=view.state != "held",
    )  # fmt: skip


def _act(act: str, pack: Pack, names: Names) -> str:
    """What a gate keeps closed, by the policy's own names."""
    kind, _colon, what = act.partition(":")
    if kind == "route":
        to = next((one.to for one in pack.text.routes if one.id == what), None)
        return _("telling %s") % names.whom(to) if to is not None else act_name(act)
    if kind == "identity":
        return _("requests of the class %s") % names.duty("class", what)
    return names.duty("step", what) if kind == "step" else act_name(act)


def _need(gate: GateView, need: NeedView) -> Part | None:
    """The form that brings one thing a gate waits for; None where that comes from another part of the page."""
    at = place_for("gate", gate.key, need.item)
    single = need.title == gate.title or len(gate.needs) == 1
    if need.opens_with == "log_attempt":
        often = ""
        if need.at_least > 1:
            often = _("It takes %d of them.") % need.at_least
        fields = (
            hidden("what", need.item),
            Input("result", _("What came of it"), "text"),
            Input("ref", _("Where it stands"), required=False, hint=_("A ticket, an article, a file")),
        )
        title = _("Log the attempt") if single else _("Log the attempt: %s") % need.title
        return Part(at, "log_attempt", title, _("Log the attempt"), fields, often)
    if need.opens_with == "tick_gate":
        fields = (hidden("gate", gate.key), *_item(gate, need), *_shows(need.evidence))
        title = _("It is there") if single else _("It is there: %s") % need.title
        return Part(at, "tick_gate", title, _("Tick it"), fields, shown_by(need.evidence))
    return None


def _item(gate: GateView, need: NeedView) -> tuple[Input, ...]:
    return (hidden("item", need.item),) if need.item != gate.key.rpartition("/")[2] else ()


def _shows(evidence: str) -> tuple[Input, ...]:
    kind = hidden("evidence.type", evidence)
    match evidence:
        case "message" | "attempt":
            return (kind,)
        case "field":
            return (kind, Input("evidence.text", _("What it says"), "text", required=False))
        case _:
            return (kind, Input("evidence.text", _("What shows it"), required=False))


def _waive(view: GateView, names: Names) -> Part:
    who = _("By %s.") % either(names, view.waived_by)
    at = place_for("waive", view.key)
    return Part(at, "waive_gate", _("Waive it"), _("Waive the gate"), (hidden("gate", view.key), because()), who)


def identity_rows(page: CasePage, names: Names, acts: bool) -> tuple[list[Row], int]:
    """The class of the request with its proofs, and how many are still missing."""
    view = page.owed.identity
    if view is None:
        return [], 0
    missing = max(0, view.needed - view.passed)
    state, tone = (_("proved"), "good") if view.proved else (_("not proved"), "risk")
    says = [_("%(n)d of %(all)d proofs have passed.") % {"n": view.passed, "all": view.needed}]
    if view.approval is not None:
        says.append(_("Besides it needs the approval: %s.") % names.approval(view.approval))
    rows = [Row(view.title, state, tone, tuple(says), view.because, view.source)]
    rows += [_factor(one, page, names, acts and not view.proved) for one in view.factors]
    return rows, 0 if view.proved else max(missing, 1)


def _factor(one: FactorView, page: CasePage, names: Names, acts: bool) -> Row:
    states = {None: (_("not checked"), ""), "passed": (_("passed"), "good"), "failed": (_("failed"), "critical")}
    state, tone = states[one.result]
    says = [_("Nothing else stands in for it.")] if one.required else []
    if one.result == "passed" and one.expires_at is not None:
        says.append(_("Counts until %s.") % by_the_clock(one.expires_at, page.now, page.zone))
    results = (("passed", _("Passed")), ("failed", _("Failed")))
    part = Part(
        place_for("factor", one.id),
        "add_factor",
        _("Note the check"),
        _("Note the result"),
        (_which(one, names), Input("result", _("How it ended"), "choice", choices=results)),
        _("Only the result is kept, never what was said."),
    )
    passed = one.result == "passed"
    return Row(one.title, state, tone, tuple(says), parts=(part,) if acts and not passed else (), settled=passed)


def _which(one: FactorView, names: Names) -> Input:
    """The proof, or the choice between those of which any will do."""
    if not one.accepts:
        return hidden("factor", one.id)
    known = ((name, names.duty("factor", name)) for name in (one.id, *one.accepts))
    return Input("factor", _("Which proof"), "choice", choices=tuple(known))
