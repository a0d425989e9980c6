"""Which kinds of cases rules about time look at, of policies with very many of them."""

from stepladder import packfiles
from stepladder.core.lint.timing.situations import Situation, situations
from stepladder.core.triage.loading import load

_HEADER = "pack: {id: example, title: Example, version: '1', extends: starter}\n"
_WHY = "because: They wait., source: [HB-1]}"


def _looked_at(text: str) -> tuple[Situation, ...]:
    _, files = packfiles.read("starter")
    below = {f"starter/{name}": body for name, body in files.items()}
    return situations(load("example", {"pack.yaml": _HEADER + text} | below))


def _clocks(found: tuple[Situation, ...]) -> set[str]:
    return {one.clock.id for situation in found for one in situation.candidates}


def _segments(count: int) -> str:
    segments = [f"  - {{id: s{i}, title: S, when: \"customer.plan == 'p{i}'\", {_WHY}" for i in range(count)]
    clocks = [f"  - {{id: k{i}, for: {{segment: s{i}}}, kind: acknowledge, within: 1h, {_WHY}" for i in range(count)]
    return "\n".join(["segments:", *segments, "clocks:", *clocks, ""])


def _triggers(count: int, more: str) -> str:
    rules = [f"  - {{id: t{i}, category: money, phrases: [word{i}], {more.format(i)}, {_WHY}" for i in range(count)]
    return "\n".join(["triggers:", *rules, ""])


def _scales(count: int, levels: int) -> str:
    named = [f"      - {{id: l{i}, title: L, when: signal.affected_count > {100 - i}, {_WHY}" for i in range(levels)]
    body = [line for i in range(count) for line in (f"  - id: sc{i}", "    source: [HB-1]", "    levels:", *named)]
    clocks = [
        f"  - {{id: k{scale}-{i}, for: {{level: 'sc{scale}:l{i}'}}, kind: investigate, within: 1h, {_WHY}"
        for scale in range(count)
        for i in range(levels)
    ]
    return "\n".join(["scales:", *body, "clocks:", *clocks, ""])


def test_flags_that_nothing_asks_for_make_no_kinds_of_cases() -> None:
    flags = "flags:\n" + "".join(f"  - {{id: f{i}, title: F, {_WHY}\n" for i in range(30))
    assert len(_looked_at(_triggers(30, "flag: f{}") + flags)) == len(_looked_at(""))


def test_the_last_segment_is_looked_at_as_well_as_the_first() -> None:
    named = "".join(
        f"  - {{id: n{i}, for: {{trigger: t{i}}}, kind: investigate, within: 1h, {_WHY}\n" for i in range(90)
    )
    found = _looked_at(_triggers(90, "title: T") + _segments(90) + named)
    assert {f"k{i}" for i in range(90)} | {f"n{i}" for i in range(90)} <= _clocks(found)
    assert len(found) <= 2_000


def test_of_many_scales_every_level_is_looked_at() -> None:
    found = _looked_at(_scales(4, 4))
    assert {f"k{scale}-{level}" for scale in range(4) for level in range(4)} <= _clocks(found)
