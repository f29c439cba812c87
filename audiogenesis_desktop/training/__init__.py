"""From folders of MIDI to a trained checkpoint."""
