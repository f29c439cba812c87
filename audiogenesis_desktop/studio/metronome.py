"""The metronome: clicks as one more track of what is played, so that it keeps the music's own time."""

from dataclasses import replace

from audiogenesis_desktop.score.clock import MeterMap
from audiogenesis_desktop.score.edits import add_track
from audiogenesis_desktop.score.score import Mix, Note, Score, Track

BAR_PITCH, BEAT_PITCH = 76, 77  # General MIDI high and low wood block
_CLICK_TICKS = 60


def with_clicks(score: Score) -> Score:
    """Return the score with a click on every beat up to its end; for playing only, never to be saved."""
    clicks = Track(0, "Metronome", is_drums=True, mix=_mix(score), notes=tuple(_clicks(score)))
    return add_track(score, clicks)


def _mix(score: Score) -> Mix:
    # Drum tracks share one channel only where they are mixed alike, so the clicks take on the drums' mix.
    drums = next((track.mix for track in score.tracks if track.is_drums), Mix(reverb=0))
    return replace(drums, mute=False, solo=any(track.mix.solo for track in score.tracks))


def _clicks(score: Score) -> list[Note]:
    meters, tick, end_tick = MeterMap(score.meters), 0, score.end_tick
    clicks = []
    while tick < end_tick:
        is_bar = meters.position(tick).beat == 1
        pitch, velocity = (BAR_PITCH, 110) if is_bar else (BEAT_PITCH, 80)
        clicks.append(Note(tick, pitch, _CLICK_TICKS, velocity))
        tick = _next_beat(meters, tick)
    return clicks


def _next_beat(meters: MeterMap, tick: int) -> int:
    place = meters.position(tick)
    return min(tick - place.tick + meters.meter(tick).pulse_ticks, meters.bar_start(place.bar + 1))
