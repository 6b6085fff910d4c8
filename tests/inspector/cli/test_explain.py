"""``inspector explain``, as it is called."""

import pytest
from click.testing import CliRunner

from inspector.cli import main
from inspector.judging.standards import find

SITE = "1100000001"


@pytest.fixture
def call(nights):
    nights.crawl({SITE: ("a.doc", "b.doc")})

    def run(*arguments, lang="en"):
        return CliRunner().invoke(main, ["--db", nights.url, "--lang", lang, "explain", *arguments])

    return run


def test_a_veto_shows_clause_limit_arithmetic_and_what_would_change_it(call):
    lines = call(SITE, "broken-links").output.splitlines()
    assert lines[0].startswith(f"{SITE} 第1网:")
    text = "\n".join(lines)
    assert "arithmetic: 2 certain; fails from 1 on" in text
    assert "what would change it: with 2 fewer it passes." in text
    assert text.count("http://www.s1.gov.cn/") == 2
    assert "source: 本项目默认" in text


def test_points_are_taken_apart(call):
    text = call(SITE, "broken-links", "--standard", "census-2015").output
    assert "points home page 2 × 1 = 2" in text
    assert "2 points, at worst 0 more" in text


def test_beside_a_veto_that_stops_the_scoring_nothing_is_said_to_cost_nothing(nights, tmp_path):
    """What the rule would take is shown, and why it takes nothing."""
    nights.crawl({SITE: ("a.doc",)})
    path = tmp_path / "own.yaml"
    gate = find("relaunch-gate")[0].replace("id: relaunch-gate", "id: own")
    priced = find("census-2015")[0].split("- id: broken-links")[1].split("- id: homepage-availability")[0]
    path.write_text(gate + "- id: priced-links" + priced, "utf-8")
    arguments = ["--db", nights.url, "--lang", "en", "explain", SITE, "priced-links", "--standard", str(path)]
    lines = CliRunner().invoke(main, arguments).stdout.splitlines()
    assert "  points home page 1 × 1 = 1" in lines
    assert lines[lines.index("  points home page 1 × 1 = 1") + 1] == "  vetoed: nothing is scored"


def test_it_speaks_chinese_as_well(call):
    assert "怎样改变：再整改 2 个问题即可通过。" in call(SITE, "broken-links", lang="zh").output


def test_a_rule_is_known_by_its_own_id_too(call):
    assert "[consultation]" in call(SITE, "consultation", "--standard", "census-2015").output


def test_a_mistyped_indicator_is_answered_with_the_right_one(call):
    result = call(SITE, "broken-link")
    assert result.exit_code == 2
    assert (result.stdout, "did you mean broken-links?" in result.stderr) == ("", True)


def test_a_clause_is_known_by_its_name_which_the_tables_show(call):
    """An officer reads 链接可用性 in a table and asks for that."""
    for name, lang in [("链接可用性", "zh"), ("Links work", "en")]:
        assert "[broken-links]" in call(SITE, name, "--standard", "census-2015", lang=lang).output


def test_an_unknown_site_is_refused_in_one_line(call):
    result = call("9999999999", "broken-links")
    assert result.exit_code in {2, 3}
    assert len(result.stderr.splitlines()) == 1


def test_crawled_text_cannot_steer_the_terminal(call, nights):
    nights.crawl({SITE: ("\x1b[31ma.doc",)})
    assert "\x1b" not in call(SITE, "broken-links").output


def test_a_person_s_word_on_a_rule_is_kept_and_explained(call, nights):
    environment = ["--db", nights.url, "--lang", "en"]
    CliRunner().invoke(main, [*environment, "judge"])
    word = ["--dismiss", "--reason", "agreed by phone", "--by", "Zhang"]
    result = CliRunner().invoke(main, [*environment, "review", SITE, "broken-links", *word])
    assert (result.exit_code, result.stdout) == (0, "recorded: dismiss broken-links Links work\n")
    text = call(SITE, "broken-links").output
    assert text.splitlines()[0].startswith(f"{SITE} 第1网: Pass")
    assert text.splitlines()[2].startswith("[broken-links]")
    assert text.count("http://www.s1.gov.cn/") == 2


def test_without_an_indicator_all_of_them_are_listed_and_why_the_site_came_out_as_it_did(call):
    result = call(SITE)
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{SITE} 第1网:")
    assert "veto" in lines[1].lower()
    (row,) = [line for line in lines if line.startswith("broken-links ")]
    assert row.split()[-1] == "2"
    assert f"inspector explain {SITE} broken-links" in result.stderr
    assert "编号" in call(SITE, lang="zh").stdout


def test_crawled_text_cannot_steer_the_terminal_from_the_list(call, nights):
    nights.crawl({SITE: ("\x1b[31ma.doc",)})
    assert "\x1b" not in call(SITE).output
