"""What the targets on flexible servers (MySQL, PostgreSQL) share: address, rights and login."""

from collections.abc import Mapping

from pulumi_azure_connect.grants.access import Role
from pulumi_azure_connect.targets.target import Value

READS: tuple[Role, ...] = (Role("SELECT"),)
WRITES: tuple[Role, ...] = (*READS, Role("INSERT"), Role("UPDATE"), Role("DELETE"))
LOGIN: Mapping[str, Value] = {"user": Value("user name"), "password": Value("its password", secret=True)}


def address(prefix: str, host: str, port: int) -> Mapping[str, str]:
    """Write the settings that Service Connector's generic client reads a database's address from."""
    return {
        f"{prefix}_HOST": host,
        f"{prefix}_USERNAME": "{user}",
        f"{prefix}_DATABASE": "{databases}",
        f"{prefix}_PORT": str(port),
        f"{prefix}_SSL": "true",
    }
