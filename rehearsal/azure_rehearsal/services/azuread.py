"""Microsoft Entra ID through the azuread provider: the types that are exact, and the functions."""

from __future__ import annotations

from . import _entra_applications, _entra_credentials, _entra_people
from ._entra_lookups import FUNCTIONS
from ._type import Service

__all__ = ["ASSIGNMENT", "SERVICE"]

ASSIGNMENT = _entra_applications.ASSIGNMENT

SERVICE = Service("Microsoft.Graph", (*_entra_applications.TYPES, *_entra_people.TYPES, *_entra_credentials.TYPES), FUNCTIONS)
