"""Packs as files: only plain files of the folder are read; packs beside are found; checked ones are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stepladder import packfiles
from stepladder.api import load_pack
from stepladder.core.values import DeskError, PackFaults

HEADER = "pack: {id: own, title: Own, version: '1'}\n"


def folder(path: Path, **files: str) -> Path:
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def rules_of(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(PackFaults) as refused:
        packfiles.load(path)
    return [(fault.file, fault.rule) for fault in refused.value.faults]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("flags: []", encoding="utf-8")
    pack = folder(tmp_path / "own", pack=HEADER)
    (pack / "more.yaml").symlink_to(secret)
    assert rules_of(pack) == [("more.yaml", "file")]


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    pack = folder(tmp_path / "own")
    (pack / "data").mkdir()
    (pack / "data" / "pack.yaml").write_text(HEADER, encoding="utf-8")
    (pack / "pack.yaml").symlink_to("data/pack.yaml")
    assert packfiles.load(pack).id == "own"


def test_a_folder_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    folder(tmp_path / "real", pack=HEADER)
    (tmp_path / "linked").symlink_to("real")
    assert packfiles.load(tmp_path / "linked").id == "own"


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    pack = folder(tmp_path / "own", pack=HEADER)
    os.mkfifo(pack / "pipe.yaml")
    (pack / "dir.yaml").mkdir()
    assert packfiles.load(pack).id == "own"


def test_a_huge_file_and_one_that_is_no_text_are_refused_at_once(tmp_path: Path) -> None:
    pack = folder(tmp_path / "own", pack=HEADER)
    (pack / "a.yaml").write_bytes(b"#" * 4_000_001)
    (pack / "b.yaml").write_bytes(b"a: \xff")
    assert rules_of(pack) == [("a.yaml", "size"), ("b.yaml", "encoding")]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    pack = folder(tmp_path / "own", **{f"f{number}": "" for number in range(201)})
    with pytest.raises(DeskError, match="201 files"):
        packfiles.load(pack)


def test_a_pack_beside_is_found(tmp_path: Path) -> None:
    folder(tmp_path / "below", pack="pack: {id: below, title: B, version: '1'}\nflags: [{id: f, because: x}]")
    own = folder(tmp_path / "own", pack="pack: {id: own, title: O, version: '1', extends: below}")
    found = packfiles.load(own)
    assert [flag.place.file for flag in found.text.flags] == ["below/pack.yaml"]
    assert sorted(packfiles.read(own)[1]) == ["below/pack.yaml", "pack.yaml"]


def test_a_shipped_pack_is_found_and_the_same_texts_decide_the_same(tmp_path: Path) -> None:
    shipped = packfiles.load("support-desk")
    own = folder(tmp_path / "own", pack="pack: {id: own, title: O, version: '1', extends: support-desk}")
    found = load_pack(own)
    assert [one.id for one in found.loaded.text.triggers] == [one.id for one in shipped.text.triggers]
    request = {"at": "2025-03-08T23:40:00-05:00", "signal": {"text": "I can see another company's invoices."}}
    assert found.decide(request).document.levels == {"priority": "critical"}


@pytest.mark.parametrize("name", ["../below", "below/../below", "nowhere"])
def test_no_other_folder_is_found(tmp_path: Path, name: str) -> None:
    folder(tmp_path / "below", pack="pack: {id: below, title: B, version: '1'}")
    own = folder(tmp_path / "own", pack=f"pack: {{id: own, title: O, version: '1', extends: {name}}}")
    assert rules_of(own)[0][1] in ("bad-id", "extends")


@pytest.mark.parametrize("name", ["x" * 5_000, "below/" + "x" * 300], ids=["a name", "a path"])
def test_a_name_that_no_folder_can_have_names_none(name: str) -> None:
    with pytest.raises(DeskError, match=r"no pack is called|there is no such folder"):
        packfiles.load(name)


def test_two_that_extend_each_other_end(tmp_path: Path) -> None:
    folder(tmp_path / "a", pack="pack: {id: a, title: A, version: '1', extends: b}")
    folder(tmp_path / "b", pack="pack: {id: b, title: B, version: '1', extends: a}")
    assert ("b/pack.yaml", "extends") in rules_of(tmp_path / "a")


def test_what_was_checked_is_kept_and_says_the_same(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    fresh = packfiles.load("support-desk", cache=cache)
    (kept,) = cache.rglob("*.pack")
    written = kept.stat().st_mtime_ns
    again = packfiles.load("support-desk", cache=cache)
    assert kept.stat().st_mtime_ns == written
    assert (again.digest, again.text) == (fresh.digest, fresh.text)
    assert again.trees == fresh.trees
    assert again.parameters == fresh.parameters
    assert list(again.calendars) == list(fresh.calendars)
    request = {"at": "2025-03-08T23:40:00-05:00", "signal": {"text": "charged twice"}, "customer": {"id": "c"}}
    first, second = (load_pack("support-desk", cache=where).decide(request).to_json() for where in (None, cache))
    assert first == second


def test_another_word_is_checked_anew_and_a_fault_is_never_kept(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    own = folder(tmp_path / "own", pack=HEADER)
    packfiles.load(own, cache=cache)
    (own / "more.yaml").write_text("flags: [{id: f}]", encoding="utf-8")
    with pytest.raises(PackFaults):
        packfiles.load(own, cache=cache)
    with pytest.raises(PackFaults):
        packfiles.load(own, cache=cache)
    assert len(list(cache.rglob("*.pack"))) == 1


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x80", b"\x81\xa6header\xc4\x01\x80"])
def test_a_kept_pack_that_cannot_be_read_is_checked_anew(tmp_path: Path, junk: bytes) -> None:
    own, cache = folder(tmp_path / "own", pack=HEADER), tmp_path / "cache"
    packfiles.load(own, cache=cache)
    (kept,) = cache.rglob("*.pack")
    kept.write_bytes(junk)
    assert packfiles.load(own, cache=cache).id == "own"


def test_a_cache_that_cannot_be_written_bothers_nobody(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands here", encoding="utf-8")
    assert packfiles.load("support-desk", cache=tmp_path / "cache").id == "support-desk"


def test_a_new_pack_has_its_name_and_title_and_loads(tmp_path: Path) -> None:
    target = tmp_path / "Our First Desk"
    assert packfiles.begin(target, 'The "first" desk: ours', like="support-desk") == "our-first-desk"
    found = packfiles.load(target)
    assert (found.id, found.text.header.title, found.text.header.version) == (
        "our-first-desk",
        'The "first" desk: ours',
        "0.1",
    )
    assert found.text.triggers == packfiles.load("support-desk").text.triggers


def test_a_new_pack_takes_an_empty_folder_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert packfiles.begin(tmp_path / "empty", like="support-desk") == "empty"
    for taken in (tmp_path / "empty", tmp_path / "empty" / "pack.yaml"):
        with pytest.raises(DeskError, match="stands there already"):
            packfiles.begin(taken, like="support-desk")


def test_a_new_pack_needs_a_name_that_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="no letter"):
        packfiles.begin(tmp_path / "---", like="support-desk")
    with pytest.raises(DeskError, match="nobody sees"):
        packfiles.begin(tmp_path / "own", "a\nb", like="support-desk")
    assert list(tmp_path.iterdir()) == []


def test_stories_beside_a_policy_are_no_part_of_it(tmp_path: Path) -> None:
    pack = folder(tmp_path / "own", pack=HEADER)
    before = packfiles.load(pack).digest
    folder(pack / "rehearsals", one="scenario: One\n")
    assert packfiles.rehearsals(pack) == {"own/one": "scenario: One\n"}
    assert packfiles.load(pack).digest == before


def test_a_policy_without_stories_has_none(tmp_path: Path) -> None:
    assert packfiles.rehearsals(folder(tmp_path / "own", pack=HEADER)) == {}


def test_a_story_that_is_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    pack = folder(tmp_path / "own", pack=HEADER)
    stories = folder(pack / "rehearsals", one="scenario: One\n")
    (stories / "two.yaml").symlink_to(pack / "pack.yaml")
    with pytest.raises(PackFaults) as refused:
        packfiles.rehearsals(pack)
    assert [fault.file for fault in refused.value.faults] == ["rehearsals/two.yaml"]
