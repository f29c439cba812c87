"""Editors for single fields of the Brief; each writes what is chosen as text, which the popup reads and sets."""
