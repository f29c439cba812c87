"""What editing is: scopes, rules, commands and gestures that turn a Score into another one. No Qt."""
