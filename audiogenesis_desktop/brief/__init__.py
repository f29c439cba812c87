"""What a prompt asks for, musically, and how it is read from text."""
