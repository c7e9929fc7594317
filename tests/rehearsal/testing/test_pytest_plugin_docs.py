"""The code in docs/testing-your-stack.md runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]


def test_the_examples_of_the_documentation_pass(pytester: pytest.Pytester, repository: Path):
    text = (repository / "docs" / "testing-your-stack.md").read_text(encoding="utf-8")
    files = re.findall(r"^```python (\w+\.py)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert {name for name, _ in files} == {"shop.py", "test_shop.py", "test_answers.py", "test_swap.py", "test_plain_mocks.py"}
    for name, code in files:
        (pytester.path / name).write_text(code, encoding="utf-8")
    wanted = sum(code.count("\ndef test_") for _, code in files)
    pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider").assert_outcomes(passed=wanted)
