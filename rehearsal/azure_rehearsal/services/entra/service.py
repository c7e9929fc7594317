"""Microsoft Entra ID through the azuread provider: the types that are exact, and the functions."""

from __future__ import annotations

from azure_rehearsal.core.resource_type import Service
from azure_rehearsal.services.entra import applications as _entra_applications
from azure_rehearsal.services.entra import credentials as _entra_credentials
from azure_rehearsal.services.entra import people as _entra_people
from azure_rehearsal.services.entra.lookups import FUNCTIONS

__all__ = ["ASSIGNMENT", "SERVICE"]

ASSIGNMENT = _entra_applications.ASSIGNMENT

SERVICE = Service("Microsoft.Graph", (*_entra_applications.TYPES, *_entra_people.TYPES, *_entra_credentials.TYPES), FUNCTIONS)
