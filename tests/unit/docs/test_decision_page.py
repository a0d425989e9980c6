"""The page about decisions names every key of the request and of the answer."""

from typing import Any

import msgspec
import pytest

from stepladder.core.triage import decision as d
from stepladder.core.triage import decision_duties as duties
from stepladder.core.triage import request as r
from stepladder.core.triage.why_not import WhyNot
from tests.unit.docs.pages import REFERENCE, sections

PAGE = sections(REFERENCE / "decision.md")
EVERYWHERE = {"id", "source", "because", "pack", "scope"}
KINDS: dict[Any, str] = {
    d.DecisionDocument: "The answer",
    d.MatchedTrigger: "What matched",
    d.RaisedSign: "What matched",
    d.Evidence: "What matched",
    d.Unknown: "The answer",
    d.DecidedClock: "Clocks",
    d.Worked: "Clocks",
    d.DecidedRoute: "Routes",
    d.Fields: "Fields",
    d.RequiredField: "Fields",
    d.Explained: "The explanation",
    d.Read: "The explanation",
    duties.DecidedGate: "Gates",
    duties.WantedIdentity: "Identity",
    duties.WantedApproval: "Further lists",
    duties.BoundGuard: "Further lists",
    duties.OfferedGuidance: "Further lists",
    duties.DecidedStep: "Further lists",
    duties.OfferedTemplate: "Further lists",
    duties.WantedRecord: "Further lists",
    duties.PlacedHold: "Further lists",
    duties.OpenConcession: "Sums",
    duties.StandingTerm: "Sums",
    duties.PlannedFollowUp: "Follow-ups",
    duties.NextRung: "The ladder",
    WhyNot: "Why not",
    r.Request: "The request",
    r.Signal: "The request",
    r.Customer: "The request",
    r.Contact: "The request",
    r.Contract: "The request",
    r.Deal: "The request",
    r.CaseSoFar: "The request",
    r.LoggedAttempt: "The request",
    r.Past: "The request",
}


@pytest.mark.parametrize(("kind", "section"), KINDS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_every_key_has_its_place(kind: Any, section: str) -> None:
    keys = {field.encode_name for field in msgspec.structs.fields(kind)} - EVERYWHERE
    assert {key for key in keys if f"`{key}`" not in PAGE[section]} == set()


def test_no_part_of_the_answer_is_left_out() -> None:
    named = {kind.__name__ for kind in KINDS}
    parts = {
        one.__name__
        for module in (d, duties)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct)
    }
    assert parts - named == {"Item", "Scoped", "Sum"}
