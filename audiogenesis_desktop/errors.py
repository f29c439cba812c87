"""The errors that a user may read: each message is one sentence that says what to do next."""

from enum import Enum, auto


class Kind(Enum):
    """What an error is about, where that decides what a user is offered to mend it."""

    OTHER = auto()
    SOUNDFONT = auto()  # there is none, or it cannot be read: another one mends it


class AudiogenesisError(Exception):
    """Anything that goes wrong through input or surroundings, told in one sentence fit for a user."""

    def __init__(self, sentence: str, *, kind: Kind = Kind.OTHER) -> None:
        """Take the sentence, and what it is about; both go along to other processes."""
        super().__init__(sentence)
        self.kind = kind


class BadInput(AudiogenesisError):
    """What the user gave cannot be used: a broken file, an impossible option."""


class MissingPart(AudiogenesisError):
    """Something that the work needs is absent here: a library, SoundFont, device, port or checkpoint."""


class ComposerLost(MissingPart):
    """The process that composes has ended before it answered; asked again, it starts anew."""


class DeviceLost(AudiogenesisError):
    """A device or port that was there has gone."""
