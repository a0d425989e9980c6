"""People say when they are away; managers set who has which duty. Each is checked, then stored."""

from __future__ import annotations

from datetime import datetime
from typing import cast, get_args

from msgspec.structs import replace

from stepladder.core.duty.absence import Absence
from stepladder.core.duty.rota import Override, Rota
from stepladder.core.duty.training import Stage
from stepladder.core.policy.nodes import suggest
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.problems import BadInput, NotFound, NotYours

MANAGERS = frozenset({"manager", "admin"})
"""Roles that may change the absences of others, and duties."""


class Actor(Made, frozen=True):
    """Who asks, and by which role."""

    id: str
    role: str

    @property
    def manages(self) -> bool:
        return self.role in MANAGERS


def set_stage(desk: Desk, workspace: str, person: str, stage: str, by: Actor) -> None:
    """Say how far somebody is in their training; "" once it is over.

    Raises: NotYours - only who manages may; BadInput - nobody is called so, or there is no such stage.
    """
    if not by.manages:
        raise NotYours("only a manager or an administrator may", where="stage", mend="Ask one of them.")
    found = next((one for one in desk.store.people(workspace) if one.id == person), None)
    if found is None:
        raise BadInput(f"nobody is called '{person[:40]}'", where="person", mend="Choose somebody from the list.")
    if stage not in ("", *get_args(Stage)):
        mend = f"Use one of: {', '.join(get_args(Stage))}."
        raise BadInput(f"no stage is called '{stage[:40]}'", where="stage", mend=mend)
    desk.store.save_person(workspace, replace(found, stage=cast(Stage, stage) if stage else None))


def add_absence(desk: Desk, workspace: str, absence: Absence, by: Actor) -> None:
    """Keep an absence; one of the same person with the same start is replaced.

    Raises: NotYours - somebody else's; BadInput - nobody is called so, or it is over already.
    """
    _only_own(absence.person, by)
    _known(desk, workspace, (absence.person,), "person")
    if absence.deputy is not None:
        _known(desk, workspace, (absence.deputy,), "deputy")
    if absence.ends_at <= desk.time.now():
        raise BadInput("it is over already", where="to", mend="Let it end in the future.")
    desk.store.save_absence(workspace, absence)


def end_absence(desk: Desk, workspace: str, person: str, starts_at: datetime, by: Actor) -> None:
    """They are back: an absence that has begun ends now, one that has not is forgotten. Ended already is no fault.

    Raises: NotYours - somebody else's.
    """
    _only_own(person, by)
    now = desk.time.now()
    for one in desk.store.absences(workspace, now):
        if (one.person, one.starts_at) == (person, starts_at):
            if one.starts_at < now:
                desk.store.save_absence(workspace, replace(one, ends_at=now))
            else:
                desk.store.drop_absence(workspace, person, starts_at)


def set_rota(desk: Desk, workspace: str, rota: Rota, by: Actor) -> None:
    """Keep the rota of a role in place of the one there is; overrides stay.

    Raises: NotYours - no manager; BadInput - nobody is called so.
    """
    _only_managers(by)
    if not rota.role or len(rota.role) > 80:
        raise BadInput("no role is named", where="role", mend="Name a role of the policy's directory.")
    _known(desk, workspace, rota.people, "people")
    desk.store.save_rota(workspace, rota)


def drop_rota(desk: Desk, workspace: str, role: str, by: Actor) -> None:
    """The role has no duty any more. Raises: NotYours - no manager."""
    _only_managers(by)
    desk.store.drop_rota(workspace, role)


def add_override(desk: Desk, workspace: str, role: str, override: Override, by: Actor) -> None:
    """Somebody else takes the duty for a while.

    Raises: NotYours - no manager; NotFound - the role has no rota; BadInput - nobody is called so, or it is over.
    """
    _only_managers(by)
    now = desk.time.now()
    if all(one.role != role for one in desk.store.rotas(workspace, now)):
        raise NotFound(f"the role '{role[:40]}' has no rota", where="role", mend="Set one first.")
    _known(desk, workspace, (override.person,), "person")
    if override.ends_at <= now:
        raise BadInput("it is over already", where="to", mend="Let it end in the future.")
    desk.store.save_override(workspace, role, override, now)


def drop_override(desk: Desk, workspace: str, role: str, starts_at: datetime, by: Actor) -> None:
    """The rota counts again. Raises: NotYours - no manager."""
    _only_managers(by)
    desk.store.drop_override(workspace, role, starts_at)


def _only_own(person: str, by: Actor) -> None:
    if person != by.id and not by.manages:
        raise NotYours(
            "only a manager may change the absences of others",
            where="person",
            mend="Ask a manager or an administrator.",
        )


def _only_managers(by: Actor) -> None:
    if not by.manages:
        raise NotYours("only a manager may change duties", where="duty", mend="Ask a manager or an administrator.")


def _known(desk: Desk, workspace: str, ids: tuple[str, ...], where: str) -> None:
    people = {one.id for one in desk.store.people(workspace)}
    for one in ids:
        if one not in people:
            raise BadInput(f"nobody here is called '{one[:40]}'", where=where, mend=suggest(one, people))
