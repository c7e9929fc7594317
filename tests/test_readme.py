"""What the README says is run: its first example, its commands, its links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pulumi
import pytest

from azure_rehearsal.cli.main import main
from azure_rehearsal.testing.fixture import AzureFixture

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])


def blocks(language: str) -> list[str]:
    """The README's code blocks of a language; "" for those that name none."""
    fenced = README.split("```")[1::2]
    return [block.partition("\n")[2] for block in fenced if block.partition("\n")[0] == language]


COMMANDS = sorted({line.split("#")[0].strip() for block in blocks("") for line in block.splitlines() if line.startswith("azure-rehearsal")})


def test_the_first_lines_are_the_two_commands():
    first = README.split("```")[1].split("\n")
    assert [line.split("#")[0].strip() for line in first if line] == ["make rehearse", "make test"]
    assert README[: README.index("```python")].count("\n") < 20, "the first example is on the first screen"


def test_the_first_example_deploys_and_its_reference_resolves(azure: AzureFixture):
    (example,) = blocks("python")
    names: dict[str, object] = {}

    def program() -> None:
        names["key"] = pulumi.Output.secret("canary-of-the-readme")
        exec(compile(example, "README.md", "exec"), names)  # noqa: S102  (our own README)

    site = azure.run(program).find("azure-native:web:WebApp")
    assert site.id is not None
    references = [setting.reference for setting in azure.cloud.site_settings(site.id) if setting.reference is not None]
    assert [reference.status for reference in references] == ["Resolved"]


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_are_understood(line: str, capsys: pytest.CaptureFixture[str]):
    for command in line.split(";"):
        arguments = shlex.split(command)
        with pytest.raises(SystemExit, match=r"^0$"):
            main([arguments[1], "--help"])
        told = capsys.readouterr().out
        assert all(option in told for option in arguments if option.startswith("-"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\(([0-9]{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}
