"""Checks in other tests that what a cloud calls changed is all that changed: no change in place stays unsaved."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.tables import Rows
from azure_rehearsal.memory.dump import dump_of
from azure_rehearsal.memory.kept_stack import KeptStack


class Keeper:
    """What a store would hold that is told after each operation what may have changed."""

    def __init__(self) -> None:
        self.cloud: Cloud | None = None
        self.parts: dict[str, dict[str, str]] = {}

    def follow(self, cloud: Cloud) -> None:
        """Take what changed, and compare the whole."""
        if cloud is not self.cloud:
            self.cloud, self.parts = cloud, {}
        self.take(cloud.changed())
        assert self.dump() == json.loads(json.dumps(cloud.dump())), "something changed that the cloud doesn't call changed"

    def take(self, rows: Rows) -> None:
        for part, given in rows.items():
            held = self.parts.setdefault(part, {})
            for key, content in given:
                if content is None:
                    held.pop(key, None)
                else:
                    held[key] = content

    def dump(self) -> dict[str, Any]:
        return dump_of({part: {key: json.loads(content) for key, content in held.items()} for part, held in self.parts.items()})


@contextmanager
def nothing_missed() -> Generator[None]:
    """Whenever a rehearsal writes everything down, there must be nothing in it that it wouldn't have written anyway."""
    write = KeptStack._write

    def watched(self: KeptStack, everything: bool) -> None:
        if everything and self.directory.cloud.exists():
            write(self, False)
            before = self.store.written
            write(self, True)
            assert self.store.written == before, f"{self.store.written - before} rows changed that nobody noticed"
        else:
            write(self, everything)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeptStack, "_write", watched)
        yield
