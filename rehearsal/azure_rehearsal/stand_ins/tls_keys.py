"""The package `tls`: private keys, real ones, for machines and clusters that want a public key.

Source of names and formats: registry.terraform.io/providers/hashicorp/tls. Takes the package `cryptography`.
"""

# ruff: noqa: ARG001 - all makers share one signature

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from azure_rehearsal.errors import AzureError
from azure_rehearsal.plain import text
from azure_rehearsal.values import JsonDict

from ._made import Made, Maker, number

if TYPE_CHECKING:
    from azure_rehearsal.cloud import Cloud

__all__ = ["TLS"]

_LEAST_BITS: Final = 2048


def _private_key(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    except ImportError as error:
        raise AzureError("", "a tls.PrivateKey takes the Python package `cryptography`: pip install cryptography", 0) from error
    algorithm = text(inputs, "algorithm") or ""
    curves = {"P224": ec.SECP224R1, "P256": ec.SECP256R1, "P384": ec.SECP384R1, "P521": ec.SECP521R1}
    curve = text(inputs, "ecdsaCurve") or "P224"
    bits = max(number(inputs, "rsaBits", _LEAST_BITS), _LEAST_BITS)
    if algorithm == "RSA":
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    elif algorithm == "ECDSA" and curve in curves:
        key = ec.generate_private_key(curves[curve]())
    elif algorithm == "ED25519":
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        raise AzureError(
            "", f"algorithm '{algorithm}' (curve '{curve}') is none of RSA, ED25519, and ECDSA with P224, P256, P384 or P521", 0
        )
    plain, pem, public = serialization.NoEncryption(), serialization.Encoding.PEM, key.public_key()
    old = serialization.PrivateFormat.PKCS8 if algorithm == "ED25519" else serialization.PrivateFormat.TraditionalOpenSSL
    openssh = "" if curve == "P224" and algorithm == "ECDSA" else _openssh(public)
    blob = base64.b64decode(openssh.split()[1]) if openssh else b""
    private_openssh = key.private_bytes(pem, serialization.PrivateFormat.OpenSSH, plain).decode() if openssh else ""
    outputs: JsonDict = {
        **inputs,
        "rsaBits": bits,
        "ecdsaCurve": curve,
        "privateKeyPem": key.private_bytes(pem, old, plain).decode(),
        "privateKeyPemPkcs8": key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode(),
        "privateKeyOpenssh": private_openssh,
        "publicKeyPem": public.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode(),
        "publicKeyOpenssh": f"{openssh}\n" if openssh else "",
        "publicKeyFingerprintMd5": hashlib.md5(blob, usedforsecurity=False).hexdigest(),
        "publicKeyFingerprintSha256": "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("="),
    }
    return Made(hashlib.sha1(str(outputs["publicKeyPem"]).encode(), usedforsecurity=False).hexdigest(), outputs)


def _openssh(public: object) -> str:
    from cryptography.hazmat.primitives import serialization

    return public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()  # type: ignore[attr-defined]


TLS: Final[Mapping[str, Maker]] = {"tls:index/privateKey:PrivateKey": _private_key}
