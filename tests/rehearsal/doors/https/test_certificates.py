"""A door's certificates."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509

from azure_rehearsal.doors.https import certificates
from azure_rehearsal.doors.https.certificates import make_certificates


def test_the_server_is_signed_by_the_authority_and_named_for_what_it_stands_for(tmp_path: Path):
    made = make_certificates(tmp_path / "door")
    server = x509.load_pem_x509_certificate(made.chain.read_bytes())
    server.verify_directly_issued_by(x509.load_pem_x509_certificate(made.authority.read_bytes()))
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {
        "localhost",
        "management.azure.com",
        "login.microsoftonline.com",
        "*.vault.azure.net",
    }
    assert {str(one) for one in names.get_values_for_type(x509.IPAddress)} == {"127.0.0.1", "::1"}


def test_the_key_is_for_its_owner(tmp_path: Path):
    made = make_certificates(tmp_path)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert b"PRIVATE KEY" not in made.authority.read_bytes() + made.bundle.read_bytes() + made.chain.read_bytes()


def test_the_bundle_trusts_the_authority_and_what_the_machine_trusts(tmp_path: Path):
    made = make_certificates(tmp_path)
    context = ssl.create_default_context(cafile=str(made.bundle))
    assert len(context.get_ca_certs()) == len(ssl.create_default_context().get_ca_certs()) + 1


def test_each_door_has_its_own(tmp_path: Path):
    one, two = make_certificates(tmp_path / "one"), make_certificates(tmp_path / "two")
    assert one.authority.read_bytes() != two.authority.read_bytes()


def test_who_comes_later_shares_the_authority(tmp_path: Path):
    """`run` beside `serve`: clients that trust the authority of the one go on trusting it."""
    one = make_certificates(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert make_certificates(tmp_path) == one
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert stat.S_IMODE((tmp_path / "authority.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("lost", ["server.pem", "server.key"])
def test_a_server_without_certificate_or_key_gets_another_of_the_same_authority(tmp_path: Path, lost: str):
    made = make_certificates(tmp_path)
    authority = made.authority.read_bytes()
    (tmp_path / lost).write_text("damaged")
    make_certificates(tmp_path)
    assert made.authority.read_bytes() == authority
    server = x509.load_pem_x509_certificate(made.chain.read_bytes())
    server.verify_directly_issued_by(x509.load_pem_x509_certificate(authority))
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.chain, made.key)


@pytest.mark.parametrize("lost", ["authority.pem", "authority.key"])
def test_without_its_authority_all_is_made_anew(tmp_path: Path, lost: str):
    made = make_certificates(tmp_path)
    authority = made.authority.read_bytes()
    (tmp_path / lost).unlink()
    make_certificates(tmp_path)
    assert made.authority.read_bytes() != authority
    x509.load_pem_x509_certificate(made.chain.read_bytes()).verify_directly_issued_by(
        x509.load_pem_x509_certificate(made.authority.read_bytes())
    )


def test_what_ends_soon_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(certificates, "_LIFETIME", certificates._REST)
    authority = make_certificates(tmp_path).authority.read_bytes()
    monkeypatch.undo()
    assert make_certificates(tmp_path).authority.read_bytes() != authority
