"""Facts of the directory."""

from __future__ import annotations

import uuid

from azure_access.directory import GRAPH_APP_ID, graph_roles, published_app_ids


def test_graph_is_among_microsofts_applications():
    # learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
    assert published_app_ids()["MicrosoftGraph"] == GRAPH_APP_ID


def test_an_application_permission_has_its_id():
    # learn.microsoft.com/graph/permissions-reference#userreadall
    assert graph_roles()["User.Read.All"] == "df021288-bdef-4463-88db-98f22de89214"


def test_ids_are_guids_and_each_is_there_once():
    ids = list(graph_roles().values())
    assert len(set(ids)) == len(ids)
    assert [str(uuid.UUID(one)) for one in (*ids, *published_app_ids().values())] == [*ids, *published_app_ids().values()]
