from tests.fakes.builders import a_profile


def test_a_models_weight_is_that_of_its_components_together() -> None:
    assert a_profile().weight_bytes == 10_000_000
    assert a_profile(components=()).weight_bytes == 0
