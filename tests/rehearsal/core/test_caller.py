"""Who is asking."""

from __future__ import annotations

import pytest

from azure_rehearsal.core.caller import asking, current
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.core.state import Principal
from tests.rehearsal.world import World


def test_the_deployer_asks_unless_somebody_else_does(world: World):
    vault = world.vault()
    assert world.cloud.caller is world.cloud.deployer
    stranger = Principal("stranger", "client", "somebody")
    with asking(stranger):
        assert world.cloud.caller is current() is stranger
        with pytest.raises(AzureError, match="stranger"):
            world.cloud.read(vault.token, vault.id)
    assert current() is None
    assert world.cloud.read(vault.token, vault.id) is not None
