"""Who deploys, as azure-native's provider tells it."""

from dataclasses import dataclass
from typing import Any

import pulumi

from pulumi_azure_connect.errors import ConnectError

from .outputs import mapped


@dataclass(frozen=True)
class Deployer:
    """The deployer's tenant and subscription."""

    _config: pulumi.Output[Any]

    @property
    def tenant_id(self) -> pulumi.Output[str]:
        """The id of the tenant that the provider signs in to."""
        return mapped(self._config, lambda known: _told(known, "tenant_id"))

    @property
    def subscription_id(self) -> pulumi.Output[str]:
        """The id of the subscription."""
        return mapped(self._config, lambda known: _told(known, "subscription_id"))


def deployer(invoke: pulumi.InvokeOptions) -> Deployer:
    """Ask who deploys; a unit test's mock answers in Azure's stead."""
    from pulumi_azure_native import authorization

    return Deployer(authorization.get_client_config_output(opts=invoke))


def _told(config: Any, name: str) -> str:
    value = getattr(config, name, None)
    if not isinstance(value, str):
        raise ConnectError(
            f"output `{name}` of the function azure-native:authorization:getClientConfig is absent; give it in your mock's call, as Azure would."
        )
    return value
