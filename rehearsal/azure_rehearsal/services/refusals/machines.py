"""What Azure refuses of virtual machines beyond the schema."""

from __future__ import annotations

import re

from azure_rehearsal.core.errors import bad_request
from azure_rehearsal.core.plain import table, text
from azure_rehearsal.core.resource_type import Refusals, Write

__all__ = ["REFUSALS"]

REFUSALS = Refusals()


@REFUSALS.of("azure-native:compute:VirtualMachine")
def user_of_a_machine(write: Write) -> None:
    """Words: learn.microsoft.com/troubleshoot/azure/virtual-machines, error messages (InvalidParameter); names: learn.microsoft.com/azure/
    virtual-machines/linux/faq and .../windows/faq.
    """
    profile = table(write.inputs, "osProfile")
    name, password = text(profile, "adminUsername"), text(profile, "adminPassword")
    linux = "linux" in (text(write.inputs, "storageProfile", "osDisk", "osType") or "").lower() or bool(
        table(profile, "linuxConfiguration")
    )
    if name is not None and name.lower() in _NO_USERS:
        raise bad_request("The Admin Username specified is not allowed.", "InvalidParameter")
    if password is not None and write.creating:
        longest = 72 if linux or not table(profile, "windowsConfiguration") else 123
        kinds = sum(bool(re.search(pattern, password)) for pattern in (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]"))
        if not 6 <= len(password) <= longest or kinds < 3:
            raise bad_request(
                f"The supplied password must be between 6-{longest} characters long and must satisfy at least 3 of password complexity requirements "
                "from the following: 1) Contains an uppercase character 2) Contains a lowercase character 3) Contains a numeric digit "
                "4) Contains a special character 5) Control characters are not allowed",
                "InvalidParameter",
            )


_NO_USERS = frozenset(
    [
        "administrator",
        "admin",
        "user",
        "user1",
        "test",
        "user2",
        "test1",
        "user3",
        "admin1",
        "1",
        "123",
        "a",
        "actuser",
        "adm",
        "admin2",
        "aspnet",
        "backup",
        "console",
        "david",
        "guest",
        "john",
        "owner",
        "root",
        "server",
        "sql",
        "support",
        "support_388945a0",
        "sys",
        "test2",
        "test3",
        "user4",
        "user5",
    ]
)
