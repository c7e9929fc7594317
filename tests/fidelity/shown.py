"""What a recording shows of the resources in it, read before it is replayed."""

from __future__ import annotations

import re
from typing import Any, Final

from azure_rehearsal.core.arm_ids import ArmId
from tests.fidelity.recordings import Recording

__all__ = ["PLACE", "POLL", "key", "location", "overlaid", "shown", "state"]

PLACE: Final = re.compile(r"\{[^{}]+\}|<[^<>]+>")
POLL: Final = re.compile(
    r"operation(s|statuses|status|results?)/|asyncoperations?/|azureasyncoperation/|\{operationstatuses\}", re.IGNORECASE
)


def key(arm: ArmId, path: str) -> str:
    return f"{arm.kind}:{arm.name}".lower() if arm.kind.lower().endswith("/config") else (arm.kind or path.rsplit("/", 2)[-2]).lower()


def shown(recording: Recording) -> dict[str, Any]:
    """What a recording shows of each type's resource first."""
    found: dict[str, Any] = {}
    for exchange in recording.exchanges:
        path = exchange.path.split("?")[0]
        if exchange.method == "POST" and path.lower().endswith("/list"):
            path = path.rpartition("/")[0]
        if isinstance(exchange.answer, dict) and "providers" in path and not POLL.search(path):
            found.setdefault(key(ArmId.parse(path), path), exchange.answer)
    return found


def state(answer: Any) -> str | None:
    properties = answer.get("properties") if isinstance(answer, dict) else None
    state = properties.get("provisioningState") if isinstance(properties, dict) else None
    return state if isinstance(state, str) else None


def location(recording: Recording) -> str:
    """The region of the recording, as a request would say it."""
    for exchange in recording.exchanges:
        for body in (exchange.request, exchange.answer):
            place = body.get("location") if isinstance(body, dict) else None
            if isinstance(place, str) and not PLACE.search(place) and place != "global":
                return place.lower().replace(" ", "")
    return "westeurope"


def overlaid(least: Any, shown: Any) -> Any:
    """A body with the shown values of the properties that it has."""
    if isinstance(least, dict) and isinstance(shown, dict):
        return {key: overlaid(inner, shown.get(key)) for key, inner in least.items()}
    plain = isinstance(shown, (str, int)) and type(shown) is type(least) and not PLACE.search(str(shown)) and least != ""
    return shown if plain and not str(least).startswith("/") else least
