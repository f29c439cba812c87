#!/usr/bin/env bash
# Build the folder app and try it out from another folder, with no Python on its path. Takes many minutes and
# some gigabytes; it is no part of ./test. Give --no-build to try out what already lies in dist/.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../.ci/setup.sh"
prepare test
cd "$root"

if [[ ${1-} != --no-build ]]; then
    "$venv/bin/python" -m pip install -qq --constraint constraints.txt --editable ".[build]"
    nice -n 15 "$venv/bin/python" -m PyInstaller --noconfirm --clean --log-level WARN build.spec
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cp -r dist/audiogenesis "$place/app"
mkdir "$place/home"
app() { # Run the app with nothing of this machine's Python within reach.
    (cd "$place/home" && env -i PATH=/nonexistent HOME="$place/home" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen \
        OMP_NUM_THREADS=1 "$place/app/audiogenesis" "$@")
}

echo "== starts";    app --version && app --help >/dev/null
echo "== doctor";    app doctor
echo "== fluidsynth"; grep -q "libfluidsynth" <(ls "$place/app/_internal")
echo "== compose";   app compose "calm piano and strings, 72 bpm, D minor" --length 10 --seed 7 -o a.agproj -o a.mid -o a.wav
echo "== rework";    app rework a.agproj --bars 2 --seed 3 -o b.agproj
echo "== render";    app render a.mid -o b.wav --bits 16 && app render b.agproj -o c.mp3 --loudness streaming
echo "== deliver";   app deliver b.agproj --pack podcast -o delivered
echo "== styles";    app styles house -o house.mid | tail -1
echo "== train";     if app train . ; then echo "it trains without torch"; exit 1; fi
echo "== studio"
status=0
timeout 15 env -i PATH=/nonexistent HOME="$place/home" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen \
    "$place/app/audiogenesis" "$place/home/b.agproj" || status=$?
((status == 124)) || { echo "the studio ended by itself with status $status"; exit 1; }
echo "== nothing leaves"
if ! command -v strace >/dev/null; then echo "strace is not installed: not tried"; else
    traced() { # Run the app for so many seconds, and fail where any of its processes asks for a socket beyond this machine.
        (cd "$place/home" && timeout "$1" strace -f -qq -e trace=network -o "$place/trace" env -i PATH=/nonexistent \
            HOME="$place/home" LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 "$place/app/audiogenesis" \
            "${@:2}" >/dev/null) || (($? == 124))
        if grep -E "AF_INET|htons" "$place/trace"; then echo "it looked something up: $*"; exit 1; fi
    }
    traced 300 compose "a walk by the sea" --length 6 -o sea.agproj -o sea.wav
    traced 300 rework sea.agproj --bars 2 -o other.agproj
    traced 300 deliver other.agproj --pack podcast -o delivered-2
    traced 30 "$place/home/other.agproj"
fi

"$venv/bin/python" - "$place/home" <<'CHECK'
import sys
from pathlib import Path

import numpy as np
import soundfile

from audiogenesis_desktop.delivery.loudness import measure
from audiogenesis_desktop.files.midi import read_midi

home = Path(sys.argv[1])
score = read_midi(home / "a.mid")
assert score.note_count > 0, "no notes"
for name, subtype in (("a.wav", "PCM_24"), ("b.wav", "PCM_16")):
    samples, rate = soundfile.read(home / name)
    assert soundfile.info(home / name).subtype == subtype
    assert len(samples) == 10 * rate, f"{name} has {len(samples)} frames at {rate} Hz"
    assert np.abs(samples).max() > 0.01, f"{name} is silent"
samples, rate = soundfile.read(home / "c.mp3", dtype="float32")
assert abs(measure(samples, rate).integrated_lufs + 14) < 0.5, "streaming is -14 LUFS"
assert {"audio", "notes", "LICENCE.txt", "LOUDNESS.txt"} <= {path.name for path in (home / "delivered").iterdir()}
print(f"{score.note_count} notes, both WAV files exactly 10 s")
CHECK
echo "The build works."
