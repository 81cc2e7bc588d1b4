"""The page about variables of the environment."""

from collections.abc import Iterator

from ....domain.setting import settings_of
from ....domain.technique import Technique
from ...settings import COMPUTE, PREFIX, STORAGE, UNBUILT_PREFIX, VARIABLES
from .choice import choices_of, default_of
from .page import code, table

PRECEDENCE = f"""
## Which source counts

What is said in several places counts in this order, the last outweighing the others:

1. defaults: what the device does best, and each setting's own default
2. `--preset`
3. the environment: the variables below, which begin with `{PREFIX}`
4. `--optimize`
5. options of their own, such as `--cache_type` and `--cache_setting`

A preset, `--optimize` and options say *which* optimization is wanted; the variables say *how*,
and count only where what they belong to is asked for. The receipt tells the origin of every
choice, with `--verbose` or in `diffgentor plan`:

```
✓  cache  first_block_cache …  45 of 120 runs of blocks skipped, in 9 of 20 steps; …
    first_block_cache threshold=0.12  from --cache_type, threshold from DG_FBC_THRESHOLD
```

## Mistakes

A variable that begins with `{PREFIX}` and does not exist, or whose value is none that it takes, is
an error that names the variable, with exit code 2, whatever else is asked for:

```
error: The environment variable DG_FBC_THRESHOLD is 'x'.
It takes a number from 0 to 100.
```

Variables that begin with `{UNBUILT_PREFIX}` are in the guide and not obeyed yet: a plan made with
one is refused by its name.

## The variables
""".lstrip()


def environment() -> Iterator[str]:
    """Yield the page's lines."""
    yield PRECEDENCE
    owners = _owners()
    yield from table(
        ("variable", "belongs to", "default", "allowed", "meaning"),
        (
            (
                code(name),
                ", ".join(map(code, owners[name])),
                default_of(one),
                one.reader.allowed,
                one.summary,
            )
            for name, one in VARIABLES.items()
        ),
    )


def _owners() -> dict[str, list[str]]:
    """Return for each variable the words of `--optimize` that it counts for."""
    casting = [one.word for one in choices_of(Technique.LAYERWISE_CASTING)]
    owners = {STORAGE.variable: casting, COMPUTE.variable: casting}
    for technique in (Technique.OFFLOAD, Technique.COMPILE, Technique.CACHE):
        for choice in choices_of(technique):
            for one in settings_of(type(choice.value)):
                owners.setdefault(one.variable, []).append(choice.word)
    return owners
