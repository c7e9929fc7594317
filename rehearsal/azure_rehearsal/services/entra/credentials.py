"""How applications sign in: passwords, and workloads elsewhere that are trusted (federated credentials).

Source of ids, defaults and the provider's own words: hashicorp/terraform-provider-azuread, application_password_resource.go,
service_principal_password_resource.go, application_federated_identity_credential_resource.go, helpers/credentials.
"""

# ruff: noqa: ARG002 - hooks share one signature

from __future__ import annotations

import datetime as dt
import hmac

from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.plain import set_default, text
from azure_rehearsal.core.resource_type import Cloud, Write
from azure_rehearsal.core.state import Record
from azure_rehearsal.core.values import JsonDict
from azure_rehearsal.services.entra.applications import in_application
from azure_rehearsal.services.entra.graph import PRINCIPAL, Graph, graph_missing, object_id_of, resource_type
from azure_rehearsal.services.shared.plausible import key

__all__ = ["TYPES", "has_password"]

_APP_PASSWORD = "azuread:index/applicationPassword:ApplicationPassword"  # noqa: S105 - the name of a type
_PRINCIPAL_PASSWORD = "azuread:index/servicePrincipalPassword:ServicePrincipalPassword"  # noqa: S105
_FEDERATED = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"
_YEARS = 2  # learn.microsoft.com/graph/api/application-addpassword: without an end date it is two years
_MOST_FEDERATED = 20  # learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations


class _Password(Graph):
    """One that Graph makes up, told once. `holder`: the input with the id of what it belongs to."""

    def __init__(self, holder: str) -> None:
        self._holder = holder

    def check(self, cloud: Cloud, inputs: JsonDict) -> list[tuple[str, str]]:
        faults: list[tuple[str, str]] = []
        for name in ("startDate", "endDate"):
            given = text(inputs, name)
            if given is not None and _moment(given) is None:  # terraform-plugin-sdk, helper/validation/time.go
                faults.append(
                    (name, f'expected "{name}" to be a valid RFC3339 date, got {given!r}: write for example 2030-01-01T00:00:00Z')
                )
        return faults

    def refuse(self, write: Write) -> None:
        super().refuse(write)
        self._require_holder(write)

    def _require_holder(self, write: Write) -> None:
        in_application(write)

    def fill(self, write: Write) -> None:
        cloud, holder = write.cloud, text(write.inputs, self._holder) or ""
        key_id = cloud.new_guid("password")
        write.id = f"{object_id_of(holder)}/password/{key_id}"
        write.outputs.update({"keyId": key_id, "value": key(write.id, length=30)})
        set_default(write.outputs, "startDate", cloud.clock.iso())
        begins = _moment(text(write.outputs, "startDate") or "") or dt.datetime.fromtimestamp(cloud.clock.now, dt.UTC)
        ends = begins + dt.timedelta(days=365 * _YEARS)
        set_default(write.outputs, "endDate", ends.strftime("%Y-%m-%dT%H:%M:%SZ"))


class _PrincipalPassword(_Password):
    def _require_holder(self, write: Write) -> None:
        given = text(write.inputs, self._holder) or ""
        found = write.cloud.state.get(given)
        if found is None or found.token != PRINCIPAL:
            raise graph_missing(given)


def _moment(written: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


class _Federated(Graph):
    def refuse(self, write: Write) -> None:
        super().refuse(write)
        application = in_application(write)
        others = [
            one
            for one in write.cloud.state.of(_FEDERATED)
            if one is not write.previous and text(one.inputs, "applicationId") == application.id
        ]
        inputs = write.inputs
        if any(text(one.inputs, "displayName") == text(inputs, "displayName") for one in others):
            raise AzureError(  # github.com/Azure/azure-dev issue 1482
                "Request_MultipleObjectsWithSameKeyValue",
                f"FederatedIdentityCredential with name {text(inputs, 'displayName')} already exists.",
                409,
            )
        if any(all(one.inputs.get(name) == inputs.get(name) for name in ("issuer", "subject")) for one in others):
            raise AzureError(  # github.com/Azure/azure-workload-identity issue 434
                "InvalidFederatedIdentityCredentialValue",
                f"The combination of issuer and subject must be unique for the application. Issuer {text(inputs, 'issuer')} and Subject: "
                f"{text(inputs, 'subject')} already exist.",
                400,
            )
        if len(others) >= _MOST_FEDERATED:
            raise AzureError(
                "Request_BadRequest", f"An application can't have more than {_MOST_FEDERATED} federated identity credentials.", 400
            )

    def fill(self, write: Write) -> None:
        old = text(write.previous.outputs, "credentialId") if write.previous else None
        credential = old or write.cloud.new_guid("federated credential")
        write.id = f"{object_id_of(text(write.inputs, 'applicationId') or '')}/federatedIdentityCredential/{credential}"
        write.outputs["credentialId"] = credential


def has_password(cloud: Cloud, client_id: str, given: str) -> bool:
    """Whether an application, or its service principal, may sign in with that password now."""
    return any(
        hmac.compare_digest((text(one.outputs, "value") or "").encode(), given.encode()) and _in_force(cloud, one)
        for one in cloud.state.of(_APP_PASSWORD, _PRINCIPAL_PASSWORD)
        if _client_of(cloud, one) == client_id.lower()
    )


def _client_of(cloud: Cloud, password: Record) -> str:
    holder = cloud.state.get(text(password.inputs, "applicationId") or text(password.inputs, "servicePrincipalId") or "")
    return (text(holder.outputs, "clientId") or "").lower() if holder else ""


def _in_force(cloud: Cloud, password: Record) -> bool:
    begins, ends = (_moment(text(password.outputs, name) or "") for name in ("startDate", "endDate"))
    now = dt.datetime.fromtimestamp(cloud.clock.now, dt.UTC)
    return (begins is None or begins <= now) and (ends is None or now < ends)


_DATED = ("displayName", "startDate", "endDate", "endDateRelative", "rotateWhenChanged")

TYPES = (
    resource_type("ApplicationPassword", _Password("applicationId"), "/passwords/new", "applicationId", *_DATED),
    resource_type("ServicePrincipalPassword", _PrincipalPassword("servicePrincipalId"), "/passwords/new", "servicePrincipalId", *_DATED),
    resource_type("ApplicationFederatedIdentityCredential", _Federated(), "/federated/new", "applicationId", "displayName"),
)
