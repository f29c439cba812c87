# Sourced by ./run, ./test and .ci/run: `prepare app` or `prepare test` leaves a working .venv behind.
# A stamp in .venv tells that nothing has changed since, so that a second start costs next to nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv

prepare() { # prepare app|test
    local stamp=$venv/.ready-$1 wanted
    wanted=$(cat "$root/pyproject.toml" "$root/constraints.txt" "$root/.ci/setup.sh" <(echo "$root $1") | checksum)
    if [[ -x $venv/bin/python && -x $venv/bin/audiogenesis && -r $stamp && $(<"$stamp") == "$wanted" ]]; then
        return
    fi
    # All of this goes to stderr: stdout belongs to the command that follows.
    {
        # Two first starts at once must not build over each other.
        if command -v flock; then exec 9<"$root"; flock 9; fi >/dev/null
        find_python
        install_system_packages "$1"
        install_python_packages "$1"
        echo "$wanted" >"$stamp"
        exec 9<&-
    } >&2
}

checksum() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

find_python() {
    for python in python3.11 python3.12 python3.13 python3; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
    done
    echo "Audiogenesis needs Python 3.11 or later: install it (on Debian: sudo apt install python3 python3-venv)."
    exit 2
}

install_python_packages() { # app|test
    local extra="[train,evaluate]"
    [[ $1 == test ]] && extra="[test]"
    if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --clear "$venv"
    fi
    echo "Installing the Python packages into .venv: a few minutes, once."
    # torch first and by itself, so that its exact pin is settled before anything else asks for some torch.
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check "$(grep '^torch==' "$root/constraints.txt")"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
        --constraint "$root/constraints.txt" --editable "$root$extra"
}

# What Qt's xcb platform, FluidSynth and MIDI ports load from the system, under Debian's names.
debian_packages=(
    libfluidsynth3 libasound2 libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0
    libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1
)
test_packages=(ffmpeg jackd2 jack-midi-clock strace)
soundfonts=(
    musescore-general-soundfont-small musescore-general-soundfont musescore-general-soundfont-lossless
    fluid-soundfont-gm timgm6mb-soundfont
)

install_system_packages() { # app|test
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || return 0
    local missing=() name
    "$python" -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
    for name in "${debian_packages[@]}"; do is_installed "$name" || missing+=("$name"); done
    any_installed "${soundfonts[@]}" || missing+=("${soundfonts[0]}")
    for name in "${test_packages[@]}"; do [[ $1 == test ]] && ! is_installed "$name" && missing+=("$name"); done
    ((${#missing[@]})) || return 0
    if ! as_root true 2>/dev/null; then
        echo "Some system packages are missing; install them with: sudo apt install ${missing[*]}"
        return 0
    fi
    echo "Installing system packages: ${missing[*]}"
    as_root apt-get update -qq || true
    apt_install "${missing[@]}" && return
    # One name that this release does not know must not cost us the others.
    for name in "${missing[@]}"; do apt_install "$name" || echo "Could not install $name; going on without it."; done
    any_installed "${soundfonts[@]}" || apt_install timgm6mb-soundfont || true
}

# Newer releases call some libraries NAMEt64 and let them provide NAME.
is_installed() { { dpkg-query -W -f='${Status}\n' "$1" "$1t64" 2>/dev/null || true; } | grep -c ' installed$' >/dev/null; }

any_installed() {
    local name
    for name in "$@"; do is_installed "$name" && return; done
    return 1
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@" >/dev/null
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}
