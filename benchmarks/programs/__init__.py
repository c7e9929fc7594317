"""The same stack twice: `with_components`, and `by_hand` as one would write it with azure-native alone. A test compares what both register."""
