import importlib
import inspect
import pkgutil
from collections.abc import Iterator

from hypothesis import given

from diffgentor.domain import rules
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Device
from diffgentor.domain.plan import plan_for
from diffgentor.domain.rules import RULES, Finding, Situation, check
from tests.fakes.builders import a_situation
from tests.unit.arbitrary import asked_plans, devices


def written_rules() -> Iterator[str]:
    """Yield the name of every function in a rule's module that finds something in a situation."""
    for found in pkgutil.iter_modules(rules.__path__):
        if found.name != "check":
            module = importlib.import_module(f"{rules.__name__}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if name.startswith("_"):
                    continue
                types = inspect.get_annotations(function, eval_str=True)
                if types == {"situation": Situation, "return": Iterator[Finding]}:
                    yield name


def test_every_rule_that_was_written_is_asked_once() -> None:
    assert sorted(rule.__name__ for rule in RULES) == sorted(written_rules())


def test_every_rule_says_in_its_docstring_why_it_is() -> None:
    for rule in RULES:
        assert (inspect.getdoc(rule) or "").endswith(".")


@given(devices, asked_plans)
def test_all_findings_come_back_together_in_the_order_of_the_rules(
    device: Device, asked: AskedPlan
) -> None:
    situation = a_situation(plan_for(device, asked), asked, device=device)
    expected: list[Finding] = []
    for rule in RULES:
        expected += rule(situation)

    assert list(check(situation)) == expected


@given(devices)
def test_what_a_device_does_unasked_is_never_objected_to(device: Device) -> None:
    plan = plan_for(device, AskedPlan())

    assert check(a_situation(plan, device=device)) == ()
