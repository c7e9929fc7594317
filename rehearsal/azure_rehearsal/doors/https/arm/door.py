"""The simulated Azure behind Azure Resource Manager's REST interface: what the `azure-mgmt-*` clients talk to.

`ArmDoor.answer` takes a request as plain data and gives an answer; `https_server` puts it on a socket. A request is first
asked for its token, then for its api-version, then goes to the operation that its path names. No request is ever logged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from azure_rehearsal.cloud.cloud import Cloud
from azure_rehearsal.core.arm_ids import ArmId
from azure_rehearsal.core.caller import asking
from azure_rehearsal.core.errors import AzureError
from azure_rehearsal.doors.https.arm import actions as arm_actions
from azure_rehearsal.doors.https.arm import keys as arm_keys
from azure_rehearsal.doors.https.arm import lists as arm_lists
from azure_rehearsal.doors.https.arm import roles as arm_roles
from azure_rehearsal.doors.https.arm import site_config as arm_site_config
from azure_rehearsal.doors.https.arm import vaults as arm_vaults
from azure_rehearsal.doors.https.arm import web as arm_web
from azure_rehearsal.doors.https.source import Source
from azure_rehearsal.doors.https.tokens import ARM, Refused, Tokens
from azure_rehearsal.services import match_type

from .operations import Operations
from .resources import METHODS
from .styles import AT_ONCE, STYLES
from .versions import check_version
from .wire import Answer, Handler, Request, Route, refusal, request_ids, route

__all__ = ["ArmDoor"]

_OPERATION: Final = "/subscriptions/{subscription}/providers/Microsoft.Rehearsal/{kind}/{number}"
_WRITES: Final = frozenset({"PUT", "PATCH", "DELETE"})
_READS: Final = frozenset({"GET", "HEAD"})
_SLASHES: Final = re.compile(r"/{2,}")


class ArmDoor:
    """ARM of one cloud. Calls may come from many threads.

    Args:
        source: where the cloud is, to read and to write.
        tokens: whose tokens count.
        operations: how long-running operations are answered.
        page_size: the most resources on one page of a list.
    """

    def __init__(self, source: Source, tokens: Tokens, *, operations: Operations | None = None, page_size: int = arm_lists.PAGE) -> None:
        self._source = source
        self._tokens = tokens
        self._operations = operations or Operations()
        self._page_size = page_size
        self._routes: tuple[Route, ...] = (
            route("GET", _OPERATION, self._progress),
            *arm_lists.ROUTES,
            *arm_roles.ROUTES,
            *arm_vaults.ROUTES,
            *arm_keys.ROUTES,
            *arm_site_config.ROUTES,
            *arm_web.ROUTES,
            *arm_actions.ROUTES,
        )

    def answer(self, request: Request) -> Answer:
        """The answer to any request; what goes wrong is an answer too."""
        try:
            found = self._admitted(request)
        except Refused as reason:
            found = self._challenge(request, reason)
        except AzureError as error:
            found = refusal(error)
        return found.with_headers(request_ids(request))

    def _challenge(self, request: Request, reason: Refused) -> Answer:
        """401 as ARM says it: learn.microsoft.com/azure/azure-resource-manager/management/authenticate (challenge)."""
        given = request.headers.get("authorization") is not None
        code = "InvalidAuthenticationToken" if given else "AuthenticationFailed"
        where = f"https://login.microsoftonline.com/{self._tokens.tenant_id}"
        header = f'Bearer authorization_uri="{where}", error="invalid_token", error_description="{reason}"'
        return Answer(401, {"error": {"code": code, "message": f"Authentication failed: {reason}."}}, {"www-authenticate": header})

    def _admitted(self, request: Request) -> Answer:
        token = self._tokens.check(request.headers.get("authorization"), ARM | {request.base})
        request = replace(request, path=_SLASHES.sub("/", "/" + request.path.strip("/")))
        handler, request, writes = self._operation(request)
        with self._source.writing() if writes else self._source.reading() as cloud:
            who = cloud.state.principal(token.object_id)
            if who is None:
                raise Refused("the token's principal isn't in the directory (any more)")
            _require_subscription(cloud, request.path)
            with asking(who):
                return self._waited_for(request, handler(cloud, request))

    def _operation(self, request: Request) -> tuple[Handler, Request, bool]:
        """Who answers; a route of its own comes before what all resources have in common."""
        for one in self._routes:
            names = one.match(request)
            if names is not None:
                check_version(request.version, None, "")
                return one.handler, replace(request, names=names), one.writes
        found = match_type(request.path)
        if request.method == "POST":
            check_version(request.version, None, "")
            return arm_actions.act, request, False
        if found is None and request.method == "GET" and arm_lists.collection_kind(request.path) is not None:
            check_version(request.version, None, "")
            return self._list, request, False
        if request.method not in METHODS:
            raise AzureError("MethodNotAllowed", f"The requested resource does not support http method '{request.method}'.", 405)
        check_version(request.version, found[0].token if found else None, found[0].kind if found else "")
        return METHODS[request.method], request, request.method in _WRITES

    def _list(self, cloud: Cloud, request: Request) -> Answer:
        return arm_lists.paged(arm_lists.collection(cloud, request), request, self._page_size)

    # -- operations that take long -------------------------------------------------------------------------------------

    def _waited_for(self, request: Request, done: Answer) -> Answer:
        if request.method == "GET" and done.status == 200:
            return self._operations.seen(request.path, done.body) or done
        if done.status not in {200, 201} or request.method in _READS:
            return done
        style = STYLES.get((request.method, _kind_of(request.path)), AT_ONCE)
        return self._operations.begin(style, request, done, stood=done.status == 200)

    def _progress(self, cloud: Cloud, request: Request) -> Answer:
        del cloud
        return self._operations.ask(request.names["kind"], request.names["number"], request)


def _kind_of(path: str) -> str:
    """The ARM type in lower case that a path's last part is of; of an action, with the action."""
    parts = path.strip("/").split("/")
    arm = ArmId.parse(path)
    if arm.namespace is None:
        return "microsoft.resources/resourcegroups" if len(parts) == 4 else ""
    return arm.kind.lower()


def _require_subscription(cloud: Cloud, path: str) -> None:
    """There is one subscription; learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found."""
    given = ArmId.parse(path).subscription
    if given is not None and given.lower() != cloud.subscription_id.lower():
        raise AzureError("SubscriptionNotFound", f"The subscription '{given}' could not be found.", 404)
