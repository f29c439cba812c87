"""A JACK server is killed while music is played to a port, and started again; run as a script by `test_trust.py`."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from audiogenesis_desktop.playback import patchbay as patchbays
from audiogenesis_desktop.playback.midi_port import PortOutput, port_names
from audiogenesis_desktop.playback.output import NullOutput
from audiogenesis_desktop.playback.patchbay import Patchbay
from audiogenesis_desktop.playback.transport import Transport
from tests.playback.midi_ear import Ear
from tests.playback.test_trust import BEAT, dense, wait_until

NAME = f"audiogenesis-mortal-{os.getpid()}"
SKIPPED = 77


def start_server():
    command = ["jackd", "-n", NAME, "-r", "-S", "-t", "5000", "-d", "dummy", "-r", "48000", "-p", "256"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    if server.poll() is not None:
        sys.exit(SKIPPED)
    return server


def new_ear():
    ear = Ear("ear")
    wait_until(lambda: any("ear" in name for name in port_names()))
    return ear


def main():
    os.environ["JACK_DEFAULT_SERVER"] = NAME
    patchbays.RETRY_SECONDS = 0.3
    server = start_server()
    ear = new_ear()
    bay = Patchbay(NullOutput(), PortOutput)
    transport = Transport(bay)
    bay.opened = transport.chase
    score = dense(2)
    transport.set_score(replace(score, tracks=tuple(replace(track, port="ear") for track in score.tracks)))
    transport.set_loop(0, 16 * BEAT)
    transport.play()
    wait_until(lambda: ear.ask()["count"] > 20)
    print("heard")
    server.kill()
    server.wait(10)
    ear.kill()
    wait_until(lambda: bay.trouble is not None)
    print("told:", bay.trouble)
    before = transport.position
    wait_until(lambda: transport.position != before and transport.is_playing)
    server = start_server()
    ear = new_ear()
    wait_until(lambda: ear.ask()["count"] > 20)
    print("heard again")
    transport.stop()
    assert ear.falls_silent(), ear.sounding()
    transport.close()
    print("closed", flush=True)
    ear.close()
    server.kill()
    server.wait(10)


if __name__ == "__main__":
    main()
