"""The page about rules, and what each technique's page says of them."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

from ....domain.probe_rule import ProbeRule
from ....domain.rules import RULES
from ....domain.rules.finding import Rule
from ....domain.technique import Technique
from .page import said_in_short, table

FINDS = ("Finding", "_refusal", "refusal", "_degradation")
"""How a rule's source calls what makes a finding, the identifier first."""

MODULES = {
    Technique.ATTENTION_BACKEND: ("attention", "xformers"),
    Technique.LAYERWISE_CASTING: ("casting",),
    Technique.OFFLOAD: ("offload",),
    Technique.COMPILE: ("compilation",),
    Technique.CACHE: ("step_cache", "each_cache"),
}
"""Where the rules of the techniques stand that have a page of their own."""

HEAD = ("rule", "verdict", "why")


def rules() -> Iterator[str]:
    """Yield the page's lines."""
    yield "Before anything is loaded, every rule looks at the plan, the model, the machine and the"
    yield "request. One that *refuses* ends the command with exit code 3, or with `--on_refusal"
    yield "degrade` changes the plan; one that *degrades* is told in the receipt beside the"
    yield "picture. All of them speak at once. What they say of each choice on eight kinds of"
    yield "models stands in [Compatibility](compatibility.md)."
    yield ""
    yield from table(HEAD, (_rule(rule) for rule in RULES))
    yield from ("", "## Decided on the loaded model", "")
    yield from table(HEAD, ((f"`{rule}`", rule.verdict, rule.why) for rule in ProbeRule))


def rules_of(technique: Technique) -> Iterator[str]:
    """Yield a table of the rules that can object to a technique."""
    modules = MODULES[technique]
    yield from table(
        HEAD, (_rule(rule) for rule in RULES if rule.__module__.rpartition(".")[2] in modules)
    )


def _rule(rule: Rule) -> tuple[str, str, str]:
    """Read the identifiers off the rule's own source, since only there they stand."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    findings = [
        (ast.literal_eval(call.args[0]), _verdict(call))
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in FINDS
    ]
    names = dict.fromkeys(f"`{name}`" for name, _ in findings)
    verdicts = dict.fromkeys(verdict.removeprefix("Verdict.").lower() for _, verdict in findings)
    return ", ".join(names), ", ".join(verdicts), said_in_short(rule)


def _verdict(call: ast.Call) -> str:
    """Modules whose rules have one verdict say so once, in a function named after it."""
    maker = ast.unparse(call.func)
    if maker == "Finding":
        return ast.unparse(call.args[1])
    return "Verdict.DEGRADES" if maker == "_degradation" else "Verdict.REFUSES"
