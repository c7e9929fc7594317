"""Role assignment conditions, version 2.0: the grammar, read into a tree.

Source: learn.microsoft.com/azure/role-based-access-control/conditions-format. That operators are read in any letter case is recorded: Azure CLI's
own test of `az role assignment create` sends `stringEquals`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NoReturn

from .condition_operators import OPERATORS, QUANTIFIERS, Comparison, Value, Word
from .errors import InvalidCondition

__all__ = [
    "CONDITION_VERSION",
    "ActionMatches",
    "Attribute",
    "Chain",
    "Compare",
    "Exists",
    "Node",
    "Not",
    "SubOperationMatches",
    "parse_condition",
]

CONDITION_VERSION: Final = "2.0"
"""The only version that Azure takes: learn.microsoft.com/azure/role-based-access-control/conditions-troubleshoot."""
_MOST_NESTED: Final = 100
_TOKENS: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>'[^']*')
    |(?P<attribute>@[A-Za-z]+\s*\[[^\]]*\])
    |(?P<mark>&&|\|\||[!(){},])
    |(?P<word>[A-Za-z0-9_.:+-]+)""",
    re.VERBOSE,
)
_SOURCES: Final = {"resource": "Resource", "request": "Request", "principal": "Principal", "environment": "Environment"}
_AND_OR: Final[Mapping[str, bool]] = {"and": True, "&&": True, "or": False, "||": False}
_NOT: Final = frozenset({"not", "!"})
_FUNCTIONS: Final = frozenset({"actionmatches", "suboperationmatches"})
_CASE_SENSITIVE_KEY: Final = "<$key_case_sensitive$>"


@dataclass(frozen=True)
class Attribute:
    """An attribute. `source` is Resource, Request, Principal or Environment; `name` is as `named` writes it."""

    source: str
    name: str

    @classmethod
    def named(cls, source: str, name: str) -> Attribute:
        """An attribute by its name in any letter case. Only the key of a tag, before "<$key_case_sensitive$>", keeps its case."""
        kind, mark, key = name.partition(":")
        if mark and key.lower().endswith(_CASE_SENSITIVE_KEY):
            return cls(source, f"{kind.lower()}:{key[: -len(_CASE_SENSITIVE_KEY)]}{_CASE_SENSITIVE_KEY}")
        return cls(source, name.lower())

    def __str__(self) -> str:
        return f"@{self.source}[{self.name}]"


@dataclass(frozen=True)
class ActionMatches:
    """Whether the action fits one of the patterns."""

    patterns: tuple[str, ...]


@dataclass(frozen=True)
class SubOperationMatches:
    """Whether the suboperation fits one of the patterns."""

    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Exists:
    """Whether there is such an attribute."""

    attribute: Attribute


@dataclass(frozen=True)
class Compare:
    """A comparison; `quantifier` is "" for one without ForAnyOfAnyValues and the like."""

    left: Attribute | tuple[Value, ...]
    quantifier: str
    comparison: Comparison
    right: Attribute | tuple[Value, ...]


@dataclass(frozen=True)
class Not:
    """A negation."""

    operand: Node


@dataclass(frozen=True)
class Chain:
    """Operands side by side; `ands` says for each gap whether AND (else OR) stands there."""

    operands: tuple[Node, ...]
    ands: tuple[bool, ...]


