"""Takes in the window: cards over the roll, with their miniature rolls."""
