"""Words after the first, done: a piece becomes another take of itself, with only what must change written anew."""
