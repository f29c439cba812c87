"""Another program's ear, in a process of its own: run as a script, it answers on stdout what it has heard so far.

It opens a JACK MIDI input of the name that it is given. Each line on stdin asks for one line of JSON: the keys that
sound, how many messages came, and with "all" every message with its moment on the system's monotonic clock.
"""

import json
import subprocess
import sys
import time
from pathlib import Path


class Ear:
    """The test's side of that process."""

    def __init__(self, name):
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout.readline().strip() == "ready"

    def ask(self, what=""):
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def sounding(self):
        return self.ask()["sounding"]

    def falls_silent(self, seconds=10):
        """Return whether nothing sounds any more, soon, and stays so for two of JACK's periods."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = self.ask()
            time.sleep(0.012)
            after = self.ask()
            if not before["sounding"] and before == after:
                return True
        return False

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)

    def kill(self):
        self._process.kill()
        self._process.wait(10)


def listen(name):
    import rtmidi

    received, sounding = [], set()

    def take(event, _data):
        message = event[0]
        received.append((time.monotonic(), message))
        kind = message[0] & 0xF0
        if kind == 0x90 and message[2]:
            sounding.add((message[0] & 15, message[1]))
        elif kind in (0x80, 0x90):  # its own note-off: nothing else counts
            sounding.discard((message[0] & 15, message[1]))

    port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
    port.ignore_types(sysex=True, timing=False, active_sense=True)
    port.set_callback(take)
    port.open_virtual_port("in")
    print("ready", flush=True)
    for line in sys.stdin:
        answer = {"sounding": sorted(sounding), "count": len(received)}
        if line.strip() == "all":
            answer["all"] = list(received)
        print(json.dumps(answer), flush=True)
    port.close_port()
    port.delete()


if __name__ == "__main__":
    listen(sys.argv[1])
