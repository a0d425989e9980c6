"""Policies come into force whole or not at all, and open cases keep the one they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.core.values import PackFaults
from stepladder.service.publishing import publish
from tests.contract.place import WORKSPACE, Place, shipped


def folder(tmp_path: Path, **changed: str) -> Path:
    """The shipped pack as a folder, with some files replaced."""
    home = tmp_path / "our-desk"
    home.mkdir(exist_ok=True)
    for name, text in shipped()[1].items():
        (home / name).write_text(text, encoding="utf-8")
    for name, text in changed.items():
        (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    return home


def test_a_pack_with_a_fault_never_goes_live_and_the_page_can_say_so(place: Place, tmp_path: Path) -> None:
    before = place.store.pack_in_force(WORKSPACE)
    broken = folder(tmp_path, extra="routes:\n  - {id: wrong, to: securty, channel: email}\n")
    with pytest.raises(PackFaults) as refused:
        publish(place.desk, WORKSPACE, broken, "ana")
    assert place.store.pack_in_force(WORKSPACE) == before
    kept = place.store.refused_pack(WORKSPACE)
    assert kept is not None
    assert kept.faults == refused.value.faults
    assert kept.faults[0].file == "extra.yaml"
    assert (kept.by, kept.source, kept.at) == ("ana", str(broken), place.clock.now())
    assert place.opened("k1")


def test_a_good_version_after_a_refused_one_clears_the_refusal(place: Place, tmp_path: Path) -> None:
    with pytest.raises(PackFaults):
        publish(place.desk, WORKSPACE, folder(tmp_path, extra="nonsense: 1\n"), "ana")
    publish(place.desk, WORKSPACE, folder(tmp_path, extra="# mended\n"), "ana")
    assert place.store.refused_pack(WORKSPACE) is None
    assert len(place.store.pack_versions(WORKSPACE)) == 2


def test_a_new_version_decides_new_cases_and_leaves_open_ones_alone(place: Place, tmp_path: Path) -> None:
    old = place.opened("k1", conversation="c1")
    pack = publish(place.desk, WORKSPACE, folder(tmp_path, extra="# another text\n"), "ana")
    assert pack.digest != shipped()[0].digest
    new = place.opened("k2", conversation="c2")
    place.signal("k3", "Again", conversation="c1")
    digests = [place.store.load_case(WORKSPACE, case) for case in (old, new)]
    assert [one.digest for one in digests if one] == [shipped()[0].digest, pack.digest]
    in_force = [one.digest for one in place.store.pack_versions(WORKSPACE) if one.in_force]
    assert in_force == [pack.digest]


def test_publishing_what_is_in_force_changes_nothing(place: Place) -> None:
    before = place.store.pack_versions(WORKSPACE)
    place.clock.forward(hours=1)
    publish(place.desk, WORKSPACE, "support-desk", "ana")
    assert place.store.pack_versions(WORKSPACE) == before


def test_another_process_compiles_a_version_from_its_stored_text(place: Place, tmp_path: Path) -> None:
    from stepladder.service.packs import Packs

    pack = publish(place.desk, WORKSPACE, folder(tmp_path, extra="# another text\n"), "ana")
    elsewhere = Packs(place.store).by_digest(WORKSPACE, pack.digest)
    assert elsewhere is not pack
    assert elsewhere.digest == pack.digest
    assert elsewhere.text == pack.text
