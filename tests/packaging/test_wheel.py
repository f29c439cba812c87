"""The wheel stands alone: built, installed into a clean environment elsewhere, it composes there."""

import os
import re
import site
import subprocess
import sys
import sysconfig
import zipfile
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def run(*command: str | Path, folder: Path) -> str:
    """Return what a command prints that is run in a folder with nothing of the checkout on its path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*map(str, command)], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    run(*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT, folder=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment with the wheel, which borrows what it depends on from the tests' own."""
    place = tmp_path_factory.mktemp("elsewhere") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", place, folder=place.parent)
    names = ("bin", "python") if os.name == "posix" else ("Scripts", "python.exe")
    python = place.joinpath(*names)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", wheel, folder=place.parent)
    paths = sysconfig.get_paths(vars={"base": str(place), "platbase": str(place)})
    # addsitedir is not used: it would follow the link by which the tests' environment finds the checkout.
    borrowed = {each for each in (*site.getsitepackages(), sysconfig.get_path("purelib")) if Path(each).is_dir()}
    Path(paths["purelib"], "borrowed.pth").write_text("\n".join(sorted(borrowed)))
    return python


def test_the_wheel_brings_what_ships_and_none_of_the_checkout_is_used(installed: Path, tmp_path: Path) -> None:
    code = """
import audiogenesis_desktop
from audiogenesis_desktop import paths
from audiogenesis_desktop.brief.encoder import load_encoder, weights_folder
print(audiogenesis_desktop.__file__, paths.shipped_root(), sep="\\n")
assert paths.shipped_checkpoint().is_file() and paths.resource("lexicon.toml").is_file()
assert weights_folder().is_relative_to(paths.shipped_root())
load_encoder().check()
"""
    file, root = map(Path, run(installed, "-c", code, folder=tmp_path).splitlines())
    assert file.is_relative_to(installed.parents[1]) and root == file.parent
    shipped = {path.relative_to(ROOT) for folder in ("resources", "models") for path in (ROOT / folder).rglob("*.*")}
    assert not {path for path in shipped if not (root / path).exists()}


def test_nothing_that_is_installed_with_it_asks_for_torch(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    needed = [
        line.split()[1] for line in about.splitlines() if line.startswith("Requires-Dist") and "extra" not in line
    ]
    seen: set[str] = set()
    while needed:
        name = re.split(r"[^\w.-]", needed.pop())[0]
        if name not in seen:
            seen.add(name)
            with suppress(PackageNotFoundError):  # of another system
                needed += [each for each in requires(name) or () if "extra ==" not in each]
    assert {"onnxruntime", "tokenizers"} <= seen
    assert not {name for name in seen if re.match("torch|transformers|sentence|gt-all|nvidia", name)}


def test_it_composes(installed: Path, tmp_path: Path) -> None:
    from audiogenesis_desktop.files.midi import read_midi

    command = installed.with_name("audiogenesis")
    run(command, "compose", "calm piano, 72 bpm", "--length", "6", "--seed", "7", "-o", "a.mid", folder=tmp_path)
    assert read_midi(tmp_path / "a.mid").note_count > 5


def test_the_source_archive_has_what_a_wheel_is_made_from(tmp_path: Path) -> None:
    import tarfile

    code = (
        f"import os; os.chdir({str(ROOT)!r}); from hatchling.build import build_sdist; build_sdist({str(tmp_path)!r})"
    )
    run(sys.executable, "-c", code, folder=tmp_path)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ("models/composer.safetensors", "resources/lexicon.toml", ".ci/wheel.py", "audiogenesis_desktop/paths.py")
    assert set(wanted) <= names
