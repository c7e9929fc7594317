"""The package `tls`: certificates and requests for them, real ones, dated in simulated time.

Source of names, defaults and what is refused: github.com/hashicorp/terraform-provider-tls, internal/provider (common_cert.go,
resource_self_signed_cert.go, resource_locally_signed_cert.go, resource_cert_request.go). Takes the package `cryptography`.
"""

# ruff: noqa: ARG001 - all makers share one signature; cryptography costs a tenth of a second, which others don't pay

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import random
from typing import TYPE_CHECKING, Any, Final

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import at, table, text, texts
from azure_rehearsal.core.values import JsonDict

from ._made import Made, number, switch
from .time_values import moment, now, written
from .tls_keys import algorithm_of, load_key, needs_cryptography

if TYPE_CHECKING:
    from cryptography import x509

    from azure_rehearsal.cloud.cloud import Cloud

__all__ = ["expires", "locally_signed", "request", "self_signed"]

_USES: Final = {  # the order of the fields of x509.KeyUsage
    "digital_signature": "digital_signature",
    "content_commitment": "content_commitment",
    "key_encipherment": "key_encipherment",
    "data_encipherment": "data_encipherment",
    "key_agreement": "key_agreement",
    "cert_signing": "key_cert_sign",
    "crl_signing": "crl_sign",
    "encipher_only": "encipher_only",
    "decipher_only": "decipher_only",
}
_EXTENDED: Final = {  # RFC 5280, 4.2.1.12, and Microsoft's and Netscape's own, as Go's crypto/x509 has them
    "any_extended": "2.5.29.37.0",
    "server_auth": "1.3.6.1.5.5.7.3.1",
    "client_auth": "1.3.6.1.5.5.7.3.2",
    "code_signing": "1.3.6.1.5.5.7.3.3",
    "email_protection": "1.3.6.1.5.5.7.3.4",
    "ipsec_end_system": "1.3.6.1.5.5.7.3.5",
    "ipsec_tunnel": "1.3.6.1.5.5.7.3.6",
    "ipsec_user": "1.3.6.1.5.5.7.3.7",
    "timestamping": "1.3.6.1.5.5.7.3.8",
    "ocsp_signing": "1.3.6.1.5.5.7.3.9",
    "microsoft_server_gated_crypto": "1.3.6.1.4.1.311.10.3.3",
    "netscape_server_gated_crypto": "2.16.840.1.113730.4.1",
    "microsoft_commercial_code_signing": "1.3.6.1.4.1.311.2.1.22",
    "microsoft_kernel_code_signing": "1.3.6.1.4.1.311.61.1.1",
}
_NAMES: Final = {  # RFC 4519, in the order in which Go writes them
    "country": "COUNTRY_NAME",
    "organization": "ORGANIZATION_NAME",
    "organizationalUnit": "ORGANIZATIONAL_UNIT_NAME",
    "locality": "LOCALITY_NAME",
    "province": "STATE_OR_PROVINCE_NAME",
    "streetAddresses": "STREET_ADDRESS",
    "postalCode": "POSTAL_CODE",
    "commonName": "COMMON_NAME",
    "serialNumber": "SERIAL_NUMBER",
    "emailAddress": "EMAIL_ADDRESS",
}
# Write-only inputs, which no state holds.
_UNTOLD: Final = frozenset({"privateKeyPemWo", "caPrivateKeyPemWo"})


def request(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    """A request for a certificate."""
    with needs_cryptography("a tls.CertRequest"):
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization

        key = _key_of(inputs, "privateKeyPem")
        builder = x509.CertificateSigningRequestBuilder().subject_name(_subject(inputs))
        names = _alternatives(inputs)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        made = builder.sign(key, _digest(key)).public_bytes(serialization.Encoding.PEM).decode()
    told: JsonDict = {"certRequestPem": made, "keyAlgorithm": algorithm_of(key)}
    return Made(hashlib.sha1(made.encode(), usedforsecurity=False).hexdigest(), {**_shown(inputs), **told})


def self_signed(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    """A certificate that vouches for itself."""
    with needs_cryptography("a tls.SelfSignedCert"):
        key = _key_of(inputs, "privateKeyPem")
        subject = _subject(inputs)
        made = _signed(inputs, source, cloud, subject, _alternatives(inputs), key.public_key(), (subject, None), key)
    own: JsonDict = {"keyAlgorithm": algorithm_of(key), "setAuthorityKeyId": switch(inputs, "setAuthorityKeyId", fallback=False)}
    return _certificate(inputs, own, *made)


def locally_signed(inputs: JsonDict, source: random.Random, cloud: Cloud) -> Made:
    """A certificate that somebody of the program vouches for."""
    with needs_cryptography("a tls.LocallySignedCert"):
        from cryptography import x509

        asked = _parsed(inputs, "certRequestPem", x509.load_pem_x509_csr)
        authority = _parsed(inputs, "caCertPem", x509.load_pem_x509_certificate)
        key = _key_of(inputs, "caPrivateKeyPem")
        if key.public_key() != authority.public_key():
            raise AzureError("", "Failed to create certificate: caPrivateKeyPem is not the key of caCertPem; give both of one authority", 0)
        names = [one for found in asked.extensions if isinstance(found.value, x509.SubjectAlternativeName) for one in found.value]
        signed_by = authority.subject, authority
        made = _signed(inputs, source, cloud, asked.subject, names, asked.public_key(), signed_by, key)
    return _certificate(inputs, {"caKeyAlgorithm": algorithm_of(key)}, *made)


def expires(outputs: JsonDict) -> tuple[str, float]:
    """From when on a certificate is renewed: `earlyRenewalHours` before its end."""
    end = moment(text(outputs, "validityEndTime") or "").timestamp()
    return "readyForRenewal", end - 3600 * number(outputs, "earlyRenewalHours")


def _certificate(inputs: JsonDict, more: JsonDict, made: x509.Certificate, begin: dt.datetime, end: dt.datetime) -> Made:
    from cryptography.hazmat.primitives import serialization

    told: JsonDict = {
        "isCaCertificate": False,
        "setSubjectKeyId": False,
        "earlyRenewalHours": 0,
        **_shown(inputs),
        "certPem": made.public_bytes(serialization.Encoding.PEM).decode(),
        "validityStartTime": written(begin),
        "validityEndTime": written(end),
        "readyForRenewal": False,
        **more,
    }
    return Made(str(made.serial_number), told)


def _signed(
    inputs: JsonDict,
    source: random.Random,
    cloud: Cloud,
    subject: x509.Name,
    names: list[Any],
    public: Any,
    authority: tuple[x509.Name, x509.Certificate | None],
    key: Any,
) -> tuple[x509.Certificate, dt.datetime, dt.datetime]:
    """`authority`: its name, and its certificate where that isn't the one that is made."""
    from cryptography import x509

    is_authority = switch(inputs, "isCaCertificate", fallback=False)
    if is_authority and not list(subject):
        raise AzureError(
            "", "Invalid Certificate Subject: Must contain at least one Distinguished Name when creating Certificate Authority (CA)", 0
        )
    begin = now(cloud)
    end = begin + dt.timedelta(hours=number(inputs, "validityPeriodHours"))
    builder = x509.CertificateBuilder(authority[0], subject, public, source.getrandbits(127) + 1, begin, end)
    longest = at(inputs, "maxPathLength")
    length = int(longest) if isinstance(longest, (int, float)) and is_authority else None
    builder = builder.add_extension(x509.BasicConstraints(is_authority, length), critical=True)
    for extension in _uses(inputs):
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.KeyUsage))
    own = x509.SubjectKeyIdentifier.from_public_key(public)
    identified = is_authority or switch(inputs, "setSubjectKeyId", fallback=False)
    if identified:
        builder = builder.add_extension(own, critical=False)
    above = _authority_key(inputs, own if identified else None, authority[1])
    if above is not None:
        builder = builder.add_extension(above, critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=not list(subject))
    return builder.sign(key, _digest(key)), begin, end


