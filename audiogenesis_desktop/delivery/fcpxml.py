"""FCPXML 1.9: the piece as one clip with its markers inside, for Final Cut Pro, DaVinci Resolve and Premiere's readers.

Apple, "FCPXML Reference": times are rational seconds on the frames of the sequence; a marker's are the clip's own.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree

from audiogenesis_desktop.delivery.markers import Moment
from audiogenesis_desktop.delivery.timecode import FrameRate

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
_RATES = {44_100: "44.1k", 48_000: "48k", 96_000: "96k"}


class Clip(NamedTuple):
    """The sound that the markers lie in: its file beside the FCPXML, or "" for none, and its length in samples."""

    file_name: str
    frames: int
    rate: int


def as_fcpxml(
    moments: Sequence[Moment], frame_rate: FrameRate, clip: Clip, *, title: str, start: str = "01:00:00:00"
) -> str:
    """Return the FCPXML of a sequence that has the clip, with the moments as markers; `start` is its first label."""
    root = ElementTree.Element("fcpxml", version="1.9")
    resources = ElementTree.SubElement(root, "resources")
    _format(resources, frame_rate)
    if clip.file_name:
        _asset(resources, clip, title)
    length = max(1, (Fraction(clip.frames, clip.rate) * frame_rate.frames_per_second).__ceil__())
    spine = _spine(root, frame_rate, length, title=title, start=start, rate=clip.rate)
    within = _clip(spine, frame_rate, clip, length, title=title, start=start)
    for moment in moments:
        frame = min(frame_rate.frame_at(moment.seconds), length - 1)
        times = {"start": _frames(frame, frame_rate), "duration": _frames(1, frame_rate)}
        ElementTree.SubElement(within, "marker", times | {"value": moment.name, "note": moment.kind})
    ElementTree.indent(root)
    return _HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"


def _frames(frames: int, frame_rate: FrameRate) -> str:
    """Return so many frames as rational seconds, over the rate's own denominator."""
    seconds = frame_rate.frame_seconds
    return f"{frames * seconds.numerator}/{seconds.denominator}s" if frames else "0s"


def _format(resources: ElementTree.Element, frame_rate: FrameRate) -> None:
    fps = frame_rate.frames_per_second
    name = f"{float(fps):.2f}".replace(".", "") if fps.denominator > 1 else str(fps)
    size = {"width": "1920", "height": "1080", "frameDuration": _frames(1, frame_rate)}
    ElementTree.SubElement(resources, "format", {"id": "r1", "name": f"FFVideoFormat1080p{name}"} | size)


def _asset(resources: ElementTree.Element, clip: Clip, title: str) -> None:
    length = f"{clip.frames}/{clip.rate}s"
    sound = {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": str(clip.rate)}
    times = {"start": "0s", "duration": length}
    asset = ElementTree.SubElement(resources, "asset", {"id": "r2", "name": title} | times | sound)
    ElementTree.SubElement(asset, "media-rep", kind="original-media", src=f"./{quote(clip.file_name)}")


def _spine(
    root: ElementTree.Element, frame_rate: FrameRate, length: int, *, title: str, start: str, rate: int
) -> ElementTree.Element:
    library = ElementTree.SubElement(root, "library")
    project = ElementTree.SubElement(ElementTree.SubElement(library, "event", name=title), "project", name=title)
    times = {"duration": _frames(length, frame_rate), "tcStart": _frames(frame_rate.frame_of(start), frame_rate)}
    audio = {"audioLayout": "stereo", "audioRate": _RATES.get(rate, "48k")}
    counting = {"tcFormat": "DF" if frame_rate.is_drop else "NDF"}
    sequence = ElementTree.SubElement(project, "sequence", {"format": "r1"} | times | counting | audio)
    return ElementTree.SubElement(sequence, "spine")


def _clip(
    spine: ElementTree.Element, frame_rate: FrameRate, clip: Clip, length: int, *, title: str, start: str
) -> ElementTree.Element:
    first = _frames(frame_rate.frame_of(start), frame_rate)
    times = {"offset": first, "start": "0s", "duration": _frames(length, frame_rate)}
    if not clip.file_name:
        return ElementTree.SubElement(spine, "gap", {"name": title} | times)
    return ElementTree.SubElement(spine, "asset-clip", {"ref": "r2", "name": title, "audioRole": "music"} | times)
