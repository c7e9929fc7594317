"""Settings that a raw app of the program is made with are seen, and refused, in preview."""

import pulumi
import pytest
from pulumi_azure_native import resources, web

from azure_rehearsal.doors.mocks.mocks import run
from pulumi_azure_connect import ManagedIdentityApp, ManagedIdentityAppArgs, SettingConflict

CANARY = "canary-inline-value"


def _program(site_config: "pulumi.Input[web.SiteConfigArgs | web.SiteConfigArgsDict] | None") -> None:
    group = resources.ResourceGroup("shop")
    site = web.WebApp(
        "raw",
        resource_group_name=group.name,
        identity={"type": web.ManagedServiceIdentityType.SYSTEM_ASSIGNED},
        site_config=site_config,
    )
    ManagedIdentityApp("shop", ManagedIdentityAppArgs(resource_group_name=group.name), existing=site)


WAYS = {
    "args": lambda: web.SiteConfigArgs(app_settings=[web.NameValuePairArgs(name="URL", value=CANARY)]),
    "a dict": lambda: {"app_settings": [{"name": "URL", "value": CANARY}]},
    "an output": lambda: pulumi.Output.from_input({"app_settings": [{"name": "URL", "value": CANARY}]}),
    "a secret among them": lambda: {"app_settings": [{"name": "URL", "value": pulumi.Output.secret(CANARY)}]},
}


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
@pytest.mark.parametrize("way", WAYS)
def test_inline_settings_are_refused_by_name(way: str, preview: bool) -> None:
    with pytest.raises(
        SettingConflict, match=r"app 'shop' is made with site_config.app_settings \(URL\).*Move them to settings="
    ) as refused:
        run(lambda: _program(WAYS[way]()), preview=preview)

    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("config", [None, {"always_on": True}, {"app_settings": []}], ids=["none", "other", "empty"])
def test_an_app_without_inline_settings_is_connected(config: "web.SiteConfigArgsDict | None") -> None:
    made = run(lambda: _program(config), preview=True)

    assert made.find(name="shop-settings").type == "azure-native:web:WebAppApplicationSettings"
