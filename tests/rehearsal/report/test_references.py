"""References as the app sees them, and how a fetch would go now."""

from __future__ import annotations

from azure_rehearsal.core.options import Options
from azure_rehearsal.report.references import Reference, references
from azure_rehearsal.report.verdict import Verdict
from tests.rehearsal.report.clouds import REFERENCE, SECRETS_USER, Small, small


def only(made: Small) -> Reference:
    (found,) = references(made.cloud, made.ids["app"])
    return found


def test_a_reference_fetched_before_its_grant_waits_for_a_fetch():
    made = small()
    made.settings(KEY=REFERENCE, PLAIN="no reference")
    assert (only(made).status, only(made).verdict) == ("AccessToKeyVaultDenied", Verdict.BROKEN)
    made.grant(made.ids["secret"], SECRETS_USER)
    assert only(made).verdict is Verdict.WAITING
    assert only(made).detail == "fetched before the grant; `azure-rehearsal refetch`, or `depends_on`"
    made.cloud.refresh_references(made.ids["app"])
    assert (only(made).status, only(made).verdict) == ("Resolved", Verdict.WORKS)


def test_a_reference_fetched_before_its_secret_waits_for_a_fetch():
    made = small()
    made.grant(made.ids["vault"], SECRETS_USER)
    made.settings(KEY=REFERENCE.replace("=key", "=later"))
    assert (only(made).status, only(made).verdict) == ("SecretNotFound", Verdict.BROKEN)
    made.make("later", "keyvault:Secret", vaultName="the-vault", secretName="later", properties={"value": "v"})
    assert (only(made).verdict, "fetched before the secret was there" in only(made).words) == (Verdict.WAITING, True)


def test_a_grant_that_is_not_in_force_waits_for_time():
    made = small(options=Options(grant_delay_seconds=60))
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    assert (only(made).verdict, only(made).waiting) == (Verdict.WAITING, True)
    assert "takes effect only in 60 s" in only(made).detail


def test_what_was_resolved_and_will_fail_at_the_next_fetch_is_broken():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    assert only(made).verdict is Verdict.WORKS
    made.cloud.delete("azure-native:authorization:RoleAssignment", made.ids[f"grant of {SECRETS_USER}"])
    assert (only(made).status, only(made).now, only(made).verdict) == ("Resolved", "AccessToKeyVaultDenied", Verdict.BROKEN)
    assert only(made).words == "resolved at the last fetch; the next one answers AccessToKeyVaultDenied"


def test_looking_changes_nothing_of_what_the_app_sees():
    made = small()
    made.settings(KEY=REFERENCE)
    made.grant(made.ids["secret"], SECRETS_USER)
    for _ in range(2):
        assert only(made).status == "AccessToKeyVaultDenied"
