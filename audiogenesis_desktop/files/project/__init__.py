"""The project file: a piece with all that belongs to it, kept whole. The format: `docs/project-files.md`."""
