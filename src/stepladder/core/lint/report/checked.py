"""What the check of one policy came to, and where its files lie, before anybody knows who will read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from stepladder.core.lint.accepting import acceptance
from stepladder.core.lint.finding import Finding, Severity
from stepladder.core.policy.model import Accepted, PackText

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings of one policy.

    Fields: name; version, text - None where it cannot be loaded; folders - where its files lie, as a reader opens
    them: its own under "", those of a policy that it extends under the name of that one.
    """

    name: str
    version: str | None = None
    text: PackText | None = None
    findings: tuple[Finding, ...]
    folders: Mapping[str, str]

    @property
    def can_go_live(self) -> bool:
        return not any(one.severity == "error" for one in self.standing)

    @property
    def standing(self) -> tuple[Finding, ...]:
        """Those that are not accepted."""
        return tuple(one for one in self.findings if not one.accepted)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.accepted)

    def path(self, finding: Finding) -> str:
        """The file of a finding, as a reader opens it."""
        layer, _, name = finding.file.rpartition("/")
        folder = self.folders.get(layer)
        return finding.file if folder is None else name if folder == "." else f"{folder}/{name}"

    def place(self, finding: Finding) -> str:
        return f"{self.path(finding)}:{finding.line}:{finding.column}"

    def acceptance(self, finding: Finding) -> Accepted | None:
        """Why, and until when, a finding is accepted."""
        return acceptance(self.text, finding) if self.text is not None and finding.accepted else None

    def marked(self) -> Iterator[tuple[str, Finding]]:
        """Each finding with a mark that stays the same while lines move: of two alike, the second has another one."""
        times = Counter[str]()
        for one in self.findings:
            about = ",".join(one.elements) or f"{one.file} {one.what}"
            said = f"{self.name} {one.rule} {about}"
            times[said] += 1
            yield sha256(f"{said} {times[said]}".encode()).hexdigest()[:32], one
