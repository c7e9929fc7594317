"""A certificate authority for each folder, so that clients can check with whom they speak.

All servers of one stack share it, one after the other and side by side: `run` doesn't take the trust from the clients of `serve`. Its key
stays in the folder, in a file for its owner's eyes only.
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

from azure_rehearsal.memory.locks import exclusive
from azure_rehearsal.memory.workdir import replace_file

__all__ = ["NAMES", "Certificates", "make_certificates"]

NAMES: Final = ("localhost", "management.azure.com", "login.microsoftonline.com", "*.vault.azure.net")
"""The names that the door answers to: its own, and those of what it stands for."""

_ISSUER: Final = "azure-rehearsal, for this machine only"
_LIFETIME: Final = dt.timedelta(days=30)
_REST: Final = dt.timedelta(days=7)  # what is nearer to its end is made anew, so that a server that begins now can go on for a while


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
    """The folder's authority and a server certificate signed by it; both are made (and the folder, mode 0700) where they aren't there or are old."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with exclusive(folder / "certificates.lock", waiting=lambda: None):
        return _certificates(folder)


def _certificates(folder: Path) -> Certificates:
    pem = serialization.Encoding.PEM
    files = Certificates(folder / "authority.pem", folder / "bundle.pem", folder / "server.pem", folder / "server.key")
    authority, ours, is_new = _authority(folder)
    if is_new or not _serves(files):
        theirs = ec.generate_private_key(ec.SECP256R1())
        server = _server(authority, ours, theirs.public_key())
        replace_file(files.key, _private(theirs))
        replace_file(files.chain, server.public_bytes(pem).decode(), 0o644)
    trusted = authority.public_bytes(pem).decode()
    replace_file(files.authority, trusted, 0o644)
    replace_file(files.bundle, trusted + _machine_trusts(), 0o644)
    return files


def _private(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def _fresh(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc - dt.datetime.now(dt.UTC) > _REST


def _authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, bool]:
    """The folder's authority and its key, and whether it was just made."""
    try:
        found = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
    except (OSError, ValueError):
        pass
    else:
        if isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == found.public_key() and _fresh(found):
            return found, key, False
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_ISSUER, _ISSUER, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    replace_file(folder / "authority.key", _private(key))
    return made, key, True


def _serves(files: Certificates) -> bool:
    """Whether there is a server's certificate that is still good for a while, for all our names, with its key."""
    try:
        found = x509.load_pem_x509_certificate(files.chain.read_bytes())
        key = serialization.load_pem_private_key(files.key.read_bytes(), None)
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    return _fresh(found) and key.public_key() == found.public_key() and names == [*NAMES]


def _server(authority: x509.Certificate, ours: ec.EllipticCurvePrivateKey, theirs: ec.EllipticCurvePublicKey) -> x509.Certificate:
    authority_id = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    loopback: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(one)) for one in ("127.0.0.1", "::1")]
    return (
        _builder("azure-rehearsal", _ISSUER, theirs)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(theirs), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id), critical=False)
        .add_extension(x509.SubjectAlternativeName([*(x509.DNSName(one) for one in NAMES), *loopback]), critical=False)
        .sign(ours, hashes.SHA256())
    )


def _machine_trusts() -> str:
    """The authorities that this machine's Python trusts: programs that are told of one bundle look at no other."""
    return "".join(ssl.DER_cert_to_PEM_cert(one) for one in ssl.create_default_context().get_ca_certs(binary_form=True))
