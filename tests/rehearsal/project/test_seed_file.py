"""Seeds as they lie in files: our own form, and what Azure's tools export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from azure_rehearsal.cloud.seeding import Seed, SeedProblem
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.project.seed_file import read_seed

ID = "/subscriptions/7c1f5a7e-0d0e-4c53-8f3d-5a0a3f6f0001/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/acme"
ONE: JsonDict = {"id": ID, "type": "microsoft.storage/storageaccounts"}


def test_our_own_form_is_yaml(tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(f"resources:\n  - id: {ID}\nroles:\ndirectory:\n  groups: [{{displayName: admins}}]\n", encoding="utf-8")
    assert read_seed(path) == Seed(resources=[{"id": ID}], roles=[], directory={"groups": [{"displayName": "admins"}]})


@pytest.mark.parametrize("export", [[ONE], {"data": [ONE], "count": 1, "skip_token": None}, {"value": [ONE]}, ONE])
def test_exports_are_known_by_their_shape(tmp_path: Path, export: object) -> None:
    path = tmp_path / "seed.json"
    path.write_text("\ufeff" + json.dumps(export), encoding="utf-8")  # as PowerShell redirects it
    assert read_seed(path) == Seed(resources=[ONE], exported=True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("resource: []", "Did you mean 'resources'"),
        ("- 1", "list of mappings"),
        ("resources: {a: 1}", "list of mappings"),
        ("directory: []", "each a list"),
        ("directory: {people: []}", "no 'people'"),
        ("just words", "no seed"),
        ("a: [", "neither YAML nor JSON"),
    ],
)
def test_what_is_no_seed_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SeedProblem, match=words):
        read_seed(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedProblem, match=r"missing\.yaml can't be read"):
        read_seed(tmp_path / "missing.yaml")


def test_dates_of_yaml_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(f"resources: [{{id: {ID}, tags: {{since: 2026-01-02}}}}]", encoding="utf-8")
    assert read_seed(path).resources[0]["tags"] == {"since": "2026-01-02"}
