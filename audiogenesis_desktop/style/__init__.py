"""The style book: all that is known of each style, read from `resources/styles`."""

from audiogenesis_desktop.style.book import Book, book, shipped
from audiogenesis_desktop.style.style import Style

__all__ = ["Book", "Style", "book", "shipped"]
