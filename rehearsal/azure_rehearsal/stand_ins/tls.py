"""The package `tls` as a table. What makes keys and certificates is loaded with the first of them: it isn't small."""

from __future__ import annotations

import random
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from azure_rehearsal.core.values import JsonDict

from ._made import Function, Imitated, Made, Maker

if TYPE_CHECKING:
    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["FUNCTIONS", "TLS"]


def _later(module: str, name: str) -> Maker:
    def make(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
        return getattr(import_module(f".{module}", __package__), name)(inputs, source, cloud)

    return make


def _public_key(args: JsonDict) -> JsonDict:
    from .tls_keys import public_key

    return public_key(args)


def _expires(outputs: JsonDict) -> tuple[str, float]:
    from .tls_certificates import expires

    return expires(outputs)


_RENEWAL: Final = frozenset({"earlyRenewalHours"})

TLS: Final[Mapping[str, Imitated]] = {
    "tls:index/privateKey:PrivateKey": Imitated(_later("tls_keys", "private_key")),
    "tls:index/certRequest:CertRequest": Imitated(_later("tls_certificates", "request")),
    "tls:index/selfSignedCert:SelfSignedCert": Imitated(_later("tls_certificates", "self_signed"), _RENEWAL, until=_expires),
    "tls:index/locallySignedCert:LocallySignedCert": Imitated(_later("tls_certificates", "locally_signed"), _RENEWAL, until=_expires),
}
FUNCTIONS: Final[Mapping[str, Function]] = {"tls:index/getPublicKey:getPublicKey": _public_key}
