"""Written notes become played ones: a pure, seeded function of a Score and its Feel."""
