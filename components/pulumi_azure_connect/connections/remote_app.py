"""An app of another stack, as something to call."""

from collections.abc import Mapping, Sequence

import pulumi
from pulumi import Input

from pulumi_azure_connect.grants.principal import Principal
from pulumi_azure_connect.grants.request import known_role_id
from pulumi_azure_connect.grants.target_ref import ServicePrincipal, TargetRef
from pulumi_azure_connect.program.outputs import known_output
from pulumi_azure_connect.program.registry import Program

from .args import RemoteAppArgs


class RemoteApp:
    """An app of another stack, as something to call.

    That stack has to name the caller: `callers=[CallerArgs(...)]`.
    """

    def __init__(self, connection: str, args: RemoteAppArgs, program: Program) -> None:
        self.name = connection
        self.url = known_output(args.url)
        self.audience = known_output(args.audience)
        self.service_principal_id = known_output(args.service_principal_id)
        self._key = ServicePrincipal(program.key_of_output(args.service_principal_id))
        self._given_roles = args.app_role_ids
        self._role_ids: pulumi.Output[dict[str, str]] = known_output(args.app_role_ids)

    @property
    def ref(self) -> TargetRef:
        """The app as something to be granted."""
        return TargetRef(key=self._key, label=self.name, named_by_connection=True, id=self.service_principal_id, type="")

    def check(self, roles: Sequence[str], connection: str) -> None:
        """Check the app roles, where it is known already which there are.

        Raises:
            AccessNotSupported: the app has no role of that name.
        """
        if isinstance(self._given_roles, Mapping):
            for role in roles:
                known_role_id({**self._given_roles}, role, self.name, connection)

    def role_id(self, role: str, connection: str) -> Input[str]:
        """Return the id of an app role; a role that the app lacks is refused as soon as its roles are known."""

        def pick(known: dict[str, str]) -> str:
            return str(known_role_id({**known}, role, self.name, connection))

        return self._role_ids.apply(pick)

    def admit(self, principal: Principal, giver: str) -> None:
        """Do nothing: who is let in is said in the other stack."""
