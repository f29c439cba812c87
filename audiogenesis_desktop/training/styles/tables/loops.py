"""Progressions that several styles share: a bar a word, A sections begin at home.

Minor ones lead to a major V now and then, and none circles through the relative major: the key is heard
through its cadences. Major ones go easy on IV.
"""

from audiogenesis_desktop.training.styles.grammar import Loops


def either(*loops: Loops) -> Loops:
    """Return all that these offer."""
    return Loops(sum((own.a for own in loops), ()), sum((own.b for own in loops), ()))


POP_MAJOR = Loops(
    a=(
        "I V vi IV",
        "I vi IV V",
        "I V vi V",
        "I IV vi V",
        "I ii I V",
        "I vi ii V",
        "I IV I V",
        "I V vi I IV I ii V",
        "I I IV V",
        "I Vsus4 vi IV",
    ),
    b=("vi V I V", "IV V I vi", "ii V I vi", "vi IV I V", "IV V vi I", "vi iii IV V", "ii V I IV"),
)
POP_MINOR = Loops(
    a=(
        "i VI iv V",
        "i iv VI V",
        "i VI VI V",
        "i VII VI V",
        "i iv i V",
        "i VI i V",
        "i i iv V",
        "i VI ii0 V",
        "i i VI V",
        "i V i iv i V VI V",
    ),
    b=("iv i V i", "VI iv i V", "iv VI i V", "VI VII i V", "iv VII VI V", "VI i iv V"),
)
SONG_MAJOR = Loops(
    a=(
        "I IV I V",
        "I I IV V",
        "I IV V I",
        "I vi IV V",
        "I I ii V",
        "I I V I I IV V I",
        "I IV I V I IV V I",
        "I bVII IV I",
    ),
    b=("IV I V I", "vi IV I V", "IV I ii V", "vi I IV V"),
)
SONG_MINOR = Loops(
    a=("i i iv V", "i VII i V", "i iv V i", "i VII VI V", "i VI iv V", "i VI VII V"),
    b=("iv i V i", "VI VII i V", "iv i VI V", "VI iv i V"),
)
RICH_MAJOR = Loops(
    a=(
        "Imaj7 vi7 ii7 V7",
        "Imaj7 ii7 Imaj7 V7",
        "ii7 V7 Imaj7 vi7",
        "Imaj7 vi7 Imaj7 V7",
        "Imaj7 IVmaj7 ii7 V7",
        "Imaj7 Imaj7 ii7 V7",
        "Imaj7 vi7 IVmaj7 V7",
        "Imaj7 VI7 ii7 V7",
    ),
    b=("vi7 ii7 V7 Imaj7", "IVmaj7 V7 Imaj7 vi7", "iii7 vi7 ii7 V7", "IVmaj7 iv7 Imaj7 V7", "ii7 V7 iii7 VI7"),
)
RICH_MINOR = Loops(
    a=("i7 iv7 i7 V7", "i VImaj7 ii0 V7", "i7 iv7 VImaj7 V7", "i i7 iv7 V7", "i VImaj7 iv7 V7", "i iv7 V7 i"),
    b=("iv7 i7 V7 i7", "VImaj7 iv7 i7 V7", "iv7 i VImaj7 V7", "VImaj7 V7 i i7"),
)
SLOW_MAJOR = Loops(
    a=(
        "I I vi vi IV IV V V",
        "Imaj7 Imaj7 vi7 vi7 ii7 ii7 Vsus4 V",
        "I I V V vi vi V V",
        "I I Imaj7 Imaj7 IV IV I I",
        "I I vi vi I I V V",
        "I I IV V",
    ),
    b=("vi vi IV IV I I V V", "IV IV I I ii ii V V", "vi vi I I IV IV V V"),
)
SLOW_MINOR = Loops(
    a=("i i VI VI iv iv V V", "i i iv iv i i V V", "i7 i7 iv7 iv7 VImaj7 VImaj7 V V", "i i VI VI i i V V", "i i iv V"),
    b=("VI VI iv iv i i V V", "iv iv i i VI VI V V", "VI VI VII VII i i V V"),
)
CLASSICAL_MAJOR = Loops(
    a=(
        "I V I V I IV I,V I",
        "I vi ii V I IV I,V7 I",
        "I I IV,V I vi V7/V V V",
        "I ii,V7 I vi ii,V7/V V I,V7 I",
        "I V7/vi vi V7/IV IV I,V7/V V I",
        "I V,I IV,I V I vi,ii I,V I",
    ),
    b=(
        "V V7/vi vi V7/V V I ii,V7 I",
        "vi V7/ii ii V7 I V7/vi vi V",
        "IV I V7/V V IV I ii,V7 V",
        "V I V V7/ii ii V I V",
    ),
)
CLASSICAL_MINOR = Loops(
    a=(
        "i iv V i VI iv ii0,V i",
        "i V i,iv V i VI ii0 V",
        "i V7/iv iv V i iv i,V i",
        "i i iv,V i VI ii0,V i V",
        "i V i V7/iv iv i ii0,V i",
    ),
    b=("VI iv V i VI ii0 V V", "iv i V i iv V7/V V V", "VI V7/iv iv V i ii0,V i V", "iv V i VI iv V7/V V V"),
)
GROOVE_MAJOR = Loops(
    a=("I7 I7 IV7 I7", "I7 IV7 I7 V7", "I7 I7 I7 V7", "I7 bVII I7 V7"),
    b=("IV7 IV7 I7 V7", "IV7 I7 ii7 V7", "ii7 V7 I7 V7"),
)
GROOVE_MINOR = Loops(
    a=("i7 i7 iv7 i7", "i7 iv7 i7 V7", "i7 i7 i7 V7", "i7 IV7 i7 V7", "i7 VII i7 V7"),
    b=("iv7 iv7 i7 V7", "VImaj7 V7 i7 i7", "iv7 i7 ii0 V7"),
)
DARK_MINOR = Loops(
    a=("i i VI V", "i VI iv V", "i i iv V", "i VI i V", "i iv ii0 V", "i bII i V", "i VII VI V"),
    b=("VI VII i V", "iv VI i V", "VI iv V V", "VI i iv V", "iv i VI V"),
)
EPIC_MAJOR = Loops(
    a=("I V vi V", "I vi IV V", "I bVII IV V", "I vi I V", "I I IV V"),
    b=("vi IV I V", "IV V vi V", "vi V I V"),
)
TURNS_MAJOR = Loops(
    a=(
        "Imaj7 vi7 ii7 V7 Imaj7 VI7 ii7,V7 Imaj7",
        "Imaj7 vi7 ii7 V7",
        "ii7 V7 Imaj7 Imaj7",
        "Imaj7 ii7,V7 Imaj7 VI7 ii7 V7 Imaj7 Imaj7",
        "Imaj7 Imaj7 ii7,V7 Imaj7",
        "Imaj7 Imaj7 ii7 V7 Imaj7 VI7 ii7,V7 Imaj7",
    ),
    b=("IVmaj7 iv7 Imaj7 VI7 II7 II7 ii7 V7", "vi7 II7 ii7 V7", "III7 III7 VI7 VI7 II7 II7 V7 V7", "ii7 V7 Imaj7 VI7"),
)
TURNS_MINOR = Loops(
    a=("i i7 ii0 V7", "i iv7 ii0 V7", "i VI7 ii0 V7", "i7 iv7 i V7", "i ii0,V7 i i7"),
    b=("iv7 iv7 i7 i7 ii0 V7 i7 V7", "iv7 i ii0 V7", "VImaj7 ii0 V7 i"),
)
