from diffgentor.domain.probe_rule import ProbeRule


def test_every_decision_on_the_loaded_model_says_what_it_means() -> None:
    for rule in ProbeRule:
        assert rule == rule.name
        assert rule.why.endswith(".")
    assert [rule for rule in ProbeRule if rule.verdict == "refuses"] == [ProbeRule.PROBE_DISAGREES]
