import argparse
from pathlib import Path

import pytest

from audiogenesis_desktop.commands import studio
from audiogenesis_desktop.errors import BadInput
from audiogenesis_desktop.ui import application


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(BadInput, match=r"missing\.mid"):
        studio.run(argparse.Namespace(file=tmp_path / "missing.mid"))


@pytest.mark.parametrize("name", ["song.mid", None])
def test_the_window_opens_with_the_file_named(monkeypatch, tmp_path, name):
    opened = []
    monkeypatch.setattr(application, "open_studio", lambda file, **_: opened.append(file) or 0)
    path = tmp_path / name if name else None
    if path is not None:
        path.write_bytes(b"")
    studio.run(argparse.Namespace(file=path))
    assert opened == [path if path is None else Path(path)]
