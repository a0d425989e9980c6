"""Who follows the pages one after the other, on one machine, is not led against a wall."""

import re
from collections import Counter

from tests.unit.docs.pages import ROOT, SOURCE, blocks, text_of

README = ROOT / "README.md"
HOWTO = ROOT / "docs" / "howto" / "write-a-pack.md"
TYPED = [one for one in blocks() if one.language in ("console", "sh")]


def test_each_signal_that_the_pages_send_has_a_key_of_its_own() -> None:
    keys = Counter(key for one in TYPED for key in re.findall(r"Idempotency-Key: ([\w-]+)", one.text))
    assert len(keys) >= 2
    assert [key for key, count in keys.items() if count > 1] == []


def test_a_folder_of_the_machine_is_made_before_something_is_put_there() -> None:
    put = [
        (one, folder) for one in TYPED for folder in re.findall(r"stepladder (?:backup|archive make) (/\w+)", one.text)
    ]
    assert {folder for _, folder in put} == {"/backups", "/archives"}
    for one, folder in put:
        assert f"mkdir -p {folder} " in one.text, one


def test_the_table_of_a_new_policy_names_each_of_its_files() -> None:
    named = set(re.findall(r"`([a-z-]+\.yaml)`", text_of(HOWTO).partition("## 2.")[0]))
    assert named == {one.name for one in (SOURCE / "packs" / "starter").glob("*.yaml")}


def test_a_desk_with_a_policy_of_ones_own_does_not_change_the_demonstration() -> None:
    served = [
        line for one in TYPED if one.page == HOWTO for line in one.text.splitlines() if "stepladder serve" in line
    ]
    assert served
    assert [line for line in served if "--data" not in line] == []


def test_the_first_page_leads_on_where_the_port_is_taken_and_where_the_token_is_lost() -> None:
    text = text_of(README)
    assert 'make run RUN_ARGS="--port 8100"' in text
    (name,) = set(re.findall(r"token new --name ([\w-]+)", text))
    assert f"token revoke --name {name}`" in text
