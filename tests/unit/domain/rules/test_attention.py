from diffgentor.domain.plan import KernelAttention, NativeAttention
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.attention import attention_kernel_is_not_built
from tests.fakes.builders import a_plan, a_situation

from .finding_of import finding_of


def test_a_kernel_that_is_not_built_is_refused_by_name() -> None:
    situation = a_situation(a_plan(attention=KernelAttention("sage")))

    finding = finding_of(attention_kernel_is_not_built, situation)

    assert (finding.verdict, finding.setting) == (Verdict.REFUSES, "sage")
    assert "'sage'" in finding.reason


def test_torchs_own_attention_is_always_there() -> None:
    situation = a_situation(a_plan(attention=NativeAttention()))

    assert not list(attention_kernel_is_not_built(situation))
