from diffgentor.domain.compilation import WholeCompilation
from diffgentor.domain.receipt import Applied, Degraded, Outcome, Planned, PlanReceipt, Refused
from diffgentor.domain.step_cache import FirstBlockCache
from diffgentor.entrypoints.cli.receipt_text import LONGEST_SETTING, receipt_lines
from tests.cli.shell import Shell

WHOLE = str(WholeCompilation())
COMPILED = Applied("compile", WHOLE, "the whole denoiser", "--enable_compile")


def lines(*outcomes: Outcome, detailed: bool = False) -> list[str]:
    return list(receipt_lines(PlanReceipt(outcomes, "0123456789abcdef"), detailed=detailed))


def test_of_a_long_setting_the_line_shows_the_choices_name() -> None:
    assert lines(COMPILED, Applied("tf32", "on", "seen")) == [
        "✓  compile  whole …  the whole denoiser",
        "✓  tf32     on       seen",
    ]


def test_a_setting_that_fits_is_shown_whole() -> None:
    longest, too_long = "x" * 10 + " " + "y" * (LONGEST_SETTING - 11), "x " + "y" * 27

    assert lines(Planned("cache", longest)) == [f"·  cache  {longest}"]
    assert lines(Planned("cache", too_long)) == ["·  cache  x …"]


def test_details_show_the_whole_setting_and_where_it_comes_from() -> None:
    assert lines(COMPILED, detailed=True) == [
        "✓  compile  whole …  the whole denoiser",
        f"    {WHOLE}  from --enable_compile",
        "plan 0123456789abcdef",
    ]


def test_details_show_where_a_short_setting_comes_from_without_repeating_it() -> None:
    cache = Planned(
        "cache", str(FirstBlockCache(0.1)), "--cache_type, threshold from DG_FBC_THRESHOLD"
    )

    assert lines(Planned("tf32", "on", "default"), cache, detailed=True) == [
        "·  tf32   on",
        "    by default",
        "·  cache  first_block_cache …",
        "    first_block_cache threshold=0.1  from --cache_type, threshold from DG_FBC_THRESHOLD",
        "plan 0123456789abcdef",
    ]


def test_the_suggestion_and_what_was_seen_come_after_the_setting() -> None:
    degraded = Degraded("compile", WHOLE, "RULE", "So.", "Do this.", "seen", "--optimize")
    refused = Refused("--num_gpus", "4", "NOT_BUILT", "Not yet.", "Wait.")

    assert lines(degraded, refused, detailed=True) == [
        "~  compile     whole …  So.",
        f"    {WHOLE}  from --optimize",
        "    Do this. [RULE]",
        "    seen: seen",
        "✗  --num_gpus  4        Not yet.",
        "    Wait. [NOT_BUILT]",
        "plan 0123456789abcdef",
    ]


def test_a_drawing_tells_origins_in_its_details_only(shell: Shell) -> None:
    words, details = (
        shell.draw("--optimize", "fuse_qkv"),
        shell.draw("--optimize", "fuse_qkv", "--verbose"),
    )

    assert "from --optimize" not in words.stderr
    assert (
        "✓  fuse_qkv           on       the fake saw on\n    from --optimize\n" in details.stderr
    )
    assert "    by default\n" in details.stderr


def test_a_refused_plan_tells_where_each_choice_comes_from(shell: Shell) -> None:
    stdout = shell("plan", "--preset", "balanced", "--enable_fuse_qkv").stdout

    assert "✗  attention_backend  flash" in stdout
    assert "    from --preset balanced\n" in stdout
    assert "    from --enable_fuse_qkv\n" in stdout
