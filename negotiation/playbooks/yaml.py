"""A playbook as a YAML file: written so that people can review it like code, read so that no file can do harm.

What is written is read back exactly. The reader knows texts, numbers, true, false, null, lists and mappings, and
nothing else: no tags, no anchors (a few nested ones unfold to gigabytes), no key twice, no file above a size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.emitter import Emitter
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner
from yaml.serializer import Serializer

from negotiation.playbooks.shape import Path_, document_faults, field_of

FORMAT = 1
LARGEST_FILE = 100_000  # characters; the longest sensible playbook has a tenth of it
DEEPEST = 12
LONGEST_NUMBER = 40

_TAG = "tag:yaml.org,2002:"


class YamlError(ValueError):
    """A file that is no playbook. `faults`: a sentence each, with the line and the field."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class PlaybookFile:
    """What a file says: the playbook's short name, its name, its category's short name, and its guardrails."""

    slug: str
    name: str
    category: str
    guardrails: dict[str, Any]


class _Plain(BaseResolver):
    """Which unquoted words are more than text: JSON's, so that `no`, `12:30` and dates stay what was typed."""


for _name, _pattern, _starts in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~\0"),
    ("int", r"[+-]?[0-9]+", "+-0123456789"),
    ("float", r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?", "+-.0123456789"),
):
    _first = [None if start == "\0" else start for start in _starts]
    _Plain.add_implicit_resolver(_TAG + _name, re.compile(rf"^(?:{_pattern})$"), [*_first, ""])


class _Loader(Reader, Scanner, Parser, Composer, _Plain):
    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        _Plain.__init__(self)


class _Dumper(Emitter, Serializer, SafeRepresenter, _Plain):
    def __init__(self, stream: Any, **options: Any) -> None:
        Emitter.__init__(self, stream, indent=2, width=110, allow_unicode=True)
        Serializer.__init__(self)
        SafeRepresenter.__init__(self, default_flow_style=None, sort_keys=False)  # type: ignore[arg-type]
        _Plain.__init__(self)

    def ignore_aliases(self, data: Any) -> bool:
        return True  # the same amount twice is written twice

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)  # lists stand indented under their key


def write(file: PlaybookFile) -> str:
    """The file's text; `read` gives the same back."""
    document = {
        "parley_playbook": FORMAT,
        "slug": file.slug,
        "name": file.name,
        "category": file.category,
        "guardrails": file.guardrails,
    }
    return str(yaml.dump(document, Dumper=_Dumper))


def read(text: str) -> PlaybookFile:
    """What a file says. Raises YamlError with every fault."""
    if len(text) > LARGEST_FILE:
        raise YamlError(f"The file has {len(text):,} characters; {LARGEST_FILE:,} are the most for a playbook.")
    lines: dict[Path_, int] = {}
    try:
        _refuse_hostile(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        document = _built(node, (), lines) if node is not None else None
    except yaml.YAMLError as error:
        raise YamlError(_syntax_sentence(error)) from error
    faults = document_faults(document)
    if faults or not isinstance(document, dict):
        raise YamlError(*(_with_line(fault.path, fault.sentence, lines) for fault in faults))
    return PlaybookFile(document["slug"], document["name"], document["category"], document["guardrails"])


def _refuse_hostile(text: str) -> None:
    """Reads the file as a stream, which needs no memory and no recursion, before anything is built of it."""
    depth = documents = 0
    for event in _events(text):
        line = event.start_mark.line + 1
        documents += isinstance(event, DocumentStartEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise YamlError(f"Line {line}: anchors and aliases (& and *) are not permitted; write the value out.")
        if getattr(event, "tag", None):
            raise YamlError(f"Line {line}: the tag {event.tag!r} is not permitted; write a plain value.")
        if depth > DEEPEST:
            raise YamlError(f"Line {line}: lists and mappings are nested more than {DEEPEST} deep.")
        if documents > 1:
            raise YamlError(f"Line {line}: a second document begins; a file holds one playbook.")


def _events(text: str) -> Iterator[Any]:
    loader = _Loader(text)
    while loader.check_event():
        yield loader.get_event()  # type: ignore[no-untyped-call]


def _built(node: Node, path: Path_, lines: dict[Path_, int]) -> Any:
    """The node's value; `lines` gets the line of each path."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, SequenceNode):
        return [_built(item, (*path, index), lines) for index, item in enumerate(node.value)]
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines)
    assert isinstance(node, ScalarNode)
    return _scalar(node, path)


def _mapping(node: MappingNode, path: Path_, lines: dict[Path_, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise YamlError(f"Line {line}: a key must be a word.")
        if key.value in found:
            raise YamlError(f"Line {line}, {field_of((*path, key.value))}: this key stands here twice.")
        found[key.value] = _built(value, (*path, key.value), lines)
        lines[(*path, key.value)] = line
    return found


def _scalar(node: ScalarNode, path: Path_) -> Any:
    text = str(node.value)
    match node.tag.removeprefix(_TAG):
        case "null":
            return None
        case "bool":
            return text == "true"
        case ("int" | "float") as sort:
            if len(text) > LONGEST_NUMBER:
                line = node.start_mark.line + 1
                raise YamlError(f"Line {line}, {field_of(path)}: a number of {len(text)} digits is too long.")
            return int(text) if sort == "int" else float(text)
    return text


def _with_line(path: Path_, sentence: str, lines: dict[Path_, int]) -> str:
    """The sentence after the line of its path, or of the nearest thing around it that is there."""
    nearest = next(path[:end] for end in range(len(path), -1, -1) if path[:end] in lines or end == 0)
    field = f", {field_of(path)}" if path else ""
    return f"Line {lines.get(nearest, 1)}{field}: {sentence}"


def _syntax_sentence(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "this is no YAML"
    return f"Line {mark.line + 1}, column {mark.column + 1}: {problem}." if mark else f"This is no YAML: {problem}."
