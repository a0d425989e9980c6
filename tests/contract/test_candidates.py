"""A policy is put up, looked at, and published by one person at a time; what has errors never comes into force."""

from __future__ import annotations

import pytest

from stepladder.core.values import PackFaults
from stepladder.service.candidates import MOST_CANDIDATES, HasErrors, discard, publish_policy, put_up
from stepladder.service.policies import checked_already, findings_of, policies, policy_of
from stepladder.service.problems import BadInput, NotFound, Stale
from stepladder.service.publishing import overtaken_by, publish
from tests.contract.place import WORKSPACE, Place, shipped

NOTE = "# another text\n"


def files(extra: str = NOTE, **changed: tuple[str, str]) -> list[tuple[str, bytes]]:
    """The shipped policy with a comment of its own; `changed`: a file's words, and others in their place."""
    found = dict(shipped()[1])
    for name, (old, new) in changed.items():
        assert old in found[f"{name}.yaml"]
        found[f"{name}.yaml"] = found[f"{name}.yaml"].replace(old, new, 1)
    return [(name, text.encode()) for name, text in found.items()] + [("extra.yaml", extra.encode())]


def up(place: Place, given: list[tuple[str, bytes]] | None = None, by: str = "ana") -> str:
    return put_up(place.desk, WORKSPACE, given or files(), by=by, source="desk.zip").digest


def in_force(place: Place) -> str | None:
    return place.store.pack_in_force(WORKSPACE)


def published(place: Place, digest: str, *, by: str = "ana", on_top_of: str | None = None) -> bool:
    return publish_policy(place.desk, WORKSPACE, digest, by=by, on_top_of=on_top_of or shipped()[0].digest)


def test_a_candidate_is_kept_and_decides_nothing(place: Place) -> None:
    digest = up(place)
    assert in_force(place) == shipped()[0].digest
    elsewhere = place.another()
    (one,) = [one for one in policies(elsewhere.desk, WORKSPACE) if one.standing == "candidate"]
    assert (one.digest, one.by, one.source, one.at, one.open_cases) == (digest, "ana", "desk.zip", place.clock.now(), 0)
    assert policy_of(elsewhere.desk, WORKSPACE, digest[:12])[1].digest == digest
    case = place.store.load_case(WORKSPACE, place.opened("k1"))
    assert case is not None
    assert case.digest == shipped()[0].digest


def test_putting_up_the_same_text_again_is_no_second_candidate(place: Place) -> None:
    assert up(place) == up(place, by="lee")
    assert [one.by for one in place.store.candidates(WORKSPACE)] == ["lee"]


def test_publishing_puts_it_in_force_for_new_cases_and_open_ones_keep_theirs(place: Place) -> None:
    old = place.opened("k1", conversation="c1")
    digest = up(place)
    assert published(place, digest)
    new = place.opened("k2", conversation="c2")
    kept = [place.store.load_case(WORKSPACE, case) for case in (old, new)]
    assert [one.digest for one in kept if one] == [shipped()[0].digest, digest]
    assert place.store.open_cases_by_digest(WORKSPACE) == {shipped()[0].digest: 1, digest: 1}
    first, *others = policies(place.desk, WORKSPACE)
    assert (first.digest, first.standing, first.by, first.open_cases) == (digest, "in_force", "ana", 1)
    assert [(one.standing, one.open_cases) for one in others] == [("earlier", 1)]
    assert place.store.candidates(WORKSPACE) == ()


def test_publishing_what_is_in_force_changes_nothing(place: Place) -> None:
    digest = up(place)
    assert published(place, digest)
    assert not published(place, digest, on_top_of="whatever")


def test_of_two_who_publish_at_once_the_second_is_told(place: Place) -> None:
    first, second = up(place), up(place, files("# a third text\n"))
    assert published(place, first, by="ana")
    with pytest.raises(Stale, match="somebody else published"):
        published(place.another(), second, by="lee")
    assert in_force(place) == first
    assert [one.digest for one in place.store.candidates(WORKSPACE)] == [second]
    assert published(place, second, by="lee", on_top_of=first)


def test_the_store_takes_a_version_only_on_top_of_the_one_that_was_seen(place: Place) -> None:
    digest = up(place)
    version = place.store.pack_version(WORKSPACE, shipped()[0].digest)
    assert version is not None
    assert not place.store.publish_on_top(WORKSPACE, version, on_top_of=None)
    assert not place.store.publish_on_top(WORKSPACE, version, on_top_of=digest)
    assert in_force(place) == shipped()[0].digest
    assert place.store.publish_on_top(WORKSPACE, version, on_top_of=version.digest)
    assert [one.in_force for one in place.store.pack_versions(WORKSPACE)] == [True]


def test_a_policy_with_an_error_does_not_come_into_force(place: Place) -> None:
    digest = up(place, files(clocks=("kind: first_response, within: 30m", "kind: first_response, within: 20m")))
    with pytest.raises(HasErrors, match=r"it has \d+ errors"):
        published(place, digest)
    assert in_force(place) == shipped()[0].digest


def test_what_cannot_be_loaded_is_not_put_up(place: Place) -> None:
    with pytest.raises(PackFaults) as refused:
        up(place, files("routes:\n  - {id: wrong, to: securty, channel: email}\n"))
    assert ("extra.yaml", 2) in [(one.file, one.line) for one in refused.value.faults]
    assert place.store.candidates(WORKSPACE) == ()


def test_a_discarded_candidate_is_gone_and_cannot_be_published(place: Place) -> None:
    digest = up(place)
    discard(place.desk, WORKSPACE, digest)
    discard(place.desk, WORKSPACE, digest)
    with pytest.raises(NotFound):
        published(place.another(), digest)


def test_an_earlier_version_can_come_into_force_again(place: Place) -> None:
    old, new = shipped()[0].digest, up(place)
    published(place, new)
    place.clock.forward(hours=1)
    assert published(place, old, by="lee", on_top_of=new)
    first = policies(place.desk, WORKSPACE)[0]
    assert (first.digest, first.by, first.at) == (old, "lee", place.clock.now())


def test_there_are_so_many_candidates_and_no_more(place: Place) -> None:
    pack = '{id: own, title: Own, version: "%d"}'
    for number in range(MOST_CANDIDATES):
        up(place, [("pack.yaml", f"pack: {pack % number}\n".encode())])
    with pytest.raises(BadInput, match="candidates already"):
        up(place)


def test_what_was_found_is_kept_for_the_day(place: Place) -> None:
    _, pack = policy_of(place.desk, WORKSPACE)
    findings_of(place.desk, pack)
    assert checked_already(place.desk, pack, year=False)
    assert not checked_already(place.desk, pack, year=True)
    place.clock.forward(hours=24)
    assert not checked_already(place.desk, pack, year=False)


def test_what_somebody_published_stays_when_the_desk_starts_again(place: Place) -> None:
    source = "support-desk"
    assert overtaken_by(place.desk, WORKSPACE, source, "tests") is None
    digest = up(place)
    published(place, digest)
    found = overtaken_by(place.desk, WORKSPACE, source, "tests")
    assert found is not None
    assert found.digest == digest
    publish(place.desk, WORKSPACE, source, "tests")
    assert overtaken_by(place.desk, WORKSPACE, source, "tests") is None


def test_a_digest_that_is_cut_too_short_names_nothing(place: Place) -> None:
    with pytest.raises(NotFound):
        policy_of(place.desk, WORKSPACE, shipped()[0].digest[:11])
