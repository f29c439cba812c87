"""Working with the composer in the window: the verbs' commands, what they ask first, and the bar that tells of them."""
