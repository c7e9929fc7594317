"""Runs a script in a database with the Entra token of whoever is signed in."""
