"""Several processes that train as one: `torchrun` starts them, here they find each other and add up.

Every process holds the whole network and a share of a batch's rows. What is added up is weighted by notes, so
the sum is what one process with all the rows would have found.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from audiogenesis_desktop.errors import BadInput

if TYPE_CHECKING:
    from torch import Tensor, nn

LONGEST_WAIT = timedelta(days=2)  # the first process reads the whole corpus while the others wait


@dataclass(frozen=True, slots=True)
class Processes:
    """Which of how many processes this is; the first one alone reads, writes and prints."""

    rank: int = 0
    size: int = 1

    @property
    def is_first(self) -> bool:
        """Return whether this is the process that reads, writes and prints."""
        return self.rank == 0

    def rows(self, count: int) -> range:
        """Return this process's share of `count` rows; raises BadInput if there are fewer rows than processes."""
        if count < self.size:
            raise BadInput(f"A batch of {count} rows cannot be shared by {self.size} processes: start fewer.")
        return range(count * self.rank // self.size, count * (self.rank + 1) // self.size)

    def add_up(self, values: "Tensor") -> "Tensor":
        """Return the sum of every process's values."""
        if self.size > 1:
            from torch.distributed import all_reduce

            all_reduce(values)
        return values

    def add_up_gradients(self, parameters: Iterable["nn.Parameter"]) -> None:
        """Put the sum of every process's gradients in the place of each one's own, in one go."""
        if self.size == 1:
            return
        import torch

        gradients = [p.grad for p in parameters if p.grad is not None]
        summed = self.add_up(torch.cat([gradient.flatten() for gradient in gradients]))
        parts = summed.split([gradient.numel() for gradient in gradients])  # type: ignore[no-untyped-call]
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def any(self, wish: bool) -> bool:
        """Return whether any process wishes it."""
        if self.size == 1:
            return wish
        return any(self.gather(wish))

    def gather(self, value: Any) -> list[Any]:
        """Return every process's value, in the order of their ranks."""
        if self.size == 1:
            return [value]
        from torch.distributed import all_gather_object

        values: list[Any] = [None] * self.size
        all_gather_object(values, value)
        return values


ALONE = Processes()


def started() -> Processes:
    """Return which process this is by what `torchrun` left in the environment; nothing is loaded for it."""
    return Processes(int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1)))


@contextmanager
def joined(processes: Processes, *, device: str) -> Iterator[None]:
    """Hold the processes together for as long as the block lasts; one alone needs nothing."""
    if processes.size == 1:
        yield
        return
    from torch import cuda, distributed

    # An optimiser loads this; loaded after the group it would keep it, and threads that outlive Python abort it.
    import_module("torch._dynamo")

    is_cuda = device.startswith("cuda")
    if is_cuda:
        cuda.set_device(device)
    backend = "cpu:gloo,cuda:nccl" if is_cuda else "gloo"
    distributed.init_process_group(backend, rank=processes.rank, world_size=processes.size, timeout=LONGEST_WAIT)
    try:
        yield
    finally:
        distributed.destroy_process_group()


def find_device() -> str:
    """Return where this process computes: its own GPU where there is one, else the processor.

    Raises BadInput if more processes were started here than there are GPUs.
    """
    from torch import cuda

    if not cuda.is_available():
        return "cpu"
    place, count = int(os.environ.get("LOCAL_RANK", 0)), cuda.device_count()
    if place >= count:
        raise BadInput(f"There are {count} GPUs here: start no more processes than that on one machine.")
    return f"cuda:{place}"
