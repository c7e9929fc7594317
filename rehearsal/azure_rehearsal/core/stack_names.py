"""Names of stacks and projects: Pulumi's own rule, and what would not be a folder of its own in `.rehearsal/`.

Pulumi's rules: `ParseStackName` and `ValidateProjectName` in github.com/pulumi/pulumi/sdk/v3 (go/common/tokens/stack_name.go
and project.go, read in v3.259.0): 1 to 100 of letters, digits, hyphens, underscores and periods.
"""

from __future__ import annotations

import re
from typing import Final

from .problems import ProjectProblem

__all__ = ["RESERVED", "require_project_name", "require_stack_name"]

_LONGEST: Final = 100
_RULE: Final = re.compile(r"[A-Za-z0-9_.-]+")
_RULE_IN_WORDS: Final = f"letters, digits, '-', '_' and '.', at most {_LONGEST} of them"

RESERVED: Final = frozenset({"backend", "cloud.db", "home", "lock", "outside", "passphrase"})
"""What lies beside the folders of the stacks in `.rehearsal/`; see `memory/workdir.py`."""

# learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension, too; and no name ends with a period.
_WINDOWS: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def require_stack_name(name: str) -> str:
    """The name, if a rehearsal can have a stack of that name.

    Raises:
        ProjectProblem: Pulumi has no such stacks, or the name means something else in a folder.
    """
    what = f"--stack '{_shown(name)}'"
    if not name:
        raise ProjectProblem("the name of the stack is empty (an unset variable?); name one with --stack, or leave --stack out")
    if "/" in name and _RULE.fullmatch(last := name.rpartition("/")[2]) and last.strip("."):
        raise ProjectProblem(
            f"{what} has a separator. A rehearsal knows no organizations: name the stack alone, --stack {_shown(last)}, and its project with -C"
        )
    _require(what, name)
    if name.casefold() in RESERVED or name.startswith("."):
        raise ProjectProblem(
            f"{what} can't be rehearsed: what begins with '.', and {', '.join(sorted(RESERVED))}, are files of the rehearsal itself. "
            "Rehearse it under another name: a copy of its Pulumi.<stack>.yaml"
        )
    return name


def require_project_name(name: str) -> str:
    """The name, if Pulumi has projects of that name and a folder can be named so.

    Raises:
        ProjectProblem: it doesn't follow the rule.
    """
    if not name:
        raise ProjectProblem("the project's name is empty; `name` in Pulumi.yaml says it")
    _require(f"the project's name '{_shown(name)}'", name)
    return name


def _require(what: str, name: str) -> None:
    if len(name) > _LONGEST:
        raise ProjectProblem(f"{what} has {len(name)} characters; Pulumi allows {_RULE_IN_WORDS}")
    if not _RULE.fullmatch(name):
        raise ProjectProblem(f"{what} isn't a name; Pulumi allows {_RULE_IN_WORDS}")
    if name.endswith(".") or _WINDOWS.fullmatch(name):
        raise ProjectProblem(f"{what} can't be the name of a folder on every system (Windows reserves it); give another")


def _shown(name: str) -> str:
    """A name in one line, without what a terminal would obey."""
    text = name if name.isprintable() else repr(name)[1:-1]
    return text if len(text) <= _LONGEST else f"{text[:40]}..."
