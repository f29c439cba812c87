import argparse
import errno
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from audiogenesis_desktop.commands import parser
from audiogenesis_desktop.errors import BadInput, MissingPart

COMMANDS = ("compose", "brief", "render", "play", "ports", "styles", "doctor", "train", "evaluate", "studio")


def options_of(*arguments):
    return parser.build_parser().parse_args(arguments)


def exit_of(*arguments):
    with pytest.raises(SystemExit) as left:
        parser.run(arguments)
    return left.value.code


@pytest.fixture
def command(monkeypatch):
    """Return a function that makes the next command raise this error, or record its options."""

    def pretend(error=None):
        seen = []

        def run(options):
            seen.append(options)
            if error is not None:
                raise error

        monkeypatch.setattr(parser, "import_module", lambda _: SimpleNamespace(run=run))
        return seen

    return pretend


def test_everything_that_compose_may_be_given():
    options = options_of(
        *("compose", "calm piano", "--length", "30", "--tempo", "72.5", "--key", "D minor", "--meter", "6/8"),
        *("--instruments", "piano, strings", "--without", "drums", "--seed", "7", "--takes", "3"),
        *("--reading", "2"),
        *("--hit", "4.5", "--hit", "9:stop", "-o", "a.mid", "-o", "a.wav", "--soundfont", "f.sf2", "--checkpoint", "c"),
        "--json",
    )
    assert vars(options) == {
        "command": "compose",
        "prompt": "calm piano",
        "length": 30.0,
        "tempo": 72.5,
        "key": "D minor",
        "meter": (6, 8),
        "instruments": ["piano", "strings"],
        "without": ["drums"],
        "seed": 7,
        "takes": 3,
        "reading": 2,
        "hit": [(4.5, ""), (9.0, "stop")],
        "output": [Path("a.mid"), Path("a.wav")],
        "soundfont": Path("f.sf2"),
        "checkpoint": Path("c"),
        "as_written": False,
        "feel": None,
        "swing": None,
        "plain_mix": False,
        "chords": "",
        "form": "",
        "json": True,
    }


def test_compose_asks_for_nothing_but_a_prompt():
    options = options_of("compose", "")
    assert (options.length, options.seed, options.takes, options.output, options.hit) == (None, None, 1, [], [])


def test_lists_of_one_call_do_not_leak_into_the_next():
    options_of("compose", "a", "--hit", "1", "-o", "a.mid")
    assert options_of("compose", "a").hit == []
    assert options_of("compose", "a").output == []


@pytest.mark.parametrize(("arguments", "file"), [([], None), (["my piece.agproj"], Path("my piece.agproj"))])
def test_without_a_command_the_studio_opens(command, arguments, file):
    seen = command()
    assert parser.run(arguments) == 0
    assert (seen[0].command, seen[0].file) == ("studio", file)


@pytest.mark.parametrize(
    "arguments",
    [
        ("sing",),
        ("compose",),
        ("compose", "x", "--tempo", "0"),
        ("compose", "x", "--tempo", "fast"),
        ("compose", "x", "--length", "-3"),
        ("compose", "x", "--length", "nan"),
        ("compose", "x", "--length", "inf"),
        ("compose", "x", "--key", "H"),
        ("compose", "x", "--key", "D minotaur"),
        ("compose", "x", "--meter", "4"),
        ("compose", "x", "--meter", "4/5"),
        ("compose", "x", "--meter", "0/4"),
        ("compose", "x", "--takes", "0"),
        ("compose", "x", "--seed", "-1"),
        ("compose", "x", "--hit", "soon"),
        ("render", "a.mid"),
        ("render", "a.mid", "-o", "a.wav", "--bits", "12"),
        ("render", "a.mid", "-o", "a.wav", "--rate", "1"),
        ("train", "--out", "x"),
        ("evaluate", "--report", "x"),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(arguments, capsys):
    assert exit_of(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("audiogenesis")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_says_something(arguments, capsys):
    assert exit_of(*arguments) == 0
    assert "audiogenesis" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["D minor", "Eb", "f#m", "A♭ major", "Bb min"])
def test_a_key_that_passes_here_is_a_key_in_theory_too(key):
    from audiogenesis_desktop.theory.keys import Key

    assert Key.parse(options_of("compose", "x", "--key", key).key)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (BadInput("a.mid is broken."), "audiogenesis: a.mid is broken."),
        (MissingPart("There is\nno SoundFont."), "audiogenesis: There is no SoundFont."),
        (OSError(errno.ENOSPC, "No space left on device", "a.wav"), "audiogenesis: a.wav: No space left on device."),
        (PermissionError(errno.EACCES, "Permission denied", "b"), "audiogenesis: b: Permission denied."),
        (OSError("odd"), "audiogenesis: odd."),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_status_2(command, capsys, error, sentence):
    command(error)
    assert parser.run(["ports"]) == 2
    assert capsys.readouterr().err == sentence + "\n"


def test_an_interrupt_is_quiet_and_status_130(command, capsys):
    command(KeyboardInterrupt())
    assert parser.run(["ports"]) == 130
    assert capsys.readouterr().err == ""


def test_our_own_mistakes_are_not_hidden(command):
    command(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        parser.run(["ports"])


def test_a_reader_that_goes_away_is_no_error():
    script = "import sys; from audiogenesis_desktop.commands.parser import run; sys.exit(run(['ports']))"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert (process.wait(), process.stderr.read()) == (0, b"")
    process.stderr.close()


@pytest.mark.parametrize("command", [*COMMANDS, "deliver", "rework", "stream"])
def test_help_names_each_option_once(command, capsys):
    assert exit_of(command, "--help") == 0
    assert not re.findall(r"(--[\w-]+)[^,\n]*, \1\b", capsys.readouterr().out)


@pytest.mark.parametrize("command", [*COMMANDS, "deliver", "rework", "stream"])
def test_every_argument_of_every_command_has_help(command):
    grammar = commands_of(parser.build_parser())[command]
    untold = [argument.dest for argument in grammar._actions if not (argument.help or "").strip()]
    assert not untold


def test_every_command_is_looked_at_here():
    assert set(commands_of(parser.build_parser())) == {*COMMANDS, "deliver", "rework", "stream"}


def commands_of(grammar):
    (within,) = (each for each in grammar._actions if isinstance(each, argparse._SubParsersAction))
    return within.choices
