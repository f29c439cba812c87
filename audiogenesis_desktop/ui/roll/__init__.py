"""The piano roll: geometry, tools and painting apart."""
