"""What a person at the terminal sees while things happen."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(sentence: str) -> None:
    """Print one sentence at once."""
    print(sentence, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the name of a step when it is done, and how long it took."""
    began = time.monotonic()
    yield
    say(f"  {name:<18}{time.monotonic() - began:6.1f} s")
