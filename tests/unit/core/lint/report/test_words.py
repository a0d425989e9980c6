"""What people read of a check: grouped, with places to open, and what it means in the end."""

from stepladder.core.lint.report.words import changes, told
from tests.harness.golden import Golden
from tests.unit.core.lint.report.policy import TEXT, checked

SOUND = "# Nothing yet.\n"
BROKEN = TEXT.replace("rule: fixed-zone", "rul: fixed-zone")
NEW_NIGHT = TEXT.replace("id: night", "id: late")


def lines(text: str) -> list[str]:
    return [line.text for line in told(checked(text))]


def changed(before: str, after: str) -> list[str]:
    return [line.text for line in changes(checked(before), checked(after))]


def test_findings_are_told_the_gravest_first_and_the_accepted_last(golden: Golden) -> None:
    golden("policy/check.txt", "\n".join([*lines(TEXT), "", *lines(BROKEN), "", *lines(SOUND), ""]))


def test_the_last_line_says_what_it_means() -> None:
    assert lines(SOUND)[-2:] == ["own 1+000000000000: nothing found.", "It can go live."]
    assert lines(TEXT)[-1] == lines(BROKEN)[-1] == "It cannot go live until the errors are mended."


def test_after_a_change_only_what_is_new_or_gone_is_told(golden: Golden) -> None:
    golden("policy/check-changed.txt", "\n".join([*changed(TEXT, NEW_NIGHT), "", *changed(NEW_NIGHT, SOUND), ""]))


def test_a_line_that_moves_changes_nothing() -> None:
    assert changed(TEXT, TEXT.replace("calendars:", "# Times.\ncalendars:", 1)) == [
        "own 1+000000000000: found as before.",
        "It cannot go live until the errors are mended.",
    ]


def test_of_two_that_are_alike_one_can_go() -> None:
    twice = TEXT + TEXT.partition("examples:\n")[2]
    assert changed(twice, TEXT)[0] == "own 1+000000000000: 0 new, 1 gone."
