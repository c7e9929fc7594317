"""Certificates and what public keys say: real ones, which real clients of TLS take."""

from __future__ import annotations

import ssl
import subprocess
import sys
from typing import Any

import pytest

from azure_rehearsal import stand_ins
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.schema import types as schema

x509 = pytest.importorskip("cryptography.x509")
pytest.importorskip("pulumi_tls")

SUBJECT: dict[str, Any] = {"commonName": "shop.example", "organization": "Shop", "country": "DE"}
HOURS: dict[str, Any] = {"validityPeriodHours": 24.0}


def made(name: str, **inputs: Any) -> dict[str, Any]:
    token = f"tls:index/{name[0].lower()}{name[1:]}:{name}"
    assert schema.check(token, inputs) == []
    found = stand_ins.make(token, inputs, seed="s", cloud=Cloud())
    # Without a length there is none: the provider leaves it null.
    assert [fault.property for fault in schema.check_outputs(token, found.outputs)] in ([], ["maxPathLength"])
    return {**found.outputs, "id": found.id}


@pytest.fixture(scope="module", params=["ECDSA", "ED25519"])
def key(request: pytest.FixtureRequest) -> str:
    return made("PrivateKey", algorithm=request.param, ecdsaCurve="P256")["privateKeyPem"]


def authority(key: str, **more: Any) -> dict[str, Any]:
    uses = {"allowedUses": ["cert_signing", "digital_signature"], "isCaCertificate": True}
    return made("SelfSignedCert", privateKeyPem=key, subject=SUBJECT, **{**HOURS, **uses, **more})


def test_a_certificate_says_what_was_asked_for(key):
    names = {"dnsNames": ["shop.example"], "ipAddresses": ["203.0.113.1"], "uris": ["spiffe://shop"]}
    told = made("SelfSignedCert", privateKeyPem=key, subject=SUBJECT, allowedUses=["server_auth", "key_encipherment"], **names, **HOURS)
    found = x509.load_pem_x509_certificate(told["certPem"].encode())
    assert found.subject.rfc4514_string() == "CN=shop.example,O=Shop,C=DE"
    assert str(found.serial_number) == told["id"]
    alternatives = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one.value) for one in alternatives] == ["shop.example", "203.0.113.1", "spiffe://shop"]
    assert found.extensions.get_extension_for_class(x509.KeyUsage).value.key_encipherment
    used = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(used) == [x509.ExtendedKeyUsageOID.SERVER_AUTH]
    assert (told["validityStartTime"], told["validityEndTime"]) == ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    assert found.not_valid_after_utc.isoformat() == "2026-01-02T00:00:00+00:00"


@pytest.mark.behaviour(beside="test_values_are_made_once_and_replaced_with_their_inputs")
def test_an_authority_of_the_program_signs_requests(key, tmp_path):
    above = authority(key)
    own = made("PrivateKey", algorithm="RSA")["privateKeyPem"]
    asked = made("CertRequest", privateKeyPem=own, subject={"commonName": "app"}, dnsNames=["app.example"])
    assert asked["keyAlgorithm"] == "RSA"
    inputs = {"certRequestPem": asked["certRequestPem"], "caCertPem": above["certPem"], "caPrivateKeyPem": key}
    told = made("LocallySignedCert", allowedUses=["server_auth"], **inputs, **HOURS)
    found, issuer = (x509.load_pem_x509_certificate(one["certPem"].encode()) for one in (told, above))
    found.verify_directly_issued_by(issuer)
    assert found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName) == ["app.example"]
    identified = found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert identified == issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    pair = tmp_path / "pair.pem"
    pair.write_text(told["certPem"] + own)
    ssl.create_default_context(cadata=above["certPem"]).load_cert_chain(pair)  # OpenSSL takes them as they are


@pytest.mark.behaviour(beside="test_values_are_made_once_and_replaced_with_their_inputs")
def test_a_certificate_is_renewed_before_its_end(key):
    cloud = Cloud()
    told = authority(key, earlyRenewalHours=4.0)
    token = "tls:index/selfSignedCert:SelfSignedCert"
    cloud.clock.advance(19 * 3600)
    assert stand_ins.outdated(token, told, cloud) is None
    cloud.clock.advance(3600)
    assert stand_ins.outdated(token, told, cloud) == "readyForRenewal"
    assert stand_ins.replacing(token, {"earlyRenewalHours": 4}, {"dnsNames": []}) == {"dnsNames"}


def test_a_public_key_is_told_of_each_form_of_a_private_one():
    private = made("PrivateKey", algorithm="RSA")
    for name in ("privateKeyPem", "privateKeyOpenssh"):
        told = stand_ins.call("tls:index/getPublicKey:getPublicKey", {name: private[name]})
        assert [fault.property for fault in schema.check_outputs("tls:index/getPublicKey:getPublicKey", told)] == ["id"]  # apart, below
        for output in ("publicKeyPem", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256", "id"):
            assert told[output] == private[output]
        assert told["algorithm"] == "RSA"


# Source: hashicorp/terraform-provider-tls, common_cert.go, resource_self_signed_cert.go, resource_locally_signed_cert.go
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"subject": {}}, "Must contain at least one Distinguished Name"),
        ({"allowedUses": ["everything"]}, "must be one of any_extended"),
        ({"ipAddresses": ["everywhere"]}, "Invalid IP address"),
        ({"isCaCertificate": False, "setAuthorityKeyId": True}, "Could not determine Authority Key Identifier"),
        ({"privateKeyPem": "canary-key"}, "Failed to parse private key PEM"),
    ],
)
def test_fails_for_what_can_not_be_certified(more, words):
    key = made("PrivateKey", algorithm="ED25519")["privateKeyPem"]
    inputs = {"privateKeyPem": key, "subject": SUBJECT, "allowedUses": [], "isCaCertificate": True, **HOURS, **more}
    with pytest.raises(AzureError, match=words) as caught:
        made("SelfSignedCert", **inputs)
    assert "canary" not in str(caught.value)


def test_fails_for_somebody_elses_authority(key):
    other = made("PrivateKey", algorithm="ED25519")["privateKeyPem"]
    asked = made("CertRequest", privateKeyPem=other)["certRequestPem"]
    inputs = {"certRequestPem": asked, "caCertPem": authority(key)["certPem"], "caPrivateKeyPem": other}
    with pytest.raises(AzureError, match="not the key of caCertPem"):  # Go's x509.CreateCertificate refuses it
        made("LocallySignedCert", allowedUses=[], **inputs, **HOURS)
    with pytest.raises(AzureError, match="Failed to parse caCertPem"):
        made("LocallySignedCert", allowedUses=[], **{**inputs, "caCertPem": "none"}, **HOURS)


def test_write_only_keys_are_told_nowhere(key):
    told = made("CertRequest", privateKeyPemWo=key, privateKeyPemWoVersion=1.0)
    assert key not in repr(told)


def test_nothing_of_it_is_loaded_before_it_is_needed():
    probe = "import sys, azure_rehearsal.stand_ins; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
