"""Rendering a Score to what is handed over: audio files."""
