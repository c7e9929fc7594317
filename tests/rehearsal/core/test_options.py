"""Options survive being written down."""

from __future__ import annotations

import json

import pytest

from azure_rehearsal.core.options import Options


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(deployer_roles=()),
        Options(deployer_roles=("Reader", ("Contributor", "/s")), deployer_graph_permissions=("A",), grant_delay_seconds=3.0),
    ],
)
def test_they_survive_being_written_down(options):
    assert Options.load(json.loads(json.dumps(options.dump()))) == options


def test_fails_for_an_option_that_does_not_exist():
    with pytest.raises(TypeError):
        Options.load({"grant_delay": 1})
