"""The report as a person reads it."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from azure_rehearsal.core.options import Options
from azure_rehearsal.engine.events import Result
from azure_rehearsal.report.connections import ExceptionLine, LocalAuth
from azure_rehearsal.report.local_auth import open_doors
from azure_rehearsal.report.references import REFETCH
from azure_rehearsal.report.report import Report, make_report
from azure_rehearsal.report.text import print_changes, print_report
from azure_rehearsal.report.verdict import AppFinding, Checked, Part, broken, pending, unchecked
from tests.rehearsal.report.clouds import REFERENCE, SECRETS_USER, small


def shown(report: Report, result: Result | None = None, width: int = 160) -> str:
    out = io.StringIO()
    print_report(Console(file=out, width=width), report, result)
    return out.getvalue()


def test_each_connection_says_what_where_by_whom_and_how_it_stands():
    made = small()
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    text = shown(Report(lines=[Checked(made.secret_line(because="the client library takes keys only"))], declared=True))
    for words in (
        "vision",
        "Key Vault Secrets User",
        "the-vault/key",
        "user-assigned identity",
        "KEY",
        "works",
        "client library takes keys only",
    ):
        assert words in text


def test_what_waits_names_the_way_on():
    made = small(options=Options(grant_delay_seconds=60))
    made.grant(made.ids["secret"], SECRETS_USER)
    made.settings(KEY=REFERENCE)
    text = shown(make_report({}, made.cloud), width=250)
    assert "AccessToKeyVaultDenied" in text
    assert "takes effect in 60 s" in text
    assert REFETCH in text
    assert "configreferences/appsettings/refresh" in text


def test_what_is_pending_is_loud_and_comes_after_the_tables():
    line = Checked(small().blob_line(), permission=Part("permission", (pending("user 'app' must still be made"),)))
    text = shown(Report(lines=[line], declared=True))
    assert "PENDING app -> uploads: user 'app' must still be made" in text
    assert text.index("PENDING") > text.index("Storage Blob Data Reader")


def test_each_part_that_did_not_pass_says_why_and_where_azure_says_so():
    network, permission = (
        Part("network", (unchecked("a route decides"),)),
        Part("permission", (broken("no role", "learn.microsoft.com/x"),)),
    )
    text = shown(Report(lines=[Checked(small().blob_line(), network=network, permission=permission)]))
    assert "network: a route decides" in text
    assert "permission: no role (learn.microsoft.com/x)" in text


def test_nothing_broken_is_not_called_working():
    line = Checked(small().blob_line(), network=Part("network", (unchecked("a route decides"),)))
    text = shown(Report(lines=[line]), width=200)
    assert "nothing broken; network not checked" in text
    assert "works" not in text


def test_what_is_wrong_with_an_app_is_told_with_its_source():
    text = shown(Report(apps=[AppFinding(small().ids["app"], "configuration", broken("two writers", "learn.microsoft.com/y"))]))
    assert "x the-app: two writers (learn.microsoft.com/y)" in text


def test_exceptions_problems_and_ghosts_are_shown():
    text = shown(
        Report(
            exceptions=[ExceptionLine("shop", "basic credentials on", "old pipeline", "staging")],
            problems=["component 'x': bad"],
            soft_deleted=["/a/b/kv"],
        )
    )
    assert "shop/staging: basic credentials on, because: old pipeline" in text
    assert "component 'x': bad" in text
    assert "Soft-deleted" in text


def test_narrow_windows_lose_no_words():
    made = small()
    made.settings(KEY=REFERENCE)
    text = shown(make_report({}, made.cloud), width=60)
    assert "AccessToKeyVaultDenied" in "".join(text.split())


def test_values_in_brackets_are_no_markup():
    line = Checked(small().blob_line(name="[red]x[/red]"))
    assert "[red]x[/red]" in shown(Report(lines=[line]))


def test_keys_that_still_work_are_named():
    made = small()
    switch = LocalAuth("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", off=False)
    door = open_doors(made.cloud, [made.blob_line(local_auth=switch)])
    text = " ".join(shown(Report(open_doors=door)).split())
    assert "still work (allowSharedKeyAccess); " in text
    assert "need none of them" in text


def test_counts_and_time_fit_one_line():
    out = io.StringIO()
    print_changes(Console(file=out, width=100), Result("up", changes={"same": 3, "create": 2, "discard": 1}, seconds=1.26))
    print_changes(Console(file=out, width=100), Result("up"))
    print_changes(Console(file=out, width=100), Result("preview", changes={"update": 1, "same": 2}))
    assert out.getvalue().splitlines() == [
        "2 created, 3 unchanged, 1 discard; 1.3 s.",
        "nothing to do; 0.0 s.",
        "1 to update, 2 unchanged; 0.0 s.",
    ]


def test_slots_that_say_the_same_share_a_row_and_others_have_their_own():
    line = small().blob_line()
    slots = [replace(line, slot=slot) for slot in (None, "staging", "canary")]
    same = shown(Report(lines=[Checked(one) for one in slots]))
    assert same.count("uploads") == 1
    assert "app, staging, canary" in same
    differing = [Checked(slots[0]), Checked(slots[1], permission=Part("permission", (broken("no role"),))), Checked(slots[2])]
    apart = shown(Report(lines=differing))
    assert apart.count("uploads") == 2
    assert "app, canary" in apart
    assert "app/staging" in apart
