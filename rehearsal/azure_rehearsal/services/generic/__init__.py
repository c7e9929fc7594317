"""Types and functions that no service describes: taken from the SDK, with ids as Azure writes them."""
