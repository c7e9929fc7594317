"""A door's certificates."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

from cryptography import x509

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
