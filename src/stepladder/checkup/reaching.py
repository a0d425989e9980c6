"""Whether people can be reached: the policy in force, ways out that answer, and roles with somebody behind them."""

from __future__ import annotations

import time

from stepladder.channels.smtp import Smtp
from stepladder.checkup.check import Answer, Around, count_of, fine
from stepladder.core.case.orders import INTERNAL
from stepladder.core.case.reach import Unreachable
from stepladder.core.case.receive import fallback_role
from stepladder.core.policy.pack import Pack
from stepladder.service.addresses import resolve
from stepladder.service.policies import findings_of
from stepladder.service.ports_channels import NotSent
from stepladder.service.problems import NoPolicy
from stepladder.ways import mail_server

_ASK_SECONDS = 10


def policy(around: Around) -> Answer:
    """Every workspace has one in force, without errors. The rules that play a whole year are left out."""
    desk, said, warnings = around.desk, list[str](), 0
    rows = desk.store.workspaces()
    if not rows:
        return Answer("fail", "there is no workspace", "Run 'stepladder serve' once.")
    for row in rows:
        try:
            pack = desk.packs.in_force(row.id)
        except NoPolicy as fault:
            return Answer("fail", f"{row.id}: {fault.what}", fault.mend)
        found = [one for one in findings_of(desk, pack) if not one.accepted]
        errors = sum(one.severity == "error" for one in found)
        warnings += sum(one.severity == "warning" for one in found)
        said.append(f"{row.id}: {pack.id} {pack.digest[:12]}")
        if errors:
            name = f"{pack.id} has {count_of(errors, 'error', 'errors')}"
            return Answer("fail", f"{row.id}: {name}", f"Run 'stepladder policy check {pack.id}' and mend them.")
        if desk.store.refused_pack(row.id) is not None:
            return Answer(
                "warn",
                f"{row.id}: a newer text was refused; {pack.id} {pack.digest[:12]} stays in force",
                "Look at the page of the policy for what is wrong with it.",
            )
    return fine(f"{'; '.join(said)}; {count_of(warnings, 'warning', 'warnings')}")


def channels(around: Around) -> Answer:
    """Each way out answers, and takes mail from the desk's own address. Nothing is sent."""
    server = mail_server()
    names = ", ".join(sorted(name for name in around.desk.channels if name != "*")) or "none"
    if server is None:
        return Answer(
            "warn",
            f"no mail server is named, so mail stays in the desk (ways out: {names})",
            "Name one with STEPLADDER_SMTP_URL.",
        )
    begun = time.monotonic()
    try:
        Smtp(server, _ASK_SECONDS).ask()
    except NotSent as fault:
        usual = "Look at STEPLADDER_SMTP_URL, the way to that host, and its own log."
        return Answer("fail", f"{server.host}:{server.port}: {fault.what}", fault.mend or usual)
    took = (time.monotonic() - begun) * 1000
    said = f"the mail server {server.host}:{server.port} takes mail from {server.address}, and says so in {took:.0f} ms"
    return fine(f"{said} (ways out: {names})")


def routes(around: Around) -> Answer:
    """Every role that the policies in force tell, and the one that is told when others cannot be, leads to somebody."""
    asked, nobody = 0, list[str]()
    for row in around.desk.store.workspaces():
        pack = around.desk.packs.in_force(row.id)
        for to, channel in _told(pack):
            asked += 1
            try:
                resolve(
                    around.desk.store, row.id, pack, None, to, channel, now=around.desk.time.now()
                )  # fmt: skip
            except Unreachable:
                nobody.append(f"{row.id}: {to} ({channel})")
    if nobody:
        said = f"{len(nobody)} of {asked} lead to nobody: {', '.join(nobody[:8])}"
        return Answer("warn", said, "Give each an address or a person on the page of people, or in the policy.")
    return fine(f"each of {count_of(asked, 'role', 'roles')} that policies tell leads to somebody")


def _told(pack: Pack) -> list[tuple[str, str]]:
    """Roles and their channels, each once; not those whom a customer's record names."""
    by_record = {one.id for one in pack.text.directory if one.person_from is not None}
    found = [(one.to, one.channel) for one in pack.text.routes if one.to not in by_record]
    return list(dict.fromkeys([*found, (fallback_role(pack), INTERNAL)]))
