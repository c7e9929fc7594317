"""The simulated Azure's way of saying no: Azure's own codes, words and HTTP statuses."""

from __future__ import annotations

from typing import Any

__all__ = ["AzureError", "HalfWay", "NoAnswer"]


class AzureError(Exception):
    """A refusal. Never carries a secret value.

    `code`: Azure's error code, or "" where the azure-native provider itself refuses. `status`: the HTTP status (0 for
    the provider's own refusals). `retryable`: whether the same request may succeed later without any change. `retry_after`: in how
    many seconds Azure wants to be asked again, where it says so.
    """

    def __init__(self, code: str, message: str, status: int = 400, *, retryable: bool = False, retry_after: float | None = None) -> None:
        super().__init__(code, message, status)
        self.code = code
        self.message = message
        self.status = status
        self.retryable = retryable
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f'Status={self.status} Code="{self.code}" Message="{self.message}"' if self.code else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.message, self.status, self.retryable, self.retry_after)


def _rebuild(kind: type[AzureError], code: str, message: str, status: int, retryable: bool, retry_after: float | None) -> AzureError:
    error = kind(code, message, status, retryable=retryable)
    error.retry_after = retry_after
    return error


class NoAnswer(AzureError):
    """The connection broke before the answer came; whether the request took effect isn't known."""


class HalfWay(AzureError):
    """A long-running operation was accepted, and failed when the resource was there already. Nobody sends it again."""


def already_exists(resource_id: str) -> AzureError:
    """The azure-native provider looks before it creates (source: provider/pkg/azure/client_azcore.go, CanCreate)."""
    return AzureError("", f"cannot create already existing resource '{resource_id}'", 0)


def subresource_already_exists(resource_id: str) -> AzureError:
    """The same, for what Azure makes with its parent and somebody already changed (same source)."""
    return AzureError("", f"cannot create already existing subresource '{resource_id}'", 0)


def not_of_that_kind(resource_id: str, path: str) -> AzureError:
    """The azure-native provider takes an imported id apart (source: provider/pkg/resources/parseResourceId.go, ParseResourceID)."""
    return AzureError("", f"failed to parse '{resource_id}' against the path '{path}'", 0)


def resource_group_not_found(name: str) -> AzureError:
    """Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found."""
    return AzureError("ResourceGroupNotFound", f"Resource group '{name}' could not be found.", 404)


def parent_not_found(name: str) -> AzureError:
    """Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource."""
    return AzureError(
        "ParentResourceNotFound",
        "Can not perform requested operation on nested resource. "
        f"Failed to perform 'write' on resource(s) because the parent resource '{name}' could not be found.",
        404,
    )


_MORE = "For more details please go to https://aka.ms/ARMResourceNotFoundFix"


def resource_not_found(kind: str, name: str, group: str | None) -> AzureError:
    """Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found; the link at the end is recorded since 2022."""
    where = f" under resource group '{group}'" if group else ""
    return AzureError("ResourceNotFound", f"The Resource '{kind}/{name}'{where} was not found. {_MORE}", 404)


def authorization_failed(client_id: str, object_id: str, action: str, scope: str) -> AzureError:
    """Source: learn.microsoft.com/azure/role-based-access-control/troubleshooting."""
    return AzureError(
        "AuthorizationFailed",
        f"The client '{client_id}' with object id '{object_id}' does not have authorization to perform action "
        f"'{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh "
        "your credentials.",
        403,
    )


def linked_authorization_failed(client_id: str, object_id: str, action: str, scope: str, linked: str) -> AzureError:
    """Source of the words: thread Azure/aad-pod-identity#613."""
    return AzureError(
        "LinkedAuthorizationFailed",
        f"The client '{client_id}' with object id '{object_id}' has permission to perform action '{action}' on scope '{scope}'; however, it "
        f"does not have permission to perform action '{action}' on the linked scope(s) '{linked}' or the linked scope(s) are invalid.",
        403,
    )


def operation_in_progress(resource_id: str) -> AzureError:
    """Two writes at once on one vault or one site (threads: pulumi-azure-native#1013, terraform-provider-azurerm#9703)."""
    return AzureError(
        "ConflictError",
        f"Cannot modify '{resource_id}' because another operation is in progress. Retry when it has ended.",
        409,
        retryable=True,
    )


def scope_locked(resource_id: str, lock_id: str, operation: str = "delete") -> AzureError:
    """Source: learn.microsoft.com/azure/azure-resource-manager/management/lock-resources."""
    return AzureError(
        "ScopeLocked",
        f"The scope '{resource_id}' cannot perform {operation} operation because following scope(s) are locked: "
        f"'{lock_id}'. Please remove the lock and try again.",
        409,
    )


def bad_request(message: str, code: str = "BadRequest") -> AzureError:
    """A request whose body Azure refuses."""
    return AzureError(code, message, 400)
