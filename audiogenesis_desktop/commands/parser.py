"""The command line's grammar and its one way out: exit codes and one-sentence errors.

Each command's work lives in its own module and is imported only when it is asked for, so that `--help`
stays quick.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TypeAlias

from audiogenesis_desktop import __version__
from audiogenesis_desktop.commands import values
from audiogenesis_desktop.commands.ending import status_of, unwinding
from audiogenesis_desktop.commands.evaluate_options import add_evaluate_options
from audiogenesis_desktop.commands.extras import require
from audiogenesis_desktop.commands.rework_options import add_rework_options
from audiogenesis_desktop.commands.terminal import lead_nowhere, let_go_if_full, make_ready, warn
from audiogenesis_desktop.errors import AudiogenesisError

OK, BAD_INPUT, INTERRUPTED = 0, 2, 130
_UNWINDING = ("compose", "rework", "brief", "render", "deliver", "play", "stream", "studio")  # training has another way

_PLAIN_MIX = (
    "leave faders and loudness as they are: otherwise parts that are composed are balanced, and sound leaves at "
    "-16 LUFS with a true peak of at most -1 dBTP"
)

_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0 done, 2 bad input, 130 interrupted, 128 + n ended by a signal.

    Raises SystemExit for `--help`, `--version` and wrong usage, as argparse does.
    """
    make_ready()
    options = build_parser().parse_args(_with_command(arguments))
    try:
        require(options.command)
        with unwinding() if options.command in _UNWINDING else nullcontext():
            import_module(f"audiogenesis_desktop.commands.{options.command}").run(options)
            sys.stdout.flush()
    except AudiogenesisError as error:
        return _fail(str(error))
    except BrokenPipeError:
        lead_nowhere()  # whoever read our output has closed it (`| head`): say nothing more, not even at exit
        return OK
    except OSError as error:
        let_go_if_full()
        return _fail(os_sentence(error))
    except KeyboardInterrupt as error:
        return status_of(error)
    return OK


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the command that they may leave out: the window opens, with a file if one is named."""
    first = arguments[0] if arguments else ""
    is_file = bool(Path(first).suffix) and not first.startswith("-")
    return ["studio", *arguments] if is_file or not first else list(arguments)


def os_sentence(error: OSError) -> str:
    """Return one sentence for what the system refused: a full disk, a file that may not be read."""
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}." if error.filename else f"{reason}."


def _fail(sentence: str) -> int:
    warn(f"audiogenesis: {sentence}")
    return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """argparse, but wrong usage costs one line on stderr instead of the whole usage text."""

    def error(self, message: str) -> NoReturn:
        """Print one sentence and exit with status 2."""
        warn(f"{self.prog}: {message} (see {self.prog} --help)")
        raise SystemExit(BAD_INPUT)


def build_parser() -> argparse.ArgumentParser:
    """Return the grammar of every command."""
    parser = _Parser(
        prog="audiogenesis",
        description="A sentence becomes background music that you can see, edit, play live and deliver.",
        epilog="Without a command the studio window opens, with the FILE if one is named.",
    )
    parser.add_argument("--version", action="version", version=f"audiogenesis {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _compose,
        _rework,
        _brief,
        _render,
        _deliver,
        _play,
        _stream,
        _ports,
        _styles,
        _doctor,
        _train,
        _evaluate,
        _studio,
    ):
        add(commands)
    return parser


def _compose(commands: _Commands) -> None:
    command = commands.add_parser("compose", help="compose a piece from a prompt and write it to files")
    command.add_argument("prompt", metavar="PROMPT", help='such as "calm piano, 72 bpm, 30 s"')
    _add_requests(command.add_argument_group("what is asked for (each beats the prompt)"))
    command.add_argument("--seed", type=values.seed, metavar="N", help="the same seed gives the same piece")
    command.add_argument("--takes", type=values.count, default=1, metavar="N", help="how many takes (default 1)")
    command.add_argument(
        "--reading",
        type=values.seed,
        default=0,
        metavar="N",
        help="what to make of what the prompt only implies: 0 the likeliest (default), 1, 2 ... "
        "others; of several takes each takes the next",
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="an .agproj, .mid or .wav file; may be repeated",
    )
    command.add_argument("--checkpoint", type=Path, metavar="FILE", help="the model to compose with")
    _add_feel(command)
    _add_plain_mix(command)
    _add_soundfont(command)
    _add_json(command)


def _add_requests(requested: "argparse._ArgumentGroup") -> None:
    requested.add_argument("--length", type=values.positive, metavar="S", help="length in seconds, met exactly")
    requested.add_argument("--tempo", type=values.tempo, metavar="BPM", help="quarter notes a minute")
    requested.add_argument("--key", type=values.key, metavar="KEY", help='such as "D minor" or Eb')
    requested.add_argument("--meter", type=values.meter, metavar="N/D", help="such as 4/4, 3/4 or 6/8")
    requested.add_argument("--instruments", type=values.names, default=[], metavar="A,B", help="instruments that play")
    requested.add_argument("--without", type=values.names, default=[], metavar="A,B", help="instruments that do not")
    requested.add_argument(
        "--hit",
        type=values.hit,
        action="append",
        default=[],
        metavar="S[:KIND]",
        help="a second at which something happens, on a downbeat where it can, such as 12 or 12:stop; KIND is section, "
        "lift, crash, stop, accent or riser; may be repeated",
    )
    requested.add_argument(
        "--chords",
        default="",
        metavar="'| Am F | C |'",
        help="chords by bar, over and over; a section's own beat them: '| Am | F | ; B: | C | G |'",
    )
    requested.add_argument("--form", default="", metavar="'A8 B8 A8'", help="sections in order, each with its bars")


def _rework(commands: _Commands) -> None:
    command = commands.add_parser(
        "rework",
        help="write bars and tracks of a project or MIDI file anew, in one of many ways; all else stays",
        epilog="Without a verb what lies in the scope is written anew.",
    )
    command.add_argument("file", type=Path, metavar="FILE", help="an .agproj or .mid file")
    add_rework_options(command)
    command.add_argument("--seed", type=values.seed, metavar="N", help="the same seed gives the same notes")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="an .agproj or .mid file; may be repeated",
    )
    command.add_argument("--checkpoint", type=Path, metavar="FILE", help="the model to write with")
    _add_json(command)


def _brief(commands: _Commands) -> None:
    command = commands.add_parser("brief", help="show how a prompt is understood, without composing")
    command.add_argument("prompt", metavar="PROMPT", help='such as "calm piano, 72 bpm, 30 s"')
    _add_json(command)


def _render(commands: _Commands) -> None:
    command = commands.add_parser("render", help="render a project or MIDI file to WAV, FLAC, Ogg or MP3")
    command.add_argument("file", type=Path, metavar="FILE", help="an .agproj or .mid file")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.wav", help="or .flac, .ogg, .mp3")
    command.add_argument("--loudness", metavar="NAME", help="a preset such as ebu or streaming, or a number of LUFS")
    command.add_argument("--rate", type=values.rate, default=48_000, metavar="HZ", help="rate (default 48000)")
    command.add_argument("--bits", choices=("16", "24", "32f"), default="24", help="format (default 24)")
    _add_feel(command)
    _add_plain_mix(command)
    _add_soundfont(command)
    _add_json(command)


def _deliver(commands: _Commands) -> None:
    command = commands.add_parser(
        "deliver", help="fill a folder with versions, stems, loops, markers and licence sheet of one piece"
    )
    command.add_argument("source", metavar="PROMPT-or-FILE", help='such as "calm piano", or an .agproj or .mid file')
    command.add_argument("--pack", default="advert", metavar="NAME", help="what the folder holds (default advert)")
    command.add_argument("--length", type=values.positive, metavar="S", help="length in seconds, met exactly")
    command.add_argument("--picture", type=Path, metavar="VIDEO", help="a video to score: its length, with the music")
    command.add_argument(
        "--picture-start", type=values.moment, default=0.0, metavar="S", help="where in the video the music begins"
    )
    command.add_argument("--cuts", action="store_true", help="let the music hit where the video cuts")
    command.add_argument("--keep-sound", action="store_true", help="put the music under the video's own sound")
    command.add_argument(
        "--hit",
        type=values.hit,
        action="append",
        default=[],
        dest="hits",
        metavar="S[:KIND]",
        help="a second at which something happens, such as 12 or 12:stop (kinds: as of compose); of a project only "
        "bars around it are written anew; may be repeated",
    )
    command.add_argument("--loudness", metavar="NAME", help="a preset such as ebu or streaming, or a number of LUFS")
    command.add_argument("--stems", choices=("track", "group", "none"), help="how the piece is taken apart")
    command.add_argument("--frame-rate", metavar="FPS", help='of markers, such as 25 or "29.97 drop"')
    command.add_argument("--start", metavar="HH:MM:SS:FF", help="time code at which the music begins")
    command.add_argument("--seed", type=values.seed, metavar="N", help="the same seed gives the same piece")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="a new or an empty folder")
    command.add_argument("--checkpoint", type=Path, metavar="FILE", help="the model to compose with")
    _add_feel(command)
    _add_plain_mix(
        command, "leave faders as they are: otherwise parts that are composed are balanced (loudness is the pack's own)"
    )
    _add_soundfont(command)


def _play(commands: _Commands) -> None:
    command = commands.add_parser("play", help="play a project or MIDI file through FluidSynth or a MIDI port")
    command.add_argument("file", type=Path, metavar="FILE", help="an .agproj or .mid file")
    _add_feel(command)
    _add_output(command)


def _stream(commands: _Commands) -> None:
    command = commands.add_parser("stream", help="compose from a prompt and play it while it is being written")
    command.add_argument("prompt", metavar="PROMPT", help='such as "calm piano, 72 bpm"')
    _add_feel(command)
    _add_output(command)
    command.add_argument("--endless", action="store_true", help="go on section after section until stopped")
    command.add_argument("--seconds", type=values.positive, metavar="S", help="how long to play")
    command.add_argument("--seed", type=values.seed, metavar="N", help="the same seed gives the same music")
    command.add_argument("--checkpoint", type=Path, metavar="FILE", help="the model to compose with")


def _add_feel(command: argparse.ArgumentParser) -> None:
    how = command.add_argument_group("how it is played")
    how.add_argument(
        "--feel",
        type=values.feel,
        metavar="%",
        help="how much of a player's feel is heard, 0 to 100 (a piece has its own)",
    )
    how.add_argument(
        "--swing",
        type=values.swing,
        metavar="%",
        help="where the second of two notes falls, 50 (even) to 75 (hard); as written, unless said",
    )
    how.add_argument("--as-written", action="store_true", help="leave all notes as they are written")


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", metavar="NAME", help="a MIDI port as listed by `audiogenesis ports`")
    command.add_argument("--virtual", action="store_true", help="a MIDI port of our own, for others to connect to")
    command.add_argument("--clock", action="store_true", help="send MIDI clock, Start, Stop and Song Position, too")
    _add_soundfont(command)


def _ports(commands: _Commands) -> None:
    commands.add_parser("ports", help="list the MIDI ports")


def _styles(commands: _Commands) -> None:
    command = commands.add_parser("styles", help="list the styles, show one, or check a style file of your own")
    which = command.add_mutually_exclusive_group()
    which.add_argument("name", nargs="?", metavar="NAME", help='a style to show, such as "drum and bass"')
    which.add_argument("--check", type=Path, metavar="FILE.toml", help="a style file to look through for mistakes")
    command.add_argument("-o", "--output", type=Path, metavar="FILE.mid", help="write a piece of the style, by rule")
    command.add_argument(
        "--seed", type=values.seed, default=1, metavar="N", help="another seed gives another piece (default 1)"
    )


def _doctor(commands: _Commands) -> None:
    command = commands.add_parser("doctor", help="tell what works here, and how to mend what does not")
    command.add_argument("--checkpoint", type=Path, metavar="FILE", help="the model to look at")
    _add_soundfont(command)


def _train(commands: _Commands) -> None:
    command = commands.add_parser(
        "train",
        help="train players on your own MIDI files",
        epilog="Ctrl+C saves; the same command then goes on. On several GPUs or processes: "
        "torchrun --nproc-per-node 2 -m audiogenesis_desktop train ...",
    )
    command.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="folders of MIDI files")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where the results go (default: the first folder's name below runs)"
    )
    command.add_argument("--from", type=Path, dest="start", metavar="CKPT", help="a checkpoint to fine-tune")
    command.add_argument(
        "--minutes", type=values.positive, default=60.0, metavar="M", help="how long to train (default 60)"
    )
    command.add_argument("--prompts", type=Path, metavar="FILE", help="a CSV: file, prompt")


def _evaluate(commands: _Commands) -> None:
    command = commands.add_parser("evaluate", help="measure a composer and write a report")
    add_evaluate_options(command)
    _add_soundfont(command)


def _studio(commands: _Commands) -> None:
    command = commands.add_parser("studio", help="open the studio window")
    command.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a project or MIDI file to open")


def _add_soundfont(command: argparse.ArgumentParser) -> None:
    command.add_argument("--soundfont", type=Path, metavar="FILE", help="a .sf2 or .sf3 file")


def _add_plain_mix(command: argparse.ArgumentParser, told: str = _PLAIN_MIX) -> None:
    command.add_argument("--plain-mix", action="store_true", help=told)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
