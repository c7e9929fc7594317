"""The few names that the SDK doesn't tell: each is a property that it has, under the name that it has."""

from __future__ import annotations

import importlib

import pytest

from azure_rehearsal.schema import types as schema
from azure_rehearsal.schema.rest_names import INSIDE, RENAMED


@pytest.mark.parametrize(("module", "name"), RENAMED)
def test_renamed_properties_exist(module: str, name: str):
    if f"azure-native:{module}:{name}" in schema.tokens():
        fields = schema.describe(f"azure-native:{module}:{name}").inputs
    else:
        fields = schema.class_fields(getattr(importlib.import_module(f"pulumi_azure_native.{module}"), f"{name}Args"))
    assert set(RENAMED[module, name]) <= set(fields)


@pytest.mark.parametrize("token", INSIDE)
def test_properties_inside_exist(token: str):
    assert INSIDE[token] <= set(schema.describe(token).outputs)
