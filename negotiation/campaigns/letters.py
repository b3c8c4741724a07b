"""What suppliers are written: a text with places for names, and what every letter must say, whatever its text.

Nothing in here knows a target or a limit: a letter is made of the contract's public facts and of what a person typed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from negotiation.models import Email
from suppliers import formats
from suppliers.models import Language, Stage

PLACES = ("supplier", "contact", "title", "deadline", "link")
LONGEST_SUBJECT, LONGEST_TEXT = 150, 5_000  # characters; a longer subject is cut off by what people read mail in
DEFAULT_SUBJECT = "{title}: your renewal"
DEFAULT_TEXT = """Dear {contact},

your contract for {title} is up for renewal. We would like to agree on the new terms with you online, in a chat \
that usually takes a few minutes:

{link}

You can answer until {deadline}.

Kind regards"""

_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Occasion:
    """Whom a letter is for, and about what. `asks` is who answers questions; their address may be empty."""

    supplier: str
    contact: str
    title: str
    buyer: str
    deadline: datetime
    link: str
    locale: str = "en"
    time_zone: str = "UTC"
    language: str = Language.ENGLISH
    stage: str = Stage.AUTONOMOUS
    asks: str = ""
    asks_email: str = ""

    @property
    def answer_until(self) -> str:
        """The deadline as the supplier reads a clock."""
        return formats.moment_in(self.language, self.deadline, self.locale, self.time_zone)


@dataclass(frozen=True)
class Letter:
    """A finished message: a one-line subject, plain text, and the same as HTML."""

    subject: str
    text: str
    html: str


def faults(subject: str, text: str) -> dict[str, list[str]]:
    """What is wrong with an invitation, by "subject" and "text", as sentences; empty when nothing is."""
    found = {"subject": _faults_in("subject", subject), "text": _faults_in("text", text)}
    if "".join(subject.split()) == "":
        found["subject"].append("The subject is empty.")
    if _has_control(subject):
        found["subject"].append("The subject has to be one line.")
    if len(subject) > LONGEST_SUBJECT:
        found["subject"].append(f"The subject has {len(subject)} characters; {LONGEST_SUBJECT} is the most.")
    if len(text) > LONGEST_TEXT:
        found["text"].append(f"The text has {len(text):,} characters; {LONGEST_TEXT:,} is the most.")
    if "{link}" in subject:
        found["subject"].append("The link belongs in the text: subjects are shown to whoever looks at a screen.")
    if "{link}" not in text:
        found["text"].append("The text needs {link}: without it nobody can answer.")
    return {where: sentences for where, sentences in found.items() if sentences}


def compose(purpose: str, subject: str, text: str, occasion: Occasion) -> Letter:
    """The letter for an occasion. `subject` and `text` are the invitation's, checked before."""
    occasion = replace(occasion, language=_language_of(purpose, occasion))
    values = _values(occasion)
    about = _filled(subject or DEFAULT_SUBJECT, values)
    if purpose == Email.Purpose.INVITATION:
        body = _filled(text or DEFAULT_TEXT, values)
    else:
        body = _written(f"{purpose}.txt", occasion)
        about = _SUBJECTS[Email.Purpose(purpose)].format(about)
    if occasion.language in _ANSWER_SUBJECTS:
        about = _ANSWER_SUBJECTS[occasion.language].format(values["title"])
    notes = _written("notes.txt", occasion).splitlines()
    context = {
        "body": _as_html(body, occasion.link),
        "notes": notes,
        "occasion": occasion,
        "subject": _one_line(about),
        "press": _PRESSES.get(occasion.language, "Open the negotiation"),
    }
    return Letter(
        subject=_one_line(about)[:LONGEST_SUBJECT],
        text="\n".join((body, "", "-- ", *notes, "")),
        html=render_to_string("emails/letter.html", context),
    )


_SUBJECTS = {
    Email.Purpose.REMINDER: "Reminder: {}",
    Email.Purpose.NEW_LINK: "New link: {}",
    Email.Purpose.ANSWER: "An answer for you: {}",
}
# That somebody has answered is written in the language of the negotiation; the other letters go with the invitation's
# text, which a buyer typed.
_ANSWER_SUBJECTS: Mapping[str, str] = {
    Language.GERMAN: "Eine Antwort für Sie: {}",
    Language.FRENCH: "Une réponse pour vous : {}",
    Language.SPANISH: "Una respuesta para usted: {}",
}
_PRESSES: Mapping[str, str] = {
    Language.GERMAN: "Zur Verhandlung",
    Language.FRENCH: "Ouvrir la négociation",
    Language.SPANISH: "Abrir la negociación",
}


def _language_of(purpose: str, occasion: Occasion) -> str:
    is_known = purpose == Email.Purpose.ANSWER and occasion.language in _ANSWER_SUBJECTS
    return occasion.language if is_known else Language.ENGLISH


def _written(name: str, occasion: Occasion) -> str:
    """A text of ours, in the letter's language."""
    return render_to_string(f"emails/{occasion.language}/{name}", {**_values(occasion), "occasion": occasion}).strip()


def _values(occasion: Occasion) -> dict[str, str]:
    return {
        "supplier": _one_line(occasion.supplier),
        "contact": _one_line(occasion.contact or occasion.supplier),
        "title": _one_line(occasion.title),
        "deadline": occasion.answer_until,
        "link": occasion.link,
    }


def _filled(text: str, values: Mapping[str, str]) -> str:
    """In one pass: a supplier called {link} stays called that."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def _faults_in(what: str, text: str) -> list[str]:
    known = ", ".join(f"{{{place}}}" for place in PLACES)
    unknown = sorted({place for place in _PLACE.findall(text) if place not in PLACES})
    found = [f"The {what} names {{{place[:40]}}}; {known} can be filled in." for place in unknown]
    if set("{}") & set(_PLACE.sub("", text)):
        found.append(f"The {what} has a brace that is not closed or not opened; {known} can be filled in.")
    return found


def _as_html(body: str, link: str) -> SafeString:
    """Paragraphs, with the link to press. What people typed is escaped."""
    anchor = format_html('<a href="{0}">{0}</a>', link)
    return mark_safe(linebreaks(body, autoescape=True).replace(escape(link), anchor))


def _one_line(text: str) -> str:
    """Without line breaks and other characters that mean something in a header."""
    return " ".join("".join(" " if _is_control(one) else one for one in text).split())


def _has_control(text: str) -> bool:
    return any(_is_control(one) for one in text)


def _is_control(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")
