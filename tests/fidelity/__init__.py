"""What real Azure answered, asked of the simulated Azure again, with the score."""
