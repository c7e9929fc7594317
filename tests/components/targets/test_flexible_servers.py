"""What MySQL and PostgreSQL share: addresses as Service Connector writes them, and rights that only grow with the level."""

from __future__ import annotations

import pytest

from pulumi_azure_connect import MYSQL, POSTGRESQL, Access, Target
from pulumi_azure_connect.targets._flexible_servers import LOGIN, READS, WRITES, address


def test_the_address_is_five_settings_behind_the_prefix():
    assert address("AZURE_MYSQL", "shop.mysql.example", 3306) == {
        "AZURE_MYSQL_HOST": "shop.mysql.example",
        "AZURE_MYSQL_USERNAME": "{user}",
        "AZURE_MYSQL_DATABASE": "{databases}",
        "AZURE_MYSQL_PORT": "3306",
        "AZURE_MYSQL_SSL": "true",
    }


@pytest.mark.parametrize("target", [MYSQL, POSTGRESQL], ids=lambda target: target.kind)
def test_each_level_has_the_rights_of_the_one_below(target: Target):
    read, write, manage = (target.access[level] for level in (Access.READ, Access.WRITE, Access.MANAGE))
    assert read == READS
    assert write == WRITES
    assert set(read) < set(write) < set(manage)


def test_only_the_password_is_secret():
    assert {name for name, value in LOGIN.items() if value.secret} == {"password"}
