"""What is made ahead comes in its order, errors come in their turn, and nothing goes on once nobody listens."""

import threading

import pytest

from audiogenesis_desktop.delivery.ahead import made_ahead


def test_all_of_it_comes_in_order_from_one_other_thread() -> None:
    threads = set[int]()

    def pieces():
        for number in range(100):
            threads.add(threading.get_ident())
            yield number

    assert list(made_ahead(pieces())) == list(range(100))
    assert len(threads) == 1 and threading.get_ident() not in threads


def test_an_error_comes_after_what_was_made_before_it() -> None:
    def pieces():
        yield from (1, 2)
        raise ValueError("no more")

    heard = list[int]()
    with pytest.raises(ValueError, match="no more"):
        for number in made_ahead(pieces()):
            heard.append(number)
    assert heard == [1, 2]


def test_who_stops_listening_closes_it_and_no_thread_is_left() -> None:
    closed, made = threading.Event(), list[int]()

    def pieces():
        try:
            for number in range(1_000_000):
                made.append(number)
                yield number
        finally:
            closed.set()

    ahead = made_ahead(pieces())
    assert next(ahead) == 0
    ahead.close()
    assert closed.is_set() and len(made) < 1000
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("job-rendering")]
