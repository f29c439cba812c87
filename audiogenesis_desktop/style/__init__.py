"""The style book: all that is known of each style, read from `resources/styles`."""
