"""Playbooks as files: read back exactly, refused with line and field, and harmless whoever wrote them."""

import string
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negotiation.demo.playbooks import CATEGORIES
from negotiation.models import Playbook
from negotiation.playbooks.yaml import LARGEST_FILE, PlaybookFile, YamlError, read, write
from tests.factories import guardrails
from tests.negotiation.playbook_people import contract_in, playbook

NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(-1000, 1000, allow_nan=False, places=3).map(str),
    st.floats(-1e6, 1e6, allow_nan=False),
)
AMOUNTS = st.one_of(st.fixed_dictionaries({"value": NUMBERS}), st.fixed_dictionaries({"change_pct": NUMBERS}))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=60)
LEVERS = st.fixed_dictionaries(
    {
        "name": st.text(string.ascii_lowercase, min_size=1, max_size=12),
        "target": AMOUNTS,
        "walk_away": AMOUNTS,
        "weight": NUMBERS,
        "step": st.fixed_dictionaries({"share_pct": NUMBERS}),
    },
    optional={"label": TEXTS, "choices": st.lists(NUMBERS, max_size=3), "options": st.lists(AMOUNTS, max_size=3)},
)


def file_of(rules: dict[str, Any]) -> PlaybookFile:
    return PlaybookFile("packaging", "Packaging renewals", "packaging", rules)


def refused(text: str) -> str:
    with pytest.raises(YamlError) as error:
        read(text)
    return " ".join(error.value.faults)


@pytest.mark.parametrize("spec", CATEGORIES, ids=lambda spec: spec["slug"])
def test_a_demo_playbook_is_read_back_exactly(spec: Any) -> None:
    assert read(write(file_of(spec["guardrails"]))) == file_of(spec["guardrails"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.lists(LEVERS, max_size=3), TEXTS, st.floats(0, 1), st.booleans())
def test_whatever_was_written_is_read_back_exactly(levers: Any, message: str, accept: float, shows: bool) -> None:
    rules = {"levers": levers, "opening_message": message, "accept_at": accept, "shows_rounds": shows}
    back = read(write(file_of(rules)))
    assert repr(back) == repr(file_of(rules))  # 1, 1.0 and True are equal to Python, and not to a reviewer


@pytest.mark.parametrize(
    "text", ["no", "on", "12:30", "2026-01-01", "1e5", "0x1F", "~", "null", " a\n b ", "# x", "x: y"]
)
def test_texts_that_other_readers_take_for_something_else_stay_texts(text: str) -> None:
    assert read(write(file_of(guardrails(opening_message=text)))).guardrails["opening_message"] == text


def test_a_fault_is_told_with_its_line_and_field() -> None:
    text = write(file_of(guardrails())).replace("weight: 40", "weight: heavy")
    line = 1 + text.splitlines().index(next(line for line in text.splitlines() if "heavy" in line))
    assert refused(text) == f'Line {line}, guardrails.levers[1].weight: "heavy" stands here; a number is expected.'


def test_unknown_keys_are_refused_and_the_known_ones_named() -> None:
    told = refused(write(file_of(guardrails())).replace("rounds: 8", "rouns: 8"))
    assert "guardrails.rouns: this key is not known" in told
    assert "deadline_hours" in told


HOSTILE = {
    "an alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors and aliases"),
    "a Python object": ("a: !!python/object/apply:os.system ['true']\n", "the tag"),
    "a tag of its own": ("a: !secret x\n", "the tag"),
    "endless nesting": ("[" * 20_000, "nested more than"),
    "nested mappings": ("{a: " * 5_000, "nested more than"),
    "a key twice": ("a: 1\na: 2\n", "this key stands here twice"),
    "a merge key": ("a: {<<: {b: 1}}\n", "this key is not known"),
    "two documents": ("a: 1\n---\nb: 2\n", "a second document"),
    "a number without end": (f"a: {'9' * 5_000}\n", "is too long"),
    "infinity": ("guardrails: {levers: [], floor: .inf}\n", "a number is expected"),
    "a list as a key": ("? [a]\n: b\n", "a key must be a word"),
    "no YAML": ("a: [", "Line 1, column"),
    "a control character": ("\x00", "no YAML"),
    "nothing": ("", "an object with keys is expected"),
    "too long": ("a" * (LARGEST_FILE + 1), "are the most"),
}


@pytest.mark.parametrize(("text", "named"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_at_once(text: str, named: str) -> None:
    started = time.thread_time()
    assert named in refused(text)
    assert time.thread_time() - started < 5


@pytest.mark.django_db
class TestCommands:
    def test_an_exported_playbook_is_imported_as_the_same_draft(self, tmp_path: Path) -> None:
        made = playbook()
        out = StringIO()
        call_command("playbook_export", made.slug, stdout=out)
        (tmp_path / "a.yaml").write_text(out.getvalue().replace("rounds: 8", "rounds: 5"))
        call_command("playbook_import", str(tmp_path / "a.yaml"), stdout=StringIO())
        made.refresh_from_db()
        assert made.draft == guardrails(rounds=5)
        assert made.draft_revision == 1

    def test_importing_makes_a_playbook_that_is_not_there_yet(self, tmp_path: Path) -> None:
        category = playbook().category
        file = PlaybookFile("new-one", "New one", category.slug, guardrails())
        (tmp_path / "a.yaml").write_text(write(file))
        call_command("playbook_import", str(tmp_path / "a.yaml"), stdout=StringIO())
        assert Playbook.objects.get(slug="new-one").draft == guardrails()

    def test_checking_a_file_changes_nothing_and_fails_on_a_fault(self, tmp_path: Path) -> None:
        made = playbook()
        contract_in(made.category)
        faulty = guardrails(opening_message="We hope for Net 60")
        (tmp_path / "a.yaml").write_text(write(PlaybookFile(made.slug, made.name, made.category.slug, faulty)))
        out = StringIO()
        with pytest.raises(CommandError, match="could not be published"):
            call_command("playbook_import", str(tmp_path / "a.yaml"), "--check", stdout=out)
        assert "fault: The opening message says 60" in out.getvalue()
        made.refresh_from_db()
        assert (made.draft, made.draft_revision) == (guardrails(), 0)

    def test_it_refuses_a_file_for_another_category(self, tmp_path: Path) -> None:
        made, other = playbook(), playbook()
        (tmp_path / "a.yaml").write_text(write(PlaybookFile(made.slug, "x", other.category.slug, guardrails())))
        with pytest.raises(CommandError, match="category: the file is for"):
            call_command("playbook_import", str(tmp_path / "a.yaml"), stdout=StringIO())

    def test_it_names_the_known_playbooks_when_there_is_none_of_a_name(self) -> None:
        made = playbook()
        with pytest.raises(CommandError, match=made.slug):
            call_command("playbook_export", "nowhere")
