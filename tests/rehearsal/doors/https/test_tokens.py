"""Tokens: only ours, in their time, for what they are for."""

from __future__ import annotations

import base64
import json

import pytest

from azure_rehearsal.core.state import Principal
from azure_rehearsal.doors.https.tokens import ARM, VAULT, Refused, Tokens, audience_of

WHO = Principal("oid", "app", "name", resource_id="/identity")


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_our_own_token_is_taken():
    tokens = Tokens("tenant")
    issued = tokens.issue(WHO, "https://vault.azure.net/.default", site_id="/site")
    found = tokens.check(f"Bearer {issued.text}", VAULT)
    assert (found.object_id, found.audience, found.site_id) == ("oid", "https://vault.azure.net", "/site")
    claims = json.loads(base64.urlsafe_b64decode(issued.text.split(".")[1] + "=="))
    assert (claims["appid"], claims["tid"], claims["xms_mirid"]) == ("app", "tenant", "/identity")


def test_its_time_ends():
    time = Time()
    tokens = Tokens("tenant", now=time)
    issued = tokens.issue(WHO, "https://vault.azure.net", lifetime=60)
    time.now += 59
    tokens.check(f"Bearer {issued.text}", VAULT)
    time.now += 1
    with pytest.raises(Refused, match="expired"):
        tokens.check(f"Bearer {issued.text}", VAULT)


def test_it_is_for_one_audience():
    tokens = Tokens("tenant")
    issued = tokens.issue(WHO, "https://vault.azure.net")
    with pytest.raises(Refused, match="audience"):
        tokens.check(f"Bearer {issued.text}", ARM)


@pytest.mark.parametrize(
    "change",
    [lambda text: text[:-2] + "xx", lambda text: text.replace(".", "", 1), lambda text: "a.b.c", lambda text: ""],
    ids=["signature", "parts", "made-up", "empty"],
)
def test_a_changed_token_is_refused_and_not_repeated(change):
    tokens = Tokens("tenant")
    changed = change(tokens.issue(WHO, "https://vault.azure.net").text)
    with pytest.raises(Refused) as caught:
        tokens.check(f"Bearer {changed}", VAULT)
    assert not changed or changed not in str(caught.value)


def test_other_tenants_and_other_keys_are_refused():
    with pytest.raises(Refused):
        Tokens("tenant").check(f"Bearer {Tokens('tenant').issue(WHO, 'https://vault.azure.net').text}", VAULT)


@pytest.mark.parametrize("header", [None, "", "Basic abc", "Bearer"])
def test_without_a_token(header: str | None):
    with pytest.raises(Refused, match="no bearer token"):
        Tokens("tenant").check(header, VAULT)


def test_secrets_are_in_no_repr():
    tokens = Tokens("tenant")
    assert tokens.issue(WHO, "x").text not in repr(tokens.issue(WHO, "x"))
    assert "_key" not in repr(tokens)


def test_audiences():
    assert audience_of("https://vault.azure.net/.default") == audience_of("https://vault.azure.net/") == "https://vault.azure.net"
