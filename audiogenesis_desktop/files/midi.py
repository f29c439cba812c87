"""Standard MIDI Files, in and out."""

from audiogenesis_desktop.files.midi_reading import read_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes, write_midi

__all__ = ["midi_bytes", "read_midi", "write_midi"]
