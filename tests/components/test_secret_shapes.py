"""What counts as a key, what doesn't, and what a message shows of it."""

from __future__ import annotations

import base64
import doctest
import hashlib
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_connect import errors, secret_shapes
from pulumi_azure_connect.secret_shapes import SHAPES, concealed, secret_in, shown

# Made up, of the right shapes. Written in pieces, so that scanners of this repository stay quiet.
LONG = base64.b64encode(hashlib.sha512(b"storage").digest()).decode()
MIDDLE = base64.b64encode(hashlib.sha256(b"bus").digest()).decode()
HEX = hashlib.md5(b"ai", usedforsecurity=False).hexdigest()
SIGNED = "a1" * 26 + "JQQJ" + "99BF" + "AC" + "Yc" * 7 + "A" + "COGz5j0"
BARE = {
    "storage": LONG,
    "bus": MIDDLE,
    "ai": HEX,
    "search": HEX.upper(),
    "signed": SIGNED,
    "search with a signature": "b2" * 21 + "AzSe" + "Dabc12",
    "functions": "c3" * 22 + "AzFu" + "abc12" + "Q==",
    "redis": "d4" * 16 + "e" + "AzCa" + "Babc12" + "=",
    "registry": "e5" * 21 + "+ACR" + "Babc12",
    "client secret": "abc" + "8Q~" + "f6" * 17,
    "token": "eyJ" + "hbGciOiJub25lIn0x" + ".eyJ" + "zdWIiOiJjYW5hcnki" + ".c2ln",
    "private key": "-----BEGIN RSA PRIVATE " + "KEY-----",
}
NAMED = {
    "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={};EndpointSuffix=core.windows.net": "tea+milk==",
    "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=all;SharedAccessKey={}": "tea=",
    "Endpoint=https://shop.service.signalr.net;AccessKey={};Version=1.0;": "tea",
    "endpoint=https://shop.communication.azure.com/;accesskey={}": "tea",
    "Endpoint=https://shop.azconfig.io;Id=abc;Secret={}": "tea",
    "Server=tcp:shop.database.windows.net;User ID=app;Password={};Encrypt=true": "tea",
    "Server=shop;UID=app; PWD = {}": "tea",
    "shop.redis.cache.windows.net:6380,ssl=True,password={}": "tea=",
    "dbname=orders host=shop user=app password='{}'": "tea and milk",
    "https://shop.blob.core.windows.net/c?sv=2024-05-04&se=2030-01-01&sig={}": "tea%2Bmilk0123456789%3D",
    "postgresql://app:{}@shop.postgres.database.azure.com/orders": "tea",
    "mongodb+srv://app:{}@shop.mongodb.net/?tls=true": "tea",
    "gunicorn --api-key={} main:app": "tea",
    "DB_PASSWORD={} python app.py": "tea",
}
HARMLESS = [
    "",
    "true",
    "https://shop.azurewebsites.net/.auth/login/aad/callback",
    "/subscriptions/00112233-4455-6677-8899-aabbccddeeff/resourceGroups/shop/providers/Microsoft.Web/sites/shop",
    "00112233-4455-6677-8899-aabbccddeeff",
    "InstrumentationKey=00112233-4455-6677-8899-aabbccddeeff;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/",
    "@Microsoft.KeyVault(VaultName=shop;SecretName=password)",
    "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/account-key/" + HEX + ")",
    "Server=tcp:shop.database.windows.net;Database=orders;Authentication=Active Directory Default",
    "Server=shop;Password=@Microsoft.KeyVault(VaultName=shop;SecretName=key)",
    "Server=shop;Password=$(DB_PASSWORD)",
    "AccountName=shop;AccountKey=;",
    "run --password=$DB_PASSWORD --pwd=%PASSWORD% --api-key=<key> AccountKey={key} secret=...",
    "reset_password=true&forgot_password=0",
    "https://shop.blob.core.windows.net/?sig=",
    "https://user@host/path",
    "sha256-" + MIDDLE,
    "gunicorn --bind=0.0.0.0 --timeout 600 app:app",
    "npm run start:prod",
    "The password= of a message ends here",
    hashlib.sha256(b"digest").hexdigest(),
    "accounts=shop;keyless=true;nopassword=true",
]


@pytest.mark.parametrize("key", BARE.values(), ids=BARE)
def test_a_key_is_known_by_its_shape_alone(key: str):
    assert secret_in(key)
    assert key not in concealed(f"'{key}' can't be a name")
    assert key not in shown(key)


@pytest.mark.parametrize(("text", "value"), NAMED.items())
def test_a_value_behind_a_telling_name_is_a_secret(text: str, value: str):
    assert secret_in(text.format(value))
    hidden = concealed(f"{text.format(value)!s} is no id")
    assert value not in hidden
    assert text.partition("{")[0].rstrip("'") in hidden, "what isn't secret stays readable"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_is_let_through(text: str):
    assert secret_in(text) is None
    assert concealed(text) == text
    assert shown(text) == repr(text)


@pytest.mark.parametrize("name", [name for name in BARE if name not in ("ai", "search")])
def test_a_key_is_found_inside_other_text(name: str):
    assert secret_in(f'{{"key": "{BARE[name]}"}}')


@given(st.binary(min_size=64, max_size=64))
def test_every_512_bit_key_is_known(key: bytes):
    text = base64.b64encode(key).decode()
    assert secret_in(text)
    assert text not in concealed(f"setting {text}.")


@given(st.text())
def test_what_is_concealed_holds_no_secret_and_stays_so(text: str):
    once = concealed(text)
    assert concealed(once) == once


@pytest.mark.parametrize("text", [*BARE.values(), *(text.format(value) for text, value in NAMED.items())])
def test_concealed_text_looks_like_no_secret(text: str):
    assert secret_in(concealed(text)) is None


def test_each_shape_names_a_listed_source():
    listed = secret_shapes.__doc__ or ""
    assert {shape.source for shape in SHAPES} <= {
        source for source in ("powershell", "utilities", "purview", "gitleaks", "services") if f"[{source}]" in listed
    }


def test_no_error_of_the_package_shows_a_key():
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.ConnectError)]
    assert len(kinds) > 10
    for kind in kinds:
        for secret in (LONG, SIGNED, "Password=tea0x"):
            failure = kind(f"'{secret}' isn't an id.")
            told = f"{failure} {failure!r} {failure.args}"
            assert secret.rpartition("Password=")[2] not in told, kind


def test_the_examples_hold():
    assert doctest.testmod(secret_shapes).failed == 0
