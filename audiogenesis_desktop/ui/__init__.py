"""The window: widgets only, no music."""
