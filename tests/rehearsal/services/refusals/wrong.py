"""What a row of the tables of wrong programs is: a write, what Azure says to it, who says so, and whether the rehearsal says it too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.rehearsal.world import World


@dataclass(frozen=True)
class Row:
    """`write`: what a program would do, ending in the doubtful write. `source`: a page, a recording or a thread.

    Of a refusal: `code` ("" where the inputs are refused before Azure is asked) and `words`, a part of Azure's. `not_checked`: why the
    rehearsal lets it pass though Azure says no. None of the three: Azure accepts it, whatever people think.
    """

    name: str
    write: Callable[[World], object]
    source: str
    code: str | None = None
    words: str = ""
    not_checked: str = ""

    @property
    def refused(self) -> bool:
        """Whether the rehearsal has to refuse it."""
        return self.code is not None and not self.not_checked
