"""A request's own pipeline: the shared modules, its own scheduler and its own VAE flags."""

import copy
import inspect
from typing import Any


def own_pipeline(pipeline: Any) -> Any:
    """Return a pipeline of the same class, modules and configuration, with parts of its own.

    Schedulers are stateful, so the copy gets a new one. The VAE is a shallow copy: the same
    weights, but flags (slicing, tiling) and a `decode` of its own.

    `from_pipe` would cast the shared modules to float32, and building from `components` alone
    would lose the pipeline's configuration (diffusers 0.42), so every parameter of the class is
    passed, from the components or else from the configuration.
    """
    components = dict(pipeline.components)
    scheduler = components["scheduler"]
    components["scheduler"] = type(scheduler).from_config(scheduler.config)
    if components.get("vae") is not None:
        components["vae"] = copy.copy(components["vae"])
    parameters = list(inspect.signature(type(pipeline).__init__).parameters)[1:]
    arguments = {
        name: components[name] if name in components else pipeline.config[name]
        for name in parameters
        if name in components or name in pipeline.config
    }
    own = type(pipeline)(**arguments)
    own.set_progress_bar_config(disable=True)
    return own
