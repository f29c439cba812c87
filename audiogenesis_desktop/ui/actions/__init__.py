"""The commands in the window: their actions, menus, palette and keys, and by trade what they do."""