Node = ActionMatches | SubOperationMatches | Exists | Compare | Not | Chain


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Node:
    """Read a condition.

    Raises:
        InvalidCondition: it isn't written as the grammar asks; the text says where, by line and column, and what was expected.
    """
    return _Parser(text).condition()


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._scan()
        self._next = 0
        self._depth = 0

    def _scan(self) -> list[_Token]:
        tokens: list[_Token] = []
        at = 0
        while at < len(self._text):
            match = _TOKENS.match(self._text, at)
            if match is None:
                self._fail(at, f"unexpected {self._text[at]!r}")
            if match.lastgroup != "space":
                tokens.append(_Token(match.lastgroup or "", match.group(), at))
            at = match.end()
        return [*tokens, _Token("end", "", len(self._text))]

    def _fail(self, at: int, what: str) -> NoReturn:
        before = self._text[:at]
        line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
        raise InvalidCondition(f"the condition can't be read at line {line}, column {column}: {what}")

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _said(self) -> str:
        return f"'{self._token.text}'" if self._token.text else "the end of the condition"

    def _take(self) -> _Token:
        token = self._token
        self._next += 1
        return token

    def _expect(self, mark: str) -> None:
        if self._token.text != mark:
            self._fail(self._token.at, f"expected '{mark}', found {self._said()}")
        self._next += 1

    def condition(self) -> Node:
        node = self._chain()
        if self._token.kind != "end":
            self._fail(self._token.at, f"expected AND, OR or the end of the condition, found {self._said()}")
        return node

    def _chain(self) -> Node:
        operands, ands = [self._operand()], list[bool]()
        while (word := self._token.text.lower()) in _AND_OR:
            self._take()
            ands.append(_AND_OR[word])
            operands.append(self._operand())
        return Chain(tuple(operands), tuple(ands)) if ands else operands[0]

    def _operand(self) -> Node:
        self._depth += 1
        if self._depth > _MOST_NESTED:
            self._fail(self._token.at, f"more than {_MOST_NESTED} levels of parentheses and negations")
        node = self._primary()
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        token = self._token
        word = token.text.lower()
        if word in _NOT:
            self._take()
            return Not(self._operand())
        if word == "(":
            self._take()
            node = self._chain()
            self._expect(")")
            return node
        if word == "exists":
            self._take()
            return Exists(self._attribute())
        if word in _FUNCTIONS:
            self._take()
            return self._function(word)
        return self._compare()

    def _function(self, word: str) -> Node:
        patterns: list[str] = []
        start = self._token.at
        for value in self._values():
            if not isinstance(value, str):
                self._fail(start, "expected patterns in single quotes, as in {'Microsoft.Web/sites/read'}")
            patterns.append(value)
        return ActionMatches(tuple(patterns)) if word == "actionmatches" else SubOperationMatches(tuple(patterns))

    def _attribute(self) -> Attribute:
        token = self._take()
        if token.kind != "attribute":
            self._fail(token.at, f"expected an attribute, as in @Resource[name], found '{token.text}'")
        source, _, name = token.text[1:-1].partition("[")
        known = _SOURCES.get(source.strip().lower())
        if known is None:
            self._fail(token.at, f"'@{source.strip()}' is no source of attributes; there are @{', @'.join(_SOURCES.values())}")
        if not name.strip():
            self._fail(token.at, "an attribute needs a name between the brackets")
        return Attribute.named(known, name.strip())

    def _compare(self) -> Compare:
        start = self._token
        if start.kind != "attribute" and start.text != "{":
            self._fail(start.at, f"expected an expression, found {self._said()}")
        left = self._attribute() if start.kind == "attribute" else self._values()
        token = self._take()
        quantifier, colon, name = token.text.partition(":")
        if not colon:
            quantifier, name = "", token.text
        comparison = OPERATORS.get(name.lower())
        if comparison is None or (colon and quantifier.lower() not in QUANTIFIERS):
            self._fail(token.at, f"expected an operator, as in StringEquals or ForAnyOfAnyValues:GuidEquals, found '{token.text}'")
        at = self._token.at
        right = self._attribute() if self._token.kind == "attribute" else self._values()
        sides = ((start.at, left), (at, right))
        for place, side in sides:
            if not isinstance(side, Attribute):
                self._check(place, comparison, side)
        return Compare(_as(comparison, left), quantifier.lower(), comparison, _as(comparison, right))

    def _check(self, at: int, comparison: Comparison, values: tuple[Value, ...]) -> None:
        for value in values:
            if comparison.family.read(value) is None:
                self._fail(at, f"{comparison.name} compares {comparison.family.words}, which {_shown(value)} is not")

    def _at(self, mark: str) -> bool:
        return self._token.text == mark

    def _values(self) -> tuple[Value, ...]:
        if not self._at("{"):
            return (self._value(),)
        self._take()
        values = [self._value()]
        while self._at(","):
            self._take()
            values.append(self._value())
        self._expect("}")
        return tuple(values)

    def _value(self) -> Value:
        token = self._token
        if token.kind not in ("string", "word") or token.text.lower() in _AND_OR:
            self._fail(token.at, f"expected a value, found {self._said()}")
        self._take()
        return token.text[1:-1] if token.kind == "string" else _plain(token.text)


def _plain(text: str) -> Value:
    """What a word without quotes stands for; a guid stays a word."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else Word(text)


def _as(comparison: Comparison, side: Attribute | tuple[Value, ...]) -> Attribute | tuple[Value, ...]:
    if isinstance(side, Attribute):
        return side
    return tuple(read for value in side if (read := comparison.family.read(value)) is not None)


def _shown(value: Value) -> str:
    return repr(value) if isinstance(value, str) else str(value).lower()
