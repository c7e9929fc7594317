"""Write rehearsal/azure_rehearsal/data/arm_ids.json: the ids of azure-native's types, from the URL templates of azure-mgmt packages.

`python -m tools.arm_types FOLDER`, where FOLDER holds installed azure-mgmt packages (`pip install --no-deps --target FOLDER
azure-mgmt-network ...`). A type fits a template when both have the same parameters (azure-native's read function takes those of
the id) and the template's last word is part of the type's name. What fits none or several is left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from azure_rehearsal import schema

OUT = Path(__file__).resolve().parent.parent / "rehearsal" / "azure_rehearsal" / "data" / "arm_ids.json"

# Package of Microsoft's SDK -> modules of azure-native, where their names differ.
MODULES: dict[str, tuple[str, ...]] = {
    "apimanagement": ("apimanagement",),
    "appcontainers": ("app",),
    "cosmosdb": ("cosmosdb", "documentdb"),
    "cdn": ("cdn",),
    "loganalytics": ("operationalinsights",),
    "msi": ("managedidentity",),
    "monitor": ("monitor", "insights"),
    "mysqlflexibleservers": ("dbformysql",),
    "postgresqlflexibleservers": ("dbforpostgresql",),
    "redis": ("redis", "cache"),
    "resource": ("resources",),
    "signalr": ("signalrservice",),
}
_FUNCTION = re.compile(r"^def build_(\w+)_request\(.*?(?=^def |^class |\Z)", re.MULTILINE | re.DOTALL)
_URL = re.compile(r'_url = (?:kwargs\.pop\(\s*"template_url",\s*)?\(?\s*((?:"[^"]*"\s*)+)')


def templates(package: Path) -> Iterator[str]:
    """The URL templates of all PUT requests of a package."""
    for source in package.rglob("*operations*.py"):
        if "aio" in source.parts:
            continue
        text = source.read_text(encoding="utf-8")
        for match in _FUNCTION.finditer(text):
            body = match.group(0)
            url = _URL.search(body)
            if url and re.search(r'method="PUT"', body):
                yield "".join(re.findall(r'"([^"]*)"', url.group(1)))


def parameters(template: str) -> frozenset[str]:
    """The names in braces, the subscription's aside."""
    return frozenset(re.findall(r"\{(\w+)\}", template)) - {"subscriptionId"}


def reads(token: str) -> frozenset[str] | None:
    """The arguments of the function that reads a type, so far as they are inputs of the type: the parts of its id."""
    package, module, name = token.split(":")
    try:
        taken = schema.describe_function(f"{package}:{module}:get{name}").inputs
    except (schema.UnknownToken, AttributeError):
        return None
    return frozenset(taken) & frozenset(schema.describe(token).inputs)


def last_word(template: str) -> str:
    """The last fixed segment, in the singular and in lower case."""
    word = [part for part in template.split("/") if part and "{" not in part][-1].lower()
    for plural, singular in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("s", "")):
        if word.endswith(plural) and not word.endswith("ss"):
            return word[: -len(plural)] + singular
    return word


def main(folder: Path) -> None:
    """Match and write."""
    by_module: dict[str, list[str]] = {}
    for token in schema.tokens("azure-native"):
        by_module.setdefault(token.split(":")[1], []).append(token)
    found: dict[str, str] = {}
    for package in sorted((folder / "azure" / "mgmt").iterdir()):
        urls = sorted(set(templates(package)))
        for module in MODULES.get(package.name, (package.name,)):
            for token in by_module.get(module, ()):
                wanted, name = reads(token), token.rpartition(":")[2].lower()
                fitting = [url for url in urls if wanted and parameters(url) == wanted and last_word(url) in name]
                longest = max((len(last_word(url)) for url in fitting), default=0)
                best = {url.lower(): url for url in fitting if len(last_word(url)) == longest}
                if len(best) == 1 and token not in found:
                    found[token] = "/" + next(iter(best.values())).strip("/")
    OUT.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} ids in {OUT.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
