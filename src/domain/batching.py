"""How many pictures of a request one call of the pipeline draws."""

from .plan import OptimizationPlan
from .request import GenerationRequest

LARGEST_BATCH = 64
"""As many as a request may have pictures."""


def pictures_together(plan: OptimizationPlan, request: GenerationRequest) -> int:
    """Return the number, 1 or more; the last call of a request may draw fewer.

    A cache that decides once for a whole batch draws every picture alone: a neighbour would change
    what it skips, and with it the picture.
    """
    if plan.cache.decides_for_the_batch:
        return 1
    return min(plan.batch_size, request.pictures)
