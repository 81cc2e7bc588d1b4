"""Running out of memory: recognising it, and giving back what can be given."""

import gc

import torch

_CPU_ALLOCATOR = ("DefaultCPUAllocator", "not enough memory", "MPS backend out of memory")


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether a library's error means that memory ran out; only CUDA's has a type."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(part in str(error) for part in _CPU_ALLOCATOR)


def give_memory_back() -> None:
    """Collect what nobody refers to and hand torch's reserve back to the device."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
