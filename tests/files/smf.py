"""Files by hand: bytes as hex with what they mean beside them."""

import struct


def header(kind=1, tracks=1, division=480):
    return b"MThd" + struct.pack(">LHHH", 6, kind, tracks, division)


def chunk(body, name=b"MTrk"):
    return name + struct.pack(">L", len(body)) + body


def hexed(text):
    return bytes.fromhex("".join(line.split("|")[0] for line in text.splitlines()))


END = hexed("00 FF 2F 00")


def song(*bodies, kind=1, division=480):
    return header(kind, len(bodies), division) + b"".join(chunk(body + END) for body in bodies)


NOTE = hexed("""
    00 90 3C 40   | at 0: C4 begins
    83 60 80 3C 00 | 480 ticks later it ends
""")


def meta(kind, content, wait=0):
    return bytes((wait, 0xFF, kind, len(content))) + content


def sysex(text, wait=0):
    content = hexed(text)
    return bytes((wait, 0xF0, len(content))) + content
