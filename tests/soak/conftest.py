"""What the tests of the soak share."""

from __future__ import annotations

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A case for each of a class's `seeds`."""
    seeds = getattr(metafunc.cls, "seeds", None)
    if seeds is not None and "number" in metafunc.fixturenames:
        metafunc.parametrize("number", list(seeds))
