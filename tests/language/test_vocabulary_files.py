"""The vocabulary is written by people who read no code: what is wrong with a line is said with its file and number."""

import re
from pathlib import Path

import pytest

from negotiation.language import rules
from negotiation.language.vocabulary_files import LANGUAGES, VocabularyError, expanded, lines_of, parse

FOLDER = Path(rules.__file__).parent / "vocabulary"
NO_CUES = {"ends compounds", "begins compounds of cost"}  # German alone forms them


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_line_of_every_language_is_in_the_format(code: str) -> None:
    assert len(lines_of(code)) > 50


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_heading_is_one_that_english_has_so_that_no_slip_makes_words_mean_nothing(code: str) -> None:
    known = {line.meaning for line in lines_of("en")} | NO_CUES
    unknown = [f"{line.file}, line {line.number}: [{line.meaning}]" for line in lines_of(code)]
    assert [place for place in unknown if place.partition("[")[2][:-1] not in known] == []


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("discount\n", r"de\.txt, line 1: phrases stand before the first heading"),
        ("[price]\n(preis|kosten\n", r"de\.txt, line 2: its brackets do not match"),
        ("[price]\n\npreis)\n", r"de\.txt, line 3: its brackets do not match"),
        ("[price]\npreis|kosten\n", r"de\.txt, line 2: a \| stands outside of brackets"),
        ("[price]\na .. b .. c\n", r"de\.txt, line 2: it has more than one gap"),
        ("[price]\na..b\n", r"de\.txt, line 2: a gap is two dots with a blank"),
        ("[price] preis\n", r"de\.txt, line 1: (phrases stand|a heading is)"),
    ],
)
def test_a_slip_is_refused_with_file_line_and_what_would_be_right(text: str, complaint: str) -> None:
    with pytest.raises(VocabularyError) as refused:
        list(parse(text, "de.txt"))
    assert re.search(complaint, str(refused.value)), refused.value


def test_a_choice_stands_for_each_of_its_phrases() -> None:
    assert sorted(expanded("(can|could) we (meet|)")) == ["can we ", "can we meet", "could we ", "could we meet"]
