"""What music is here: the immutable Score, its clock, its edits and its one flattening into events."""
