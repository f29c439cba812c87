import pytest

from audiogenesis_desktop.files.names import safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('calm: "piano" / 72?', "calm piano 72"),
        ("  a\nb\x00c  ", "a b c"),
        ("con", "con -"),
        ("LPT1.wav", "LPT1.wav -"),
        ("end...", "end"),
        ("../..", "Untitled"),
        ("", "Untitled"),
        ("été 夏", "été 夏"),
        ("x" * 300, "x" * 80),
    ],
)
def test_names_are_such_as_every_system_takes(text, name):
    assert safe_name(text) == name


def test_names_are_short_in_bytes_too(tmp_path):
    name = safe_name("夏" * 300)
    assert 0 < len(name.encode()) <= 200
    (tmp_path / f"{name}.wav").touch()
