"""The schema that other languages see: reviewed as a file, complete in words."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.plugin_schema import GOLDEN, ROOT, plugin_schema, text

COMPONENTS = {"azure-connect:index:ManagedIdentityApp", "azure-connect:index:SecretBackedConnection"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return plugin_schema()


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property and enum value of every resource and type, with its path."""
    for section in ("resources", "types"):
        for token, definition in schema.get(section, {}).items():
            for kind in ("inputProperties", "properties"):
                for name, told in definition.get(kind, {}).items():
                    yield f"{token}.{kind}.{name}", told
            for value in definition.get("enum", []):
                yield f"{token}.{value['name']}", value


def test_the_schema_is_the_reviewed_one(schema: dict[str, Any]):
    """A change here is a change for users of every language: `make schema` writes the file, and a person reads the difference."""
    assert text(schema) == GOLDEN.read_text(encoding="utf-8")


def test_both_components_are_offered_under_their_tokens(schema: dict[str, Any]):
    assert schema["name"] == "azure-connect"
    assert set(schema["resources"]) == COMPONENTS
    assert all(component["isComponent"] for component in schema["resources"].values())


def test_every_property_and_component_is_described(schema: dict[str, Any]):
    silent = [path for path, told in properties(schema) if not (told.get("description") or "").strip()]
    silent += [token for section in ("resources", "types") for token, told in schema[section].items() if not told.get("description")]
    assert not silent


def test_no_component_is_a_property_of_another(schema: dict[str, Any]):
    assert not [path for path, told in properties(schema) if "#/resources/azure-connect" in json.dumps(told)]


def test_no_list_of_enums_is_asked_for(schema: dict[str, Any]):
    """The component host loses the values of such a list: each arrives as an empty dict (pulumi 3.272)."""
    enums = {f"#/types/{token}" for token, told in schema["types"].items() if "enum" in told}
    assert not [path for path, told in properties(schema) if told.get("items", {}).get("$ref") in enums]


def test_the_plugin_has_the_version_and_ranges_of_the_distribution(schema: dict[str, Any]):
    project = tomllib.loads((ROOT / "components" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert schema["version"] == project["version"]
    lines = (ROOT / "components" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == project["dependencies"]


def test_the_package_and_its_versions_are_named_once(repository: Path):
    """The three places which hold the version agree: pyproject of both distributions, and the plugin."""
    versions = {
        tomllib.loads((repository / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        for folder in ("components", "rehearsal")
    }
    versions |= set(
        re.findall(r'^VERSION = "([^"]+)"', (repository / "components" / "__main__.py").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert len(versions) == 1
