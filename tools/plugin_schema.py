"""Asks the plugin in components/ for its schema, as Pulumi does: starts it, reads the port it prints, calls GetSchema.

`python -m tools.plugin_schema` writes the golden file tests/plugin/schema.json (`make schema`).
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "plugin" / "schema.json"
# The plugin is told an engine's address first; it calls nobody before it is asked to construct something.
NOBODY = "127.0.0.1:9"


def plugin_schema(folder: Path = ROOT / "components") -> dict[str, Any]:
    """The schema that the plugin folder serves.

    Raises:
        RuntimeError: the plugin didn't start; what it said is in the message.
    """
    with subprocess.Popen([sys.executable, str(folder), NOBODY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as plugin:
        try:
            assert plugin.stdout is not None
            port = plugin.stdout.readline().strip()
            if not port.isdigit():
                said = plugin.communicate(timeout=10)[1]
                raise RuntimeError(f"the plugin in {folder.name}/ didn't start:\n{said[-4000:]}")
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                provider: Any = provider_pb2_grpc.ResourceProviderStub(channel)
                answer = provider.GetSchema(provider_pb2.GetSchemaRequest(), timeout=60)
                return json.loads(answer.schema)
        finally:
            plugin.kill()


def _dedented(value: object) -> object:
    """The schema with each description as Python 3.13 gives docstrings; before, they keep the indentation of the source."""
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value)
        return {
            key: inspect.cleandoc(part) if key == "description" and isinstance(part, str) else _dedented(part)
            for key, part in parts.items()
        }
    return [_dedented(part) for part in cast("list[object]", value)] if isinstance(value, list) else value


def text(schema: dict[str, Any]) -> str:
    """The schema as the golden file has it: sorted, indented, one line at the end."""
    return json.dumps(_dedented(schema), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    GOLDEN.write_text(text(plugin_schema()), encoding="utf-8")
    print(f"Written: {GOLDEN.relative_to(ROOT)}")
