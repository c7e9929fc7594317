"""Trouble on request: what goes wrong on real days, repeatable by a seed."""

from .settings import PRESETS, Trouble, TroubleProblem, find_trouble

__all__ = ["PRESETS", "Trouble", "TroubleProblem", "find_trouble"]
