"""The Pulumi plugin `azure-connect`, which serves the components to programs in any language.

Pulumi reads the schema from the components' annotations.
"""

from pulumi.provider.experimental import component_provider_host
from pulumi.provider.experimental.analyzer import Analyzer

from pulumi_azure_connect import ManagedIdentityApp, SecretBackedConnection

VERSION = "0.1.0"
_own_docstring = Analyzer.get_docstring


def _docstring(self: Analyzer, typ: type, name: str) -> str | None:
    """Look for a property's description in the class that a `TypedDict` extends as well.

    Pulumi (3.272) reads it from the text of the class itself, where inherited properties don't stand.
    """
    base: type | None = getattr(typ, "__described_by__", None)
    return _own_docstring(self, typ, name) or (None if base is None else _own_docstring(self, base, name))


if __name__ == "__main__":
    Analyzer.get_docstring = _docstring
    component_provider_host(name="azure-connect", components=[ManagedIdentityApp, SecretBackedConnection], version=VERSION)
