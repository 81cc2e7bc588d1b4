from diffgentor.domain.unbuilt import UNBUILT


def test_every_unbuilt_technique_has_a_flag_that_can_be_refused_by_name() -> None:
    for technique in UNBUILT:
        assert technique.name
        assert technique.flag.startswith("--")
