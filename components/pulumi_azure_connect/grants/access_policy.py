"""The grant on a vault in access-policy mode: one policy for each vault and principal."""

from dataclasses import replace
from typing import Any

import pulumi

from pulumi_azure_connect.azure.arm_ids import ArmId
from pulumi_azure_connect.errors import VaultModeConflict
from pulumi_azure_connect.program.deployer import deployer
from pulumi_azure_connect.program.outputs import mapped

from .keys import AccessPolicyKey
from .request import Granted, GrantRequest, PlannedGrant, claim
from .role_assignment import role_assignment
from .vault_mode import ACCESS_POLICY, VAULT, checked_id, said_of, vault_of

GET_SECRETS = "get on secrets"


def _write(request: GrantRequest, vault_id: pulumi.Output[str]) -> pulumi.Resource:
    from pulumi_azure_native import keyvault

    chain = request.program.chain(request.ref.key)
    # Another principal is another entry of the vault: access is not interrupted while the old one goes.
    child, opts = request.child(request.ref.label, "policy", kind="access-policy", depends_on=chain.tail, delete_before_replace=False)

    def claimed(known: list[str]) -> str:
        claim(request, known[0], known[1], GET_SECRETS)
        return known[1]

    policy = keyvault.AccessPolicy(
        child,
        resource_group_name=mapped(vault_id, lambda known: ArmId.parse(known).resource_group or ""),
        vault_name=mapped(vault_id, lambda known: ArmId.parse(known).segment("vaults")),
        policy={
            "tenant_id": deployer(request.children.invoke).tenant_id,
            "object_id": mapped([vault_id, request.principal.principal_id], claimed),
            "permissions": {"secrets": [keyvault.SecretPermissions.GET]},
        },
        opts=opts,
    )
    chain.link(policy)
    return policy


def access_policy(request: GrantRequest) -> PlannedGrant:
    """Plan an access policy to read the vault's secrets.

    Further connections of the principal to that vault share the policy.
    """
    return lambda: _granted(request)


def _granted(request: GrantRequest) -> Granted:
    vault_id = request.ref.id
    row: dict[str, Any] = {
        "kind": "access-policy",
        "role": GET_SECRETS,
        "roleDefinitionId": None,
        "scope": vault_id,
        "external": request.external,
    }
    if request.external:
        return Granted(rows=[row])
    key = AccessPolicyKey(request.principal.key, request.ref.key)
    return Granted(rows=[row], waits_for=[request.program.once(key, lambda: _write(request, vault_id))])


def vault_access(request: GrantRequest) -> PlannedGrant:
    """Plan to let the principal read secrets, by role or by access policy as the vault's mode requires.

    Raises:
        VaultModeConflict: a single secret of a vault that goes by access policies.
    """
    vault = vault_of(request.ref)
    wanted = said_of(vault.key, request.program)
    owner = f"connection {request.connection!r} of app {request.app!r}"
    whole = request.ref.type == VAULT
    if wanted == ACCESS_POLICY and not whole:
        raise VaultModeConflict(f"{owner} is to a secret of a vault that goes by access policies. {vault.remedy}")

    def make() -> Granted:
        asker = request.ref.asker or request.children.parent
        seen = checked_id(
            vault.id,
            vault.key,
            wanted,
            program=request.program,
            owner=owner,
            asker=asker,
            resource=vault.resource,
            remedy=vault.remedy,
            in_preview=False,
        )
        scope = seen if whole else mapped([request.ref.id, seen], lambda known: str(known[0]))
        checked = replace(request, ref=replace(request.ref, id=scope))
        return (access_policy(checked) if wanted == ACCESS_POLICY else role_assignment(checked))()

    return make
