"""Paired measurements: a program written with the components beside the same program written by hand. `make bench` runs them."""
