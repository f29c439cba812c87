"""From a Brief to a Plan: exact timing, form and harmony."""
