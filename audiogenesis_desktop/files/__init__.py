"""Reading and writing files: MIDI, audio, projects."""
