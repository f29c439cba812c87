"""Standard MIDI Files, in and out."""

from audiogenesis_desktop.files.midi_reading import Reading, read_file, read_midi
from audiogenesis_desktop.files.midi_writing import midi_bytes, write_midi

__all__ = ["Reading", "midi_bytes", "read_file", "read_midi", "write_midi"]