def _authority_key(inputs: JsonDict, own: Any, authority: x509.Certificate | None) -> Any:
    """Which key vouches: told of an authority that names its key, and of the certificate itself where that is asked for."""
    from cryptography import x509

    if authority is not None:
        found = [one.value for one in authority.extensions if isinstance(one.value, x509.SubjectKeyIdentifier)]
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found[0]) if found else None
    if not switch(inputs, "setAuthorityKeyId", fallback=False):
        return None
    if own is None:
        raise AzureError("", "Invalid Certificate Authority: Could not determine Authority Key Identifier: set setSubjectKeyId too", 0)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _uses(inputs: JsonDict) -> list[Any]:
    from cryptography import x509

    wanted = texts(inputs, "allowedUses")
    unknown = [one for one in wanted if one not in _USES and one not in _EXTENDED]
    if unknown:
        raise AzureError(
            "", f"allowedUses has {', '.join(map(repr, unknown))}; each must be one of {', '.join(sorted((*_USES, *_EXTENDED)))}", 0
        )
    found: list[Any] = []
    plain = {field: use in wanted for use, field in _USES.items()}
    if any(plain.values()):
        agreeing = plain["key_agreement"]  # the last two mean something only with it
        found.append(x509.KeyUsage(**{**plain, **{one: plain[one] and agreeing for one in ("encipher_only", "decipher_only")}}))
    extended = [x509.ObjectIdentifier(_EXTENDED[one]) for one in wanted if one in _EXTENDED]
    return [*found, x509.ExtendedKeyUsage(extended)] if extended else found


def _subject(inputs: JsonDict) -> x509.Name:
    from cryptography import x509

    given = table(inputs, "subject")
    found: list[Any] = []
    for name, field in _NAMES.items():
        values = texts(given, name) or [text(given, name)]
        found += [x509.NameAttribute(getattr(x509.NameOID, field), value) for value in values if value]
    return x509.Name(found)


def _alternatives(inputs: JsonDict) -> list[Any]:
    from cryptography import x509

    try:
        addresses = [ipaddress.ip_address(one) for one in texts(inputs, "ipAddresses")]
    except ValueError as error:
        raise AzureError("", f"Invalid IP address: {error}", 0) from error
    found: list[Any] = [x509.DNSName(one) for one in texts(inputs, "dnsNames")]
    return [*found, *map(x509.IPAddress, addresses), *map(x509.UniformResourceIdentifier, texts(inputs, "uris"))]


def _key_of(inputs: JsonDict, name: str) -> Any:
    """The key of an input, or of its write-only twin. No message holds any of it."""
    given = text(inputs, name) or text(inputs, f"{name}Wo") or ""
    key = load_key(given)
    if key is None:
        raise AzureError(
            "", f"Failed to parse private key PEM: {name} holds no private key in PEM; give the privateKeyPem of a tls.PrivateKey", 0
        )
    return key


def _parsed(inputs: JsonDict, name: str, parse: Any) -> Any:
    try:
        return parse((text(inputs, name) or "").encode())
    except ValueError as error:
        raise AzureError("", f"Failed to parse {name}: it holds no such PEM", 0) from error


def _digest(key: Any) -> Any:
    """Ed25519 brings its own."""
    from cryptography.hazmat.primitives import hashes

    return None if algorithm_of(key) == "ED25519" else hashes.SHA256()


def _shown(inputs: JsonDict) -> JsonDict:
    return {name: value for name, value in inputs.items() if name not in _UNTOLD}
