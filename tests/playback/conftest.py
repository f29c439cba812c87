"""A JACK server of our own with a pretended sound card, for tests that need real ports and real audio."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from audiogenesis_desktop.playback.jack import quiet_jack


@pytest.fixture(scope="module")
def jack_server() -> Iterator[str]:
    """Yield the name of a running private JACK server, made the default one; skip where there is no jackd."""
    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed")
    name = f"audiogenesis-test-{os.getpid()}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JACK_DEFAULT_SERVER", name)
        # In step with its clients and patient: a busy machine must not get one thrown out.
        command = ["jackd", "-n", name, "-r", "-S", "-t", "5000", "-d", "dummy", "-r", "48000", "-p", "256"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not _answers(server):
                pytest.skip("jackd does not start here")
            yield name
        finally:
            server.terminate()
            server.wait(20)


def _answers(server: subprocess.Popen[bytes]) -> bool:
    import rtmidi

    quiet_jack()
    deadline = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < deadline:
        try:
            rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="probe").delete()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
