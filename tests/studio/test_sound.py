"""Outputs opened, overtaken, lost and found again."""

import threading

from audiogenesis_desktop.errors import Kind, MissingPart
from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.studio.notices import Mend


def test_sound_that_cannot_be_opened_is_reported_with_its_mend(studio, noticed, qtbot):

    def missing(_choice, _soundfont):
        raise MissingPart("Es fehlt der Klang.", kind=Kind.SOUNDFONT)  # the words do not decide

    studio.sound.open_output = missing
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.sound.choose("fluidsynth")
    assert noticed["sound"].mend == Mend.SOUNDFONT


def test_a_sentence_that_merely_names_a_soundfont_offers_to_try_again(studio, noticed, qtbot):

    def busy(_choice, _soundfont):
        raise MissingPart("The device is taken while the SoundFont loads.")

    studio.sound.open_output = busy
    with qtbot.waitSignal(studio.noticed, timeout=5000):
        studio.sound.choose("fluidsynth")
    assert noticed["sound"].mend == Mend.RETRY_SOUND


def test_the_failure_of_an_output_no_longer_wanted_is_not_reported(studio, noticed, qtbot):
    go_on = threading.Event()

    def slow_to_fail(choice, _soundfont):
        if choice == "port:A":
            go_on.wait(5)
            raise MissingPart("Port A is gone.")
        return NullOutput()

    studio.sound.open_output = slow_to_fail
    studio.sound.choose("port:A")
    studio.sound.choose("port:B")
    go_on.set()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert "sound" not in noticed


def test_a_kit_is_named_as_usual_unless_the_soundfont_has_quite_another():
    from audiogenesis_desktop.studio.outputs import _kit_name

    assert _kit_name(32, "Jazz") == "jazz kit" and _kit_name(25, "TR-808") == "TR-808 kit"
    assert _kit_name(56, "Marching Snare") == "Marching Snare" and _kit_name(9, "Room 1") == "Room 1"


def test_what_the_soundfont_has_is_known_once_fluidsynth_is_open(studio, qtbot, soundfont):
    studio.settings.soundfont = str(soundfont)
    studio.sound.open_output = lambda choice, _wishes: NullOutput()
    with qtbot.waitSignal(studio.sound.sounds_known, timeout=20_000) as known:
        studio.sound.choose("fluidsynth")
    assert len({(s.program, s.bank) for s in known.args[0] if not s.is_drums}) >= 128
    with qtbot.waitSignal(studio.sound.sounds_known, timeout=5000) as known:
        studio.sound.choose("port:A")
    assert known.args[0] == ()


def test_an_output_overtaken_by_another_choice_is_closed(studio, qtbot):
    opened = []

    class Output(NullOutput):
        def __init__(self, choice):
            self.choice, self.is_closed = choice, False
            opened.append(self)

        def close(self):
            self.is_closed = True

    studio.sound.open_output = lambda choice, _soundfont: Output(choice)
    shown = []
    studio.sound.output_changed.connect(shown.append)
    studio.sound.choose("port:A")
    studio.sound.choose("port:B")
    qtbot.waitUntil(lambda: shown[-1] == "port:B", timeout=5000)
    assert "port:A" not in shown
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert {output.choice: output.is_closed for output in opened} == {"port:A": True, "port:B": False}


def test_a_lost_device_is_opened_again_without_a_word_once_it_is_back(studio, noticed, qtbot):
    there = [False]

    class Lost(NullOutput):
        error = "The audio device has stopped: choose the output again once it is back."

        def prepare(self, _names):
            pass

    def open_output(_choice, _wishes):
        if not there[0]:
            raise MissingPart("No audio device answers.")
        return NullOutput()

    studio.sound.open_output = open_output
    studio.player.set_output(Lost())
    assert studio.player.error
    studio.sound._look()
    qtbot.waitUntil(lambda: not studio.jobs.is_busy, timeout=5000)
    assert studio.player.error and "sound" not in noticed
    there[0] = True
    qtbot.waitUntil(lambda: not studio.sound._is_looking, timeout=5000)
    studio.sound._look()
    qtbot.waitUntil(lambda: studio.player.error is None, timeout=5000)


def test_an_output_that_was_opened_while_the_studio_closed_is_let_go(studio, qtbot):
    opened, begun, go_on = [], threading.Event(), threading.Event()

    class Remembering(NullOutput):
        is_closed = False

        def close(self):
            self.is_closed = True

    def slow(_choice, _wishes):
        begun.set()
        go_on.wait(5)
        opened.append(Remembering())
        return opened[0]

    studio.sound.open_output = slow
    studio.sound.choose("fluidsynth")
    assert begun.wait(5)
    threading.Timer(0.05, go_on.set).start()
    studio.close()
    assert opened and opened[0].is_closed
