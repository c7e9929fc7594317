"""Imports go one way: a folder imports itself and the folders before it, and no modules import each other in a circle.

Imports for the type checker and those inside functions count too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Layered:
    """A package, and the order of its parts (sub-packages or modules, dotted): each may import those before it."""

    folder: Path
    order: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.folder.name


PACKAGES = [
    Layered(
        ROOT / "components" / "pulumi_azure_connect",
        (
            "secret_shapes",
            "errors",
            "azure",
            "program",
            "sql.run",
            "sql",
            "grants",
            "targets",
            "hosts",
            "secrets",
            "connections",
            "app.settings",
            "app.functions",
            "app",
            "cli",
        ),
    ),
    Layered(
        ROOT / "rehearsal" / "azure_rehearsal",
        (
            "core",
            "schema",
            "services",
            "cloud",
            "stand_ins",
            "memory",
            "project",
            "trouble",
            "doors.provider",
            "doors.mocks",
            "doors.https",
            "doors",
            "engine",
            "report",
            "testing",
            "cli",
        ),
    ),
]


def modules(package: Layered) -> dict[str, Path]:
    """The modules of a package by dotted name; a folder is the module of its `__init__.py`."""
    found: dict[str, Path] = {}
    for path in sorted(package.folder.rglob("*.py")):
        parts = path.relative_to(package.folder.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the same package that a module names in its imports, wherever they stand."""
    package = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                target = f"{source}.{alias.name}" if f"{source}.{alias.name}" in known else source
                if target in known:
                    yield target


def graph(package: Layered) -> dict[str, set[str]]:
    known = modules(package)
    return {name: set(imports(name, path, known)) - {name} for name, path in known.items()}


def rank(package: Layered, module: str) -> int:
    """The place of a module in the order. The package's own `__init__.py` comes last: it may name everything."""
    inner = module.removeprefix(package.name).removeprefix(".")
    if not inner:
        return len(package.order)
    places = [place for place, part in enumerate(package.order) if inner == part or inner.startswith(f"{part}.")]
    assert places, f"{module} is in none of the parts {', '.join(package.order)} of {package.name}: say in this file where it belongs"
    return places[0]


def upward(package: Layered) -> list[str]:
    """Each import of a part that comes later in the order."""
    return sorted(
        f"{name} imports {target}"
        for name, targets in graph(package).items()
        for target in targets
        if rank(package, target) > rank(package, name)
    )


def circle(package: Layered) -> list[str]:
    """The modules of a circle of imports; empty where there is none."""
    try:
        TopologicalSorter(graph(package)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_part_imports_only_the_parts_before_it(package: Layered):
    assert len(graph(package)) > len(package.order)
    assert not upward(package)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_no_modules_import_each_other_in_a_circle(package: Layered):
    assert not circle(package)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_each_part_of_the_order_exists(package: Layered):
    """A part that was renamed would leave its modules to the wrong place of the order."""
    known = modules(package)
    assert not [part for part in package.order if f"{package.name}.{part}" not in known]


# ---- the checks can fail ----

UPWARD_IMPORTS = {
    "absolute": "import small.high.roof",
    "from": "from small.high.roof import tiles",
    "from the folder": "from small.high import roof",
    "relative": "from ..high import roof",
    "for the type checker": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from small.high.roof import tiles",
    "in a function": "def late():\n    from small.high.roof import tiles",
}


@pytest.fixture
def small(tmp_path: Path) -> Layered:
    """A package in good order."""
    sources = {"__init__": "", "low/__init__": "", "low/floor": "", "low/wall": "from .floor import *", "high/__init__": ""}
    for name, text in {**sources, "high/roof": "import small.low.wall\ntiles = 1"}.items():
        file = tmp_path / "small" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Layered(tmp_path / "small", ("low", "high"))


def test_good_order_passes(small: Layered):
    assert (upward(small), circle(small)) == ([], [])


@pytest.mark.parametrize("text", UPWARD_IMPORTS.values(), ids=UPWARD_IMPORTS)
def test_an_upward_import_is_found(small: Layered, text: str):
    (small.folder / "low" / "floor.py").write_text(text, encoding="utf-8")
    assert upward(small) == ["small.low.floor imports small.high.roof"]


def test_a_circle_within_one_part_is_found(small: Layered):
    (small.folder / "low" / "floor.py").write_text("def late():\n    from . import wall", encoding="utf-8")
    assert not upward(small)
    assert set(circle(small)) == {"small.low.floor", "small.low.wall"}


def test_a_module_without_a_place_is_refused(small: Layered):
    (small.folder / "shed.py").write_text("import small.low.wall", encoding="utf-8")
    with pytest.raises(AssertionError, match="is in none of the parts"):
        upward(small)
