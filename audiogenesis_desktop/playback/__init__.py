"""Playing a Score live: outputs, scheduling and transport."""
