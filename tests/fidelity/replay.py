"""A recorded sequence, asked of the simulated Azure over HTTPS again."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any, Final

import requests

from azure_access import find_builtin
from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.doors.https.arm.versions import known_versions
from azure_rehearsal.doors.https.server import Door
from azure_rehearsal.services import match_type
from tests.fidelity.comparing import bind, differences, says
from tests.fidelity.recordings import Exchange, Recording
from tests.fidelity.shown import PLACE, POLL, key, location, overlaid, shown, state
from tests.fidelity.standing import body_for

__all__ = ["Judgement", "Replay"]

_ARM: Final = "https://management.azure.com"
_ID: Final = re.compile(r"^/subscriptions/[^/]+/resource[gG]roups/.+/providers/[^/]+/.+$")
_POLLS: Final = 5
_READY: Final = frozenset({"Succeeded", "succeeded", "Failed", "Created"})


@dataclass(frozen=True)
class Judgement:
    """What came of one exchange. `found`: what differs, in words; empty: it agrees. `simulated`: whether there was anything to ask."""

    recording: Recording
    exchange: Exchange
    simulated: bool
    found: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.simulated and not self.found

    @property
    def otherwise(self) -> bool:
        """Whether the answer has another status, or there was none."""
        return any(one.startswith(("status", "answered at once", "what stands before")) for one in self.found)


class Replay:
    """One sequence on a cloud of its own."""

    def __init__(self, recording: Recording, cloud: Cloud, door: Door) -> None:
        self._recording, self._cloud, self._door = recording, cloud, door
        self._pending: dict[str, str] = {}
        self._made: set[str] = set()
        self._known = True
        self._names: dict[str, str] = {
            "{sub}": cloud.subscription_id,
            "{subscription_id}": cloud.subscription_id,
            "{rg}": "rg",
            "{group}": f"/subscriptions/{cloud.subscription_id}/resourceGroups/rg",
            "{tenant}": cloud.tenant_id,
            "{location}": "westeurope",
            "{place}": location(recording),
            "{reader}": self._role("Reader"),
        }
        owner = f"/subscriptions/{cloud.subscription_id}/resourceGroups/identities"
        cloud.put(owner, {"location": "westeurope"})
        identity = cloud.put(f"{owner}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one", {"location": "westeurope"})
        record = cloud.state.get(identity)
        self._names["{principal}"] = str(record.outputs["principalId"]) if record else ""
        self._name(recording)
        self._shown = shown(recording)

    def _role(self, name: str) -> str:
        return f"/subscriptions/{self._cloud.subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{find_builtin(name).id}"

    def _name(self, recording: Recording) -> None:
        """Choose a name for each that the paths leave open."""
        for exchange in recording.exchanges:
            for place in PLACE.findall(exchange.path):
                if place.lower().strip("{}<>").startswith(("guid", "hex")):
                    self._names.setdefault(place, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{recording.name}{place}")))
                else:
                    self._names.setdefault(place, "fidelity" + re.sub(r"[^a-z0-9]", "", place.lower())[:14])
        for place in ("{site}", "{plan}", "{db}", "{container}", "{env}"):
            self._names.setdefault(place, "fidelity" + place.strip("{}"))
        self._names["{zone}"] = "fid.example.com"

    def run(self) -> list[Judgement]:
        """Each exchange in its order."""
        return [self._judge(one) for one in self._recording.exchanges]

    def _judge(self, exchange: Exchange) -> Judgement:
        path = bind(exchange.path.split("?")[0], self._names)
        if not self._addressed(path):
            return Judgement(self._recording, exchange, simulated=False, found=("no address of the simulated Azure",))
        try:
            self._prepare(exchange, path)
        except AzureError as error:
            simulated = bool(error.code)
            return Judgement(
                self._recording, exchange, simulated, (f"what stands before can't be made: {error.code} {error.message[:100]}",)
            )
        answer = self._poll(exchange, path) if POLL.search(path) else self._ready(exchange, path)
        if answer is None:
            return Judgement(self._recording, exchange, simulated=True, found=("answered at once: no operation to ask for",))
        if answer.status_code == 501:
            return Judgement(self._recording, exchange, simulated=False, found=(self._error(answer)[1][:120],))
        return Judgement(self._recording, exchange, simulated=True, found=tuple(self._compare(exchange, answer)))

    @staticmethod
    def _addressed(path: str) -> bool:
        return (
            path.startswith(("/subscriptions", "/{operationStatuses}", "{operationStatuses}", "/providers")) or ".vault.azure.net" in path
        )

    # -- what stands before --------------------------------------------------------------------------------------------

    def _prepare(self, exchange: Exchange, path: str) -> None:
        self._stand("{group}", at_least="group" if "/resourcegroups/rg/" in path.lower() else "")
        for reference in self._references(exchange.request):
            self._stand(reference)
        if ".vault.azure.net" in path:
            self._stand("{group}")
            vault = f"{{group}}/providers/Microsoft.KeyVault/vaults/{path.split('//')[1].split('.', maxsplit=1)[0]}"
            self._stand(vault)
            if exchange.status != 403:
                self._grant(bind(vault, self._names), "Key Vault Administrator")
            secret = re.fullmatch(r".*/secrets/([^/]+)/?.*", path)
            if secret and exchange.method != "PUT" and exchange.status != 404 and secret[1] != "restore":
                self._stand(f"{vault}/secrets/{secret[1]}")
            return
        found = match_type(path)
        target = path if found else self._holder(path)
        if target is None:
            return
        parent = ArmId.parse(target).parent()
        if parent is not None and ArmId.parse(parent).namespace is not None:
            self._stand(parent)
        new = exchange.method == "PUT" and not exchange.stood and found is not None
        if not (new or exchange.status == 404):
            self._stand(target)
        if exchange.method == "PUT":
            self._made.add(target.lower())

    def _grant(self, scope: str, role: str) -> None:
        name = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid5(uuid.NAMESPACE_URL, scope)}"
        who = {"principalId": self._cloud.deployer.object_id, "principalType": self._cloud.deployer.kind}
        if name.lower() not in self._made:
            self._made.add(name.lower())
            self._cloud.put(name, {"properties": {"roleDefinitionId": self._role(role), **who}})
            self._cloud.clock.advance(3600)

    @staticmethod
    def _holder(path: str) -> str | None:
        """The resource that an action or a list is asked of; None where there is none."""
        while "/providers/" in path:
            path = path.rpartition("/")[0]
            if match_type(path):
                return path
        return None

    def _references(self, value: Any) -> list[str]:
        """The resources that a body names by their id."""
        if isinstance(value, str):
            text = bind(value, self._names)
            known = _ID.match(text) and "<" not in text and "{" not in text and "/providers/Microsoft.Authorization" not in text
            return [text] if known and match_type(text) else []
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [one for each in inner for one in self._references(each)]

    def _stand(self, resource_id: str, *, at_least: str = "stand") -> None:
        """Make a resource, and what it lies in, unless it was made or deleted here already."""
        resource_id = bind(resource_id, self._names)
        if not at_least or resource_id.lower() in self._made:
            return
        self._made.add(resource_id.lower())
        if self._cloud.state.get(resource_id) is not None:
            return
        arm = ArmId.parse(resource_id)
        parent = arm.parent()
        if parent is not None and arm.namespace is not None and ArmId.parse(parent).namespace is not None:
            self._stand(parent)
        body = self._least(resource_id)
        for reference in self._references(body):
            self._stand(reference)
        self._cloud.put(resource_id, body)
        self._cloud.clock.advance(3600)

    # -- asking --------------------------------------------------------------------------------------------------------

    def _ready(self, exchange: Exchange, path: str) -> requests.Response:
        """The answer; of a GET that shows what is done, once it is."""
        answer = self._ask(exchange, path)
        for _ in range(_POLLS if exchange.method == "GET" and state(exchange.answer) in _READY else 0):
            if state(self._json(answer)) in {None, *_READY}:
                break
            answer = self._ask(exchange, path)
        version = (
            re.search(r"/secrets/[^/]+/([0-9a-f]{32})$", str((self._json(answer) or {}).get("id", ""))) if "vault.azure" in path else None
        )
        if version:
            self._names["<hex32>"] = version[1]
        return answer

    def _ask(self, exchange: Exchange, path: str) -> requests.Response:
        self._settle(exchange)
        headers: dict[str, str] = {}
        vault = re.match(r"https://([^.]+)\.vault\.azure\.net", path)
        if vault:
            url = self._door.vault_url(vault[1]) + path[len(vault[0]) :]
            query, audience = {"api-version": "7.4"}, "https://vault.azure.net/.default"
        else:
            url, audience = self._door.url + path, f"{_ARM}/.default"
            query = dict(part.split("=", 1) for part in exchange.path.partition("?")[2].split("&") if "=" in part)
            query = {**{key: bind(value, self._names) for key, value in query.items()}, "api-version": self._version(path)}
        if exchange.status != 401:
            headers["authorization"] = f"Bearer {self._door.credential().get_token(audience).token}"
        return self._send(exchange.method, url, query, headers, self._body(exchange, path))

    def _settle(self, exchange: Exchange) -> None:
        """Wait for what is under way, unless the recording shows that it still was."""
        if exchange.method == "GET" and state(exchange.answer) not in {None, *_READY}:
            return
        url = next(iter(self._pending.values()), None)
        headers = {"authorization": f"Bearer {self._door.credential().get_token(f'{_ARM}/.default').token}"}
        for _ in range(_POLLS if url is not None else 0):
            if not self._unfinished(self._send("GET", str(url), {}, headers, None)):
                break

    def _send(self, method: str, url: str, query: dict[str, str], headers: dict[str, str], body: Any) -> requests.Response:
        certificate = str(self._door.certificates.authority)
        answer = requests.request(method, url, params=query, headers=headers, json=body, verify=certificate, timeout=30)
        if method != "GET" or "operation" not in url.lower():
            self._pending = {}
        self._pending.update({key: answer.headers[key] for key in ("location", "azure-asyncoperation") if key in answer.headers})
        return answer

    def _poll(self, exchange: Exchange, path: str) -> requests.Response | None:
        """The answer to a question about the operation that is under way: the one that the recording ends with."""
        whole = isinstance(exchange.answer, dict) and "status" in exchange.answer
        order = (
            ("azure-asyncoperation", "location")
            if whole or "async" in path.lower() or "status" in path.lower()
            else ("location", "azure-asyncoperation")
        )
        if exchange is self._recording.exchanges[0]:
            self._begin()
        url = next((self._pending[key] for key in order if key in self._pending), None)
        if url is None:
            return None
        headers = {"authorization": f"Bearer {self._door.credential().get_token(f'{_ARM}/.default').token}"}
        answer = self._send("GET", url, {}, headers, None)
        for _ in range(_POLLS):
            if not self._unfinished(answer) or self._expects_more(exchange):
                break
            answer = self._send("GET", url, {}, headers, None)
        return answer

    def _begin(self) -> None:
        """Make what a recording that begins with a poll goes on with."""
        paths = [bind(one.path.split("?")[0], self._names) for one in self._recording.exchanges]
        target = next((path for path in paths if not POLL.search(path) and match_type(path)), None)
        if target is not None:
            made = Exchange("PUT", target, 200)
            self._prepare(made, target)
            self._ask(made, target)

    @staticmethod
    def _unfinished(answer: requests.Response) -> bool:
        return answer.status_code == 202 or (b"InProgress" in answer.content)

    @staticmethod
    def _expects_more(exchange: Exchange) -> bool:
        state = exchange.answer.get("status") if isinstance(exchange.answer, dict) else None
        return exchange.status == 202 or (state is not None and state not in {"Succeeded", "Failed", "Canceled"})

    def _body(self, exchange: Exchange, path: str) -> Any:
        """The recorded request; where the recording has none, a body that would do."""
        if exchange.method not in {"PUT", "POST", "PATCH"}:
            return None
        self._known = exchange.code != "PrincipalNotFound"
        if exchange.request is not None:
            return self._whole(self._filled(bind(exchange.request, self._names)), exchange, path)
        if exchange.method != "PUT":
            return None
        own = self._least(path)
        for reference in self._references(own):
            self._stand(reference)
        return own

    def _whole(self, body: Any, exchange: Exchange, path: str) -> Any:
        """A request with what Azure wants of each and the recording left out."""
        found = match_type(path)
        if exchange.method != "PUT" or found is None or not isinstance(body, dict):
            return body
        if found[0].location:
            body = {"location": self._names["{place}"], **body}
        if found[0].kind == "Microsoft.KeyVault/vaults":
            body["properties"] = {**body_for("microsoft.keyvault/vaults")["properties"], **(body.get("properties") or {})}
            body = bind(body, self._names)
        return body

    def _least(self, resource_id: str) -> Any:
        """The least body of a resource, with the values that the recording shows of it."""
        arm = ArmId.parse(resource_id)
        least = bind(body_for(arm.kind if arm.namespace else "microsoft.resources/resourcegroups"), self._names)
        told = bind(self._shown.get(key(arm, resource_id), {}), self._names)
        if arm.kind.lower().endswith("/config") and arm.name.lower() in {"appsettings", "connectionstrings", "azurestorageaccounts"}:
            return {"properties": self._filled(told.get("properties") or {})}
        return overlaid(least, told)

    def _filled(self, value: Any, field: str = "") -> Any:
        """A request with values for what was minted or taken out."""
        if isinstance(value, dict):
            return {name: self._filled(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(one, field) for one in value if not (isinstance(one, str) and PLACE.fullmatch(one))]
        if isinstance(value, str) and PLACE.search(value):
            if field.lower() == "principalid":
                return self._names["{principal}"] if self._known else str(uuid.uuid5(uuid.NAMESPACE_URL, value))
            if field.lower() == "roledefinitionid" and not value.startswith("/"):
                return self._names["{reader}"]
            if field.lower() == "serverfarmid":
                self._stand("{group}/providers/Microsoft.Web/serverfarms/{plan}")
                return bind("{group}/providers/Microsoft.Web/serverfarms/{plan}", self._names)
            if field.lower() == "tenantid":
                return self._cloud.tenant_id
            return PLACE.sub(
                lambda found: str(uuid.uuid5(uuid.NAMESPACE_URL, found[0])) if "guid" in found[0] else "canary-Passw0rd", value
            )
        return value

    def _version(self, path: str) -> str:
        """The recorded api-version, where this Azure takes it; else the newest that it knows."""
        found = match_type(path) or match_type(self._holder(path) or "")
        listed = known_versions(found[0].token) if found else ()
        if not listed or self._recording.api_version in listed:
            return self._recording.api_version or "2024-01-01"
        return listed[-1]

    # -- judging -------------------------------------------------------------------------------------------------------

    def _compare(self, exchange: Exchange, answer: requests.Response) -> list[str]:
        found: list[str] = []
        if exchange.status is not None and answer.status_code != exchange.status:
            code, words = self._error(answer)
            found.append(f"status {answer.status_code}{f' {code}: {words[:100]}' if code else ''}, not {exchange.status}")
        if answer.status_code < 400 <= (exchange.status or 400) or (exchange.status or 200) < 400 <= answer.status_code:
            return found
        if exchange.code is not None and exchange.status not in {200, 201}:
            code, words = self._error(answer)
            if code != exchange.code:
                found.append(f"code {code}, not {exchange.code}")
            elif exchange.words is not None and not says(bind(exchange.words, self._names), words):
                found.append(f"words: {words[:140]}")
        if exchange.headers is not None and (exchange.status or 0) < 300:
            here = sorted(key for key in ("location", "azure-asyncoperation") if key in answer.headers)
            there = sorted(set(exchange.headers) - {"retry-after"})
            if here != there:
                found.append(f"headers {', '.join(here) or 'none'}, not {', '.join(there) or 'none'}")
        if exchange.answer is not None:
            found.extend(differences(bind(exchange.answer, self._names), self._json(answer)))
        return found

    @staticmethod
    def _json(answer: requests.Response) -> Any:
        try:
            return answer.json()
        except ValueError:
            return None

    def _error(self, answer: requests.Response) -> tuple[str, str]:
        """Code and words of an error's envelope, ARM's or App Service's."""
        told = self._json(answer)
        inner = told.get("error", told) if isinstance(told, dict) else {}
        if not isinstance(inner, dict):
            return "", ""
        return str(inner.get("code") or inner.get("Code") or ""), str(inner.get("message") or inner.get("Message") or "")
