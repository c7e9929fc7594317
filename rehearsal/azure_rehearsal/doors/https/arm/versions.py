"""Which api-versions a type takes: those that the installed SDK's documentation lists, and whatever came after the last of them."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Final

from azure_rehearsal.core.errors import AzureError

__all__ = ["check_version", "known_versions"]

_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}(-[a-z]+(\.\d+)?)?", re.IGNORECASE)
_SENTENCES: Final = re.compile(r"(?:Uses Azure REST API version|it used API version|Other available API versions:) (.*?)\.(?:\s|$)")
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Types that every ARM client may read at any age; their own specification lists versions since then.
_FIRST: Final = "2014-04-01"


@cache
def known_versions(token: str) -> tuple[str, ...]:
    """The REST API versions that azure-native's documentation names for a type, oldest first.

    Read from the SDK's source: to import a module takes a tenth of a second and more, and lists of providers name them all.
    """
    _, module, name = token.split(":")
    spec = importlib.util.find_spec(f"pulumi_azure_native.{module.partition('/')[0]}")
    file = Path(spec.origin).with_name(f"{_WORD.sub(r'_', name).lower()}.py") if spec and spec.origin else None
    text = file.read_text(encoding="utf-8") if file is not None and file.is_file() else ""
    return tuple(sorted({version.group() for listed in _SENTENCES.findall(text) for version in _FORM.finditer(listed)}))


def check_version(version: str, token: str | None, kind: str) -> None:
    """Raise AzureError for a missing, malformed or unsupported api-version.

    azure-native knows no version newer than itself, so a newer one is taken for its last, up to today. Versions before the
    first listed one and dates to come are refused. `token` None: an operation of ARM itself.
    Sources: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors.
    """
    if not version:
        raise AzureError("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.", 400)
    listed = (known_versions(token) if token else ()) or (_FIRST,)
    day = _day(version)
    if day is None:
        raise AzureError(
            "InvalidApiVersionParameter",
            f"The api-version '{version[:40]}' is invalid. The supported versions are '{','.join(reversed(listed))}'.",
            400,
        )
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    first, last = _day(listed[0]) or day, _day(listed[-1]) or day
    named = version.lower() in listed
    if named or (day <= tomorrow and (day > last if token else day >= first)):
        return
    raise AzureError(
        "NoRegisteredProviderFound",
        f"No registered resource provider found for location '' and API version '{version}' for type "
        f"'{kind.partition('/')[2] or kind}'. The supported api-versions are '{', '.join(listed)}'.",
        400,
    )


def _day(version: str) -> dt.date | None:
    if not _FORM.fullmatch(version):
        return None
    try:
        return dt.date.fromisoformat(version[:10])
    except ValueError:
        return None
