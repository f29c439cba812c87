"""Strips above and below the roll: what holds over time, controllers and velocities."""
