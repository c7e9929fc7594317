"""Write rehearsal/azure_rehearsal/data/arm_ids.json: the ids of azure-native's types, from the URL templates of azure-mgmt packages.

`python -m tools.arm_types FOLDER`, where FOLDER holds installed azure-mgmt packages (`pip install --no-deps --target FOLDER
azure-mgmt-network ...`). A type fits a template when both have the same parameters (azure-native's read function takes those of
the id) and the template's last word and the type's name mean the same. The closest
template counts; a type without one is left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from azure_rehearsal.schema import types as schema

_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers"
_ACCOUNT = f"{_GROUP}/Microsoft.Storage/storageAccounts/{{accountName}}"
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
# What the packages don't have, or name otherwise: learn.microsoft.com/azure/templates, by ARM type.
ADDED: dict[str, str] = {
    # azure-native's own (provider/pkg/resources/customresources/custom_storage.go)
    "azure-native:storage:Blob": f"{_ACCOUNT}/blobServices/default/containers/{{containerName}}/blobs/{{blobName}}",
    "azure-native:storage:StorageAccountStaticWebsite": f"{_ACCOUNT}/staticWebsite",
    "azure-native:authorization:ManagementLockAtResourceGroupLevel": f"{_GROUP}/Microsoft.Authorization/locks/{{lockName}}",
    "azure-native:authorization:ManagementLockAtSubscriptionLevel": (
        "/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/locks/{lockName}"
    ),
    "azure-native:monitor:DiagnosticSetting": "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    "azure-native:dns:Zone": f"{_GROUP}/Microsoft.Network/dnsZones/{{zoneName}}",
    "azure-native:dns:RecordSet": f"{_GROUP}/Microsoft.Network/dnsZones/{{zoneName}}/{{recordType}}/{{relativeRecordSetName}}",
    "azure-native:privatedns:PrivateRecordSet": (
        f"{_GROUP}/Microsoft.Network/privateDnsZones/{{privateZoneName}}/{{recordType}}/{{relativeRecordSetName}}"
    ),
}
FAINT, FAINTER = 0.4, 0.6  # the least likeness that counts: where the type's name holds the word, and where not
SHORTEST = 4  # of a name that is part of the template: `config/web` is no type
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


@cache
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


def likeness(name: str, template: str) -> float:
    """From 0 (no relation) to 1: how much a type's name and a template's last word mean the same."""
    word = last_word(template)
    if not template.endswith("}") and len(word) < SHORTEST:
        return 0.0
    words = [part.lower() for part in re.findall(r"[A-Z][a-z0-9]*|[A-Z]+", name)]
    if word not in name.lower() and not all(part in word for part in words):
        return 0.0
    ratio = SequenceMatcher(None, name.lower(), word).ratio()
    return ratio if ratio >= (FAINT if word in name.lower() else FAINTER) else 0.0


def matches(tokens: list[str], urls: list[str]) -> dict[str, str]:
    """Type -> the template closest to it."""
    found: dict[str, tuple[float, str]] = {}
    for token in tokens:
        likely = [(likeness(token.rpartition(":")[2], url), -len(url), url) for url in urls if parameters(url) == reads(token)]
        best = max(likely, default=(0.0, 0, ""))
        if best[0] > 0:
            found[token] = (best[0], "/" + best[2].strip("/"))
    sure = {url for ratio, url in found.values() if ratio == 1}
    return {token: url for token, (ratio, url) in found.items() if ratio == 1 or url not in sure}


def main(folder: Path) -> None:
    """Match and write."""
    by_module: dict[str, list[str]] = {}
    for token in schema.tokens("azure-native"):
        by_module.setdefault(token.split(":")[1], []).append(token)
    found: dict[str, str] = {}
    for package in sorted((folder / "azure" / "mgmt").iterdir()):
        urls = sorted(set(templates(package)))
        for module in MODULES.get(package.name, (package.name,)):
            found = {**matches(by_module.get(module, []), urls), **found}
    OUT.write_text(json.dumps(dict(sorted({**found, **ADDED}.items())), indent=1) + "\n", encoding="utf-8")
    print(f"{len({**found, **ADDED})} ids in {OUT.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
