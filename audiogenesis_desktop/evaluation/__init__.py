"""Measuring what the model writes."""
