"""The errors that a user may read: each message is one sentence that says what to do next."""


class AudiogenesisError(Exception):
    """Anything that goes wrong through input or surroundings, told in one sentence fit for a user."""


class BadInput(AudiogenesisError):
    """What the user gave cannot be used: a broken file, an impossible option."""


class MissingPart(AudiogenesisError):
    """Something that the work needs is absent here: a library, SoundFont, device, port or checkpoint."""


class DeviceLost(AudiogenesisError):
    """A device or port that was there has gone."""
