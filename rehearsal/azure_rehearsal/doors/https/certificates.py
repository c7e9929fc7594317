"""A certificate authority of its own for each door, so that clients can check with whom they speak.

The authority's key is never written anywhere; of the server's key only a file for its owner's eyes.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from azure_rehearsal.memory.workdir import replace_file

__all__ = ["NAMES", "Certificates", "make_certificates"]

NAMES: Final = ("localhost", "management.azure.com", "login.microsoftonline.com", "*.vault.azure.net")
"""The names that the door answers to: its own, and those of what it stands for."""

_LIFETIME: Final = dt.timedelta(days=30)


@dataclass(frozen=True)
class Certificates:
    """Files (PEM). `authority`: what clients must trust; `bundle`: the same with all that this machine trusts already."""

    authority: Path
    bundle: Path
    chain: Path
    key: Path


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject: str, issuer: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    begun = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)  # clocks of containers differ a little
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + _LIFETIME)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def make_certificates(folder: Path) -> Certificates:
    """Make an authority and a server certificate signed by it, and write them to a folder (made if need be, mode 0700)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = "azure-rehearsal, for this machine only"
    authority_id = x509.SubjectKeyIdentifier.from_public_key(ours.public_key())
    authority = (
        _builder(issuer, issuer, ours.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(authority_id, critical=False)
        .sign(ours, hashes.SHA256())
    )
    loopback: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(one)) for one in ("127.0.0.1", "::1")]
    server = (
        _builder("azure-rehearsal", issuer, theirs.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(theirs.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id), critical=False)
        .add_extension(x509.SubjectAlternativeName([*(x509.DNSName(one) for one in NAMES), *loopback]), critical=False)
        .sign(ours, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = theirs.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    made = Certificates(folder / "authority.pem", folder / "bundle.pem", folder / "server.pem", folder / "server.key")
    trusted = authority.public_bytes(pem).decode()
    replace_file(made.authority, trusted, 0o644)
    replace_file(made.bundle, trusted + _machine_trusts(), 0o644)
    replace_file(made.chain, server.public_bytes(pem).decode(), 0o644)
    replace_file(made.key, key)
    return made


def _machine_trusts() -> str:
    """The authorities that this machine's Python trusts: programs that are told of one bundle look at no other."""
    return "".join(ssl.DER_cert_to_PEM_cert(one) for one in ssl.create_default_context().get_ca_certs(binary_form=True))
