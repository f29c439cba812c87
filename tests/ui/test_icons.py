"""Icons as pictures are drawn once each."""

from audiogenesis_desktop.ui.icons import NORMAL, SMALL, picture


def test_the_same_picture_is_drawn_once(qapp):
    lock = picture("lock", "#405060")
    assert picture("lock", "#405060").cacheKey() == lock.cacheKey()
    assert lock.deviceIndependentSize().toSize().toTuple() == (SMALL, SMALL)
    others = (picture("lock", "#405061"), picture("kept", "#405060"), picture("lock", "#405060", NORMAL))
    assert len({each.cacheKey() for each in (lock, *others)}) == 4
