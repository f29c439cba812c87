"""The home of a piece that undo may lead back to: where it is kept, and what of its history is not gone through."""

from dataclasses import dataclass, field
from pathlib import Path

from audiogenesis_desktop.files.project.piece import Piece, Step
from audiogenesis_desktop.studio.opening import Opened


@dataclass(eq=False, slots=True)
class Home:
    """A home; `older` are the steps that its file had when it was opened over unsaved work, and that belong in it.

    While another piece is shown they are packed as their file had them: as objects they take a hundred times the room.
    """

    path: Path | None = None
    source: Opened | None = None
    older: tuple[Step, ...] = ()
    _packed: bytes = field(default=b"", repr=False)

    def pack(self) -> bytes:
        """Return the older steps as a file has them; raises BadInput where they would be too many for one."""
        from audiogenesis_desktop.files.project.project_file import project_bytes

        return self._packed or project_bytes(Piece(self.older[-1].score, undo=self.older))

    def leave(self, packed: bytes) -> None:
        """Keep the older steps packed alone."""
        self._packed, self.older = packed, ()

    def enter(self) -> None:
        """Have the older steps there again."""
        from audiogenesis_desktop.files.project.project_file import piece_of

        if self._packed and not self.older:
            self.older = piece_of(self._packed).undo
