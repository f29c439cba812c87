"""Audiogenesis Desktop: a sentence becomes background music that its user can see, edit, play and deliver."""

__version__ = "0.1.0"
