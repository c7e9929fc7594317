"""What can go wrong for the person at the keyboard; shown without a traceback.

RehearsalError
├── ProjectProblem      no Pulumi.yaml, no such stack, configuration that can't be read
├── NoPulumi            no Pulumi CLI can be had
├── Busy                another rehearsal of the same stack is under way
└── EngineFailed        the engine or the program said no; carries the result
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["Busy", "NoPulumi", "ProjectProblem", "RehearsalError", "did_you_mean"]


class RehearsalError(Exception):
    """Anything a person can put right; its text says how."""


class ProjectProblem(RehearsalError):
    """The Pulumi project or its stack can't be used as it is."""


class NoPulumi(RehearsalError):
    """No Pulumi CLI was found, installed or built; the text lists what was tried."""


class Busy(RehearsalError):
    """Another process works on the same stack's rehearsal."""


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """' Did you mean 'x'?' for the closest option, or nothing where none is close."""
    close = difflib.get_close_matches(word, list(options), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
