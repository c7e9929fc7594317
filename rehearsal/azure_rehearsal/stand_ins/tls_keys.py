"""The package `tls`: private keys, real ones, for machines and clusters that want a public key.

Source of names and formats: github.com/hashicorp/terraform-provider-tls, internal/provider. Takes the package `cryptography`.
"""

# ruff: noqa: ARG001 - all makers share one signature; cryptography costs a tenth of a second, which others don't pay

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import text
from azure_rehearsal.core.values import JsonDict

from ._made import Made, number

if TYPE_CHECKING:
    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["algorithm_of", "load_key", "needs_cryptography", "private_key", "public_key"]

_LEAST_BITS: Final = 2048


@contextmanager
def needs_cryptography(what: str) -> Generator[None]:
    """Raise AzureError with what to install, where the package isn't there."""
    try:
        yield
    except ImportError as error:
        raise AzureError("", f"{what} takes the Python package `cryptography`: pip install cryptography", 0) from error


def private_key(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    """A new key, another one each time: keys aren't made from seeds."""
    with needs_cryptography("a tls.PrivateKey"):
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
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
    plain, pem = serialization.NoEncryption(), serialization.Encoding.PEM
    old = serialization.PrivateFormat.PKCS8 if algorithm == "ED25519" else serialization.PrivateFormat.TraditionalOpenSSL
    told = _public(key)
    private_openssh = key.private_bytes(pem, serialization.PrivateFormat.OpenSSH, plain).decode() if told["publicKeyOpenssh"] else ""
    outputs: JsonDict = {
        **inputs,
        "rsaBits": bits,
        "ecdsaCurve": curve,
        "privateKeyPem": key.private_bytes(pem, old, plain).decode(),
        "privateKeyPemPkcs8": key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain).decode(),
        "privateKeyOpenssh": private_openssh,
        **told,
    }
    return Made(_id(told), outputs)


def public_key(args: JsonDict) -> JsonDict:
    """The function getPublicKey: what a private key says of itself in public."""
    given = {name: value for name in ("privateKeyPem", "privateKeyOpenssh") if (value := text(args, name))}
    if len(given) != 1:
        raise AzureError("", "Invalid Attribute Combination: exactly one of privateKeyPem and privateKeyOpenssh must be given", 0)
    with needs_cryptography("tls.getPublicKey"):
        key = load_key(next(iter(given.values())))
        if key is None:
            raise AzureError("", f"Unable to parse private key: {next(iter(given))} holds no private key in that form", 0)
        told = _public(key)
    return {**given, **told, "algorithm": algorithm_of(key), "id": _id(told)}


def load_key(written: str) -> Any:
    """A private key from PEM, in any of its forms; None where the text holds none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    load = load_ssh_private_key if "OPENSSH PRIVATE KEY" in written else load_pem_private_key
    try:
        return load(written.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def algorithm_of(key: Any) -> str:
    """RSA, ECDSA or ED25519."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    return "RSA" if isinstance(key, rsa.RSAPrivateKey) else "ECDSA" if isinstance(key, ec.EllipticCurvePrivateKey) else "ED25519"


def _public(key: Any) -> JsonDict:
    from cryptography.hazmat.primitives import serialization

    public = key.public_key()
    openssh = "" if getattr(getattr(key, "curve", None), "name", "") == "secp224r1" else _openssh(public)  # which OpenSSH lacks
    blob = base64.b64decode(openssh.split()[1]) if openssh else b""
    md5 = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    return {
        "publicKeyPem": public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode(),
        "publicKeyOpenssh": f"{openssh}\n" if openssh else "",
        "publicKeyFingerprintMd5": ":".join(md5[at : at + 2] for at in range(0, 32, 2)) if openssh else "",
        "publicKeyFingerprintSha256": "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=") if openssh else "",
    }


def _openssh(public: Any) -> str:
    from cryptography.hazmat.primitives import serialization

    return public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


def _id(told: JsonDict) -> str:
    return hashlib.sha1(str(told["publicKeyPem"]).encode(), usedforsecurity=False).hexdigest()
