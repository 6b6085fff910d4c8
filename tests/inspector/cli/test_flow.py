"""Registry, judging, reports, reviews and the doctor as their users call them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main
from inspector.store import Store

FIXTURES = Path(__file__).parents[3] / "fixtures" / "registry"
GOOD, BAD, UNSEEN = "1100000000", "1100000001", "1100000002"
Invoke = Callable[..., Result]


@pytest.fixture
def run(nights: Any) -> Invoke:
    def invoke(*arguments: str, lang: str = "en") -> Result:
        environment = {"INSPECTOR_DB": nights.url, "INSPECTOR_LANG": lang}
        return CliRunner(env=environment).invoke(main, list(arguments))

    return invoke


def test_sites_are_checked_imported_and_listed(run: Invoke, nights: Any) -> None:
    checked = run("sites", "check", str(FIXTURES / "sites.yaml"))
    assert (checked.exit_code, checked.stdout) == (0, "nothing wrong: 2 sites, 3 columns\n")
    assert len(nights.store.sites()) == 3
    imported = run("sites", "import", str(FIXTURES / "sites.csv"), str(FIXTURES / "columns.csv"))
    assert imported.stdout == "imported: 2 sites new, 0 changed, 0 as before; 3 columns\n"
    again = run("sites", "import", str(FIXTURES / "sites.yaml"))
    assert again.stdout == "imported: 0 sites new, 0 changed, 2 as before; 3 columns\n"
    listed = run("sites", "list", lang="zh")
    assert "示范县人民政府门户网站" in listed.stdout
    assert "例外" in listed.stdout
    assert listed.stderr == "共 5 个网站\n"


def test_a_bad_file_imports_nothing_and_names_every_fault(run: Invoke, nights: Any) -> None:
    before = nights.store.sites()
    result = run("sites", "import", str(FIXTURES / "bad.csv"), str(FIXTURES / "sites.yaml"))
    assert result.exit_code == 2
    assert result.stderr.count("inspector: bad.csv row") == 7
    assert result.stderr.endswith("inspector: nothing was imported\n")
    assert nights.store.sites() == before


def test_columns_of_registered_sites_can_be_checked_without_their_sites(run: Invoke) -> None:
    assert run("sites", "check", str(FIXTURES / "columns.csv")).exit_code == 2
    run("sites", "import", str(FIXTURES / "sites.yaml"))
    assert run("sites", "check", str(FIXTURES / "columns.csv")).exit_code == 0


def test_a_site_asked_for_by_name_is_told_where_its_code_is(run: Invoke, nights: Any) -> None:
    nights.crawl()
    for command in ("judge", "run", "recheck"):
        result = run(command, "青溪县人民政府")
        assert result.exit_code == 2
        assert result.stderr.endswith("; inspector sites list shows the codes\n")


def test_a_check_needs_no_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    result = CliRunner().invoke(main, ["--db", url, "sites", "check", str(FIXTURES / "sites.yaml")])
    assert result.exit_code == 0
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("call", [("run",), ("probe",), ("sites", "import", str(FIXTURES / "bad.csv"))])
def test_a_call_that_is_refused_makes_no_database(
    call: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner(env={"INSPECTOR_DB": None}).invoke(main, list(call))
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_the_template_can_be_checked_at_once(run: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "forms.xlsx"
    assert run("sites", "template", str(path)).exit_code == 0
    assert "holds no site" in run("sites", "check", str(path)).stderr
    assert run("sites", "template", str(path)).exit_code == 2


@pytest.mark.parametrize(
    ("night", "sites", "code"),
    [
        ({}, (), 0),
        ({"broken": {BAD: ("a.doc",)}}, (), 1),
        ({"broken": {BAD: ("a.doc",)}, "missed": (UNSEEN,)}, (), 1),
        ({"missed": (UNSEEN,)}, (), 3),
        ({"broken": {BAD: ("a.doc",)}}, (GOOD,), 0),
    ],
)
def test_the_exit_code_tells_pass_fail_and_undetermined(
    run: Invoke, nights: Any, night: dict[str, Any], sites: tuple[str, ...], code: int
) -> None:
    nights.crawl(**night)
    result = run("--quiet", "judge", *sites)
    assert result.exit_code == code
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 2 + (len(sites) or 3)


def test_judge_prints_a_line_per_site(run: Invoke, nights: Any) -> None:
    nights.crawl({BAD: ("a.doc", "b.doc")})
    result = run("judge", lang="zh")
    (line,) = (line for line in result.stdout.splitlines() if line.startswith(BAD))
    assert line.split()[:3] == [BAD, "第1网", "不合格"]
    assert line.split()[-1] == "2"
    assert "标准 relaunch-gate：合格 2，不合格 1，待定 0" in result.stderr


def test_judge_takes_another_run_instant_and_standard(run: Invoke, nights: Any, tmp_path: Path) -> None:
    nights.crawl({BAD: ("a.doc",)})
    nights.crawl()
    assert run("judge").exit_code == 0
    assert run("judge", "--run", "1").exit_code == 1
    assert run("judge", "--as-of", "2026-05-01").exit_code == 0, "nobody looked at the sites on that day"
    assert "as of 2026-03-03 06:00:00," in run("explain", GOOD, "--as-of", "2026-05-01").stdout
    assert "no time" in run("judge", "--as-of", "soon").stderr
    assert "there is no run 9; the newest is run 2" in run("judge", "--run", "9").stderr
    unknown = run("judge", "--standard", "census-1815")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)
    own = tmp_path / "own.yaml"
    text = (Path(__file__).parents[3] / "rules" / "standards" / "relaunch-gate.yaml").read_text("utf-8")
    own.write_text(text.replace("limit_links: 1,", "limit_links: 2,").replace("id: relaunch-gate", "id: own"), "utf-8")
    compared = run("judge", "--run", "1", "--standard", str(own), "--compare", "relaunch-gate")
    assert compared.exit_code == 0
    (line,) = (line for line in compared.stdout.splitlines() if line.startswith(BAD))
    assert line.split()[2] == "pass"
    assert "fail" in line
    assert "own" in compared.stdout.splitlines()[0]


def test_without_a_run_there_is_nothing_to_judge(run: Invoke) -> None:
    result = run("judge")
    assert (result.exit_code, result.stderr) == (3, "inspector: nothing was inspected yet: run inspector run first\n")


def test_a_run_that_was_never_finished_is_judged_only_for_want_of_another(run: Invoke, nights: Any) -> None:
    started = nights.store.run(nights.crawl()).started
    nights.store.begin_run(started=started, as_of=started, standard="relaunch-gate", sites=nights.sites, options={})
    assert run("judge").exit_code == 0
    only = run("judge", "--run", "2")
    assert only.exit_code == 3


def test_reports_are_written_and_their_paths_are_the_last_lines(run: Invoke, nights: Any, tmp_path: Path) -> None:
    nights.crawl({BAD: ("a.doc",)})
    out = tmp_path / "report"
    result = run("report", "--out", str(out), "--format", "html", "--format", "json")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(out / "index.html"), str(out / "scorecards")]
    card = json.loads((out / "scorecards" / f"{BAD}.json").read_text("utf-8"))
    assert card["outcome"] == "fail"
    assert 'lang="en"' in (out / "index.html").read_text("utf-8")
    assert "no format pdf" in run("report", "--out", str(out), "--format", "pdf").stderr


def test_reports_twice_are_the_same_bytes(run: Invoke, nights: Any, tmp_path: Path) -> None:
    nights.crawl({BAD: ("a.doc",)})
    for name in ("one", "two"):
        run("report", "--out", str(tmp_path / name), "--format", "json", "--format", "html")
    first = {path.relative_to(tmp_path / "one"): path for path in (tmp_path / "one").rglob("*") if path.is_file()}
    assert first
    assert all(path.read_bytes() == (tmp_path / "two" / name).read_bytes() for name, path in first.items())


def test_a_review_is_recorded_heeded_and_listed(run: Invoke, nights: Any) -> None:
    nights.crawl({BAD: ("a.doc", "b.doc")})
    assert run("judge").exit_code == 1
    (card,) = nights.store.newest_scorecards(BAD)
    ids = [problem.fingerprint for finding in card.findings for problem in finding.problems]
    for one in ids:
        result = run("review", BAD, one[:10], "--accept", "--reason", "下月迁移", "--by", "某科")
        assert (result.exit_code, result.stdout[:43]) == (0, "recorded: accept Page not found (HTTP 404) ")
    assert run("judge").exit_code == 0
    listed = run("review", BAD)
    assert all(one in listed.stdout for one in ids)
    assert "下月迁移" in listed.stdout
    run("review", BAD, ids[0], "--confirm", "--reason", "还在", "--by", "某科")
    assert run("judge").exit_code == 1


def test_what_there_is_to_decide_on_is_listed_with_its_ids(run: Invoke, nights: Any) -> None:
    nights.crawl({BAD: ("a.doc", "b.doc")})
    refused = run("review", BAD)
    assert (refused.exit_code, "was not judged yet" in refused.stderr) == (2, True)
    run("judge")
    (card,) = nights.store.newest_scorecards(BAD)
    lines = run("review", BAD).stdout.splitlines()
    for problem in (problem for finding in card.findings for problem in finding.problems):
        assert any(line.startswith(problem.fingerprint) and problem.url in line for line in lines)
    assert "action" not in "\n".join(lines)


def test_what_was_mended_is_nothing_to_decide_on(run: Invoke, nights: Any) -> None:
    for broken in (("a.doc", "b.doc"), ("b.doc",)):
        nights.crawl({BAD: broken})
        run("judge")
    listed = run("review", BAD).stdout
    assert ("a.doc" in listed, "b.doc" in listed) == (False, True)


def test_a_problem_that_a_person_dismissed_is_no_open_one(run: Invoke, nights: Any) -> None:
    nights.crawl({BAD: ("a.doc", "b.doc")})
    run("judge")
    (card,) = nights.store.newest_scorecards(BAD)
    first = next(problem for finding in card.findings for problem in finding.problems)
    for action, count in (("--confirm", "2"), ("--dismiss", "1")):
        run("review", BAD, first.fingerprint, action, "--reason", "x", "--by", "y")
        (line,) = (line for line in run("judge", BAD).stdout.splitlines() if line.startswith(BAD))
        assert line.split()[-1] == count


def test_a_rule_that_only_one_standard_has_is_named_where_it_fails(run: Invoke, nights: Any) -> None:
    nights.crawl({BAD: ("a.doc",)})
    compared = run("judge", BAD, "--standard", "relaunch-gate", "--compare", "county-48h").stdout
    assert "Survey columns" in compared
    assert "Interviews" not in compared


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["zzzz", "--accept", "--reason", "x", "--by", "y"], "has no problem whose id starts with zzzz"),
        (["ID", "--accept", "--reason", " ", "--by", "y"], "give one of --accept"),
        (["ID", "--reason", "x", "--by", "y"], "give one of --accept"),
        (["ID", "--accept", "--reason", "x", "--by", "y", "--until", "2001-01-01"], "2001-01-01 is past"),
        (["ID", "--accept", "--reason", "x", "--by", "y", "--until", "soon"], "'soon' is no day"),
    ],
)
def test_a_review_that_says_too_little_is_refused(run: Invoke, nights: Any, arguments: list[str], said: str) -> None:
    nights.crawl({BAD: ("a.doc",)})
    run("judge")
    (card,) = nights.store.newest_scorecards(BAD)
    (found,) = (problem for finding in card.findings for problem in finding.problems)
    result = run("review", BAD, *(found.fingerprint if argument == "ID" else argument for argument in arguments))
    assert result.exit_code == 2
    assert said in result.stderr
    assert nights.store.reviews(BAD) == {}


def test_the_doctor_looks_at_everything_and_tells_what_to_do(run: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("doctor")
    lines = result.stdout.splitlines()
    assert len(lines) == 8
    assert {line[0] for line in lines} <= set("✓!")
    assert result.exit_code == 0
    monkeypatch.setenv("INSPECTOR_BROWSER", "/nowhere/browser")
    broken = run("doctor")
    assert broken.exit_code == 2
    assert "✗ INSPECTOR_BROWSER names /nowhere/browser" in broken.stdout


def test_the_doctor_names_a_database_that_is_not_there_and_one_that_cannot_be(tmp_path: Path) -> None:
    def database_line(url: str) -> str:
        result = CliRunner(env={"INSPECTOR_LANG": "en"}).invoke(main, ["--db", url, "doctor"])
        (line,) = (line for line in result.stdout.splitlines() if "database" in line)
        return line

    assert database_line(f"sqlite:///{tmp_path}/new.db").startswith("✓")
    assert not (tmp_path / "new.db").exists()
    assert database_line("sqlite:////nowhere/new.db").startswith("✗ no database can be made in /nowhere")
    assert "geheim" not in database_line("postgresql://u:geheim@localhost:1/x")


def test_the_doctor_notices_a_clock_that_went_back(run: Invoke, nights: Any) -> None:
    from inspector.clock import parse_instant

    future = parse_instant("2199-01-01")
    nights.store.begin_run(started=future, as_of=future, standard="s", sites=[], options={})
    result = run("doctor")
    assert result.exit_code == 2
    assert "2199-01-01" in result.stdout
    assert isinstance(nights.store, Store)


@pytest.mark.parametrize("word", [("--dismiss",), ("--reason", "x"), ("--by", "某科"), ("--until", "2099-01-01")])
def test_a_decision_on_nothing_is_not_lost_in_silence(run: Invoke, nights: Any, word: tuple[str, ...]) -> None:
    nights.crawl({BAD: ("a.doc",)})
    run("judge")
    refused = run("review", BAD, *word)
    assert refused.exit_code == 2
    assert f"inspector review {BAD}" in refused.stderr
    assert refused.stdout == ""


def test_judging_says_why_a_site_is_undetermined(run: Invoke, nights: Any) -> None:
    nights.crawl({}, missed=(BAD,))
    result = run("judge")
    (line,) = [line for line in result.stderr.splitlines() if line.startswith(f"{BAD} is undetermined: ")]
    assert len(line) > len(f"{BAD} is undetermined: ") + 10
    assert "inspector explain" in result.stderr
    assert "is undetermined" not in run("--quiet", "judge").stderr
    assert "is undetermined" not in result.stdout
