import pytest
from hypothesis import given

from diffgentor.domain.compilation import (
    COMPILATIONS,
    Compilation,
    CompileMode,
    WholeCompilation,
    compilation_called,
)
from diffgentor.domain.setting import BadSetting
from tests.unit.arbitrary import compilations


@given(compilations)
def test_a_compilation_is_found_again_by_its_text(compilation: Compilation) -> None:
    assert compilation_called(str(compilation)) == compilation
    assert str(compilation).split(" ")[0] == compilation.name


@given(compilations, compilations)
def test_different_compilations_have_different_texts(one: Compilation, other: Compilation) -> None:
    assert (one == other) == (str(one) == str(other))


def test_every_kind_is_known_by_its_name() -> None:
    assert {name: kind.name for name, kind in COMPILATIONS.items()} == {
        name: name for name in ("off", "whole", "regional")
    }


@pytest.mark.parametrize(
    "text", ["", "half", "off mode=default", "regional components=vae", "whole mode=fast"]
)
def test_a_text_that_no_compilation_has_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several of its kinds
        compilation_called(text)


@pytest.mark.parametrize("components", [(), ("vae", "vae"), ("a b",)], ids=str)
def test_components_are_names_each_of_them_once(components: tuple[str, ...]) -> None:
    with pytest.raises(BadSetting, match=r"^components is "):
        WholeCompilation(components=components)


def test_the_modes_that_replay_cuda_graphs_say_so() -> None:
    assert {mode for mode in CompileMode if mode.uses_cuda_graphs} == {
        CompileMode.REDUCE_OVERHEAD,
        CompileMode.MAX_AUTOTUNE,
    }
