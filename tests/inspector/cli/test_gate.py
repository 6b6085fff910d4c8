"""``inspector gate`` as CI calls it: exit codes, files, what it prints."""

import json
import os

import pytest

from tests import forking

LIMITS = ["--allow-net", "127.0.0.0/8", "--standard", "relaunch-gate", "--as-of", "2024-06-01T12:00"]


def gate(*args: str, call: str = "gate", **environment: str) -> tuple[int, str, str]:
    full = {**os.environ, "INSPECTOR_BROWSER": "none", **environment}
    done = forking.run("inspector", ["--lang", "en", call, *args], environment=full)
    return done.returncode, done.stdout, done.stderr


COLUMNS = {"tzgg": "通知公告", "gzdt": "工作动态", "zcwj": "政策文件", "rsxx": "人事信息", "ghjh": "规划计划"}


def shown(title: str, body: str) -> str:
    nav = "".join(f"<li><a href='/{folder}/'>{name}</a></li>" for folder, name in COLUMNS.items())
    menu = f"<div class='nav'><ul><li><a href='/'>首页</a></li>{nav}</ul></div>"
    return f"<html><head><title>{title}</title></head><body>{menu}{body}<p>主办单位：县政府办</p></body></html>"


@pytest.fixture
def healthy(web):
    """Five columns of four dated articles each, all within the month before the inspection."""
    blocks = []
    for folder, name in COLUMNS.items():
        rows = "".join(
            f"<li><a href='/{folder}/{n}.html'>关于做好第{n}批{name}工作的通知</a><span>2024-05-{31 - n}</span></li>"
            for n in range(1, 5)
        )
        blocks.append(f"<div><h2>{name}</h2><ul>{rows}</ul></div>")
        web.page(f"/{folder}/", shown(name, f"<h1>{name}</h1><ul>{rows}</ul>"))
        for n in range(1, 5):
            text = f"<h1>关于做好第{n}批{name}工作的通知</h1><p>发布时间：2024-05-{31 - n}</p><p>{'正文。' * 80}</p>"
            web.page(f"/{folder}/{n}.html", shown(f"关于做好第{n}批{name}工作的通知", text))
    web.page("/", shown("嘉鱼县人民政府", "".join(blocks)))
    return web


@pytest.mark.e2e
def test_a_site_in_order_passes_and_all_files_are_written(healthy, tmp_path):
    files = [f"--{kind}={tmp_path}/gate.{kind}" for kind in ("json", "junit", "sarif")]
    code, out, _err = gate(healthy.url + "/", *LIMITS, *files, "--html", f"{tmp_path}/html")
    card = json.loads((tmp_path / "gate.json").read_text("utf-8"))
    assert code == 0, [
        (f["indicator"], f.get("reason"), f["measured"]) for f in card["findings"] if f["verdict"] == "inconclusive"
    ]
    assert "passed" in out
    assert card["outcome"] == "pass"
    assert card["coverage"]["pages"] == 26
    assert (tmp_path / "gate.junit").read_text("utf-8").startswith("<?xml")
    assert json.loads((tmp_path / "gate.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (tmp_path / "html" / "index.html").exists()


@pytest.mark.e2e
def test_a_broken_link_fails_the_gate_unless_the_baseline_knows_it(healthy, tmp_path):
    healthy.page("/tzgg/1.html", "<html><body><h1>通知</h1><a href='/gone.pdf'>附件</a></body></html>")
    base = tmp_path / "base.json"
    code, out, err = gate(healthy.url + "/", *LIMITS, "--json", str(base))
    assert code == 1, out + err
    assert healthy.url + "/gone.pdf" in out
    assert "curl" in out
    code, out, _ = gate(healthy.url + "/", *LIMITS, "--baseline", str(base), "--new-only")
    assert code == 0, out
    healthy.page("/tzgg/2.html", "<html><body><h1>通知</h1><a href='/lost.pdf'>附件</a></body></html>")
    code, out, _ = gate(healthy.url + "/", *LIMITS, "--baseline", str(base), "--new-only")
    assert code == 1
    assert "/lost.pdf" in out


@pytest.mark.e2e
def test_a_link_is_listed_once_however_many_rules_it_breaks(healthy):
    healthy.page("/tzgg/1.html", shown("通知", "<h1>通知</h1><a href='/gone.pdf'>附件</a>"))
    code, out, _ = gate(healthy.url + "/", *LIMITS[:2], "--standard", "census-2015", *LIMITS[4:], "--fail-on", "points")
    assert code == 1, out
    listed = [line for line in out.splitlines() if line.startswith("- ") and "gone.pdf" in line]
    assert listed == [f"- Links work: Page not found (HTTP 404) {healthy.url}/gone.pdf"]


@pytest.mark.e2e
def test_why_nothing_could_be_decided_is_told(healthy):
    code, out, _ = gate(healthy.url + "/", *LIMITS, "--max-pages", "3")
    assert code == 3
    why = out.split("not judged: the evidence does not settle it\n")[1]
    assert "that could not be judged: Links work, Columns are empty" in why


@pytest.mark.e2e
def test_a_baseline_made_under_the_old_address_knows_the_problems_of_the_staging_server(healthy, tmp_path):
    healthy.page("/tzgg/1.html", shown("通知", "<h1>通知</h1><a href='/gone.pdf'>附件</a>"))
    base = tmp_path / "base.json"
    port = healthy.url.rpartition(":")[2]
    old = ["http://example.gov.cn/", "--resolve", f"example.gov.cn:80:127.0.0.1:{port}"]
    code, out, err = gate(*old, "-o", str(base), *LIMITS, call="baseline")
    assert (code, out) == (0, f"{base}\n"), err
    assert "problems in the baseline" in err
    new = ["http://www.example.gov.cn/", "--resolve", f"www.example.gov.cn:80:127.0.0.1:{port}"]
    assert gate(*new, *LIMITS)[0] == 1
    code, out, err = gate(*new, *LIMITS, "--baseline", str(base), "--new-only")
    assert code == 0, out + err
    assert gate(*new, *LIMITS, "--baseline", str(base), "--new-only", "--min-pages", "500")[0] == 3


@pytest.mark.e2e
def test_a_site_that_was_not_crawled_makes_no_baseline(tmp_path):
    base = tmp_path / "base.json"
    code, out, err = gate("http://127.0.0.1:9100/", "-o", str(base), *LIMITS, "--max-seconds", "5", call="baseline")
    assert (code, out) == (3, "")
    assert "no baseline was made" in err
    assert not base.exists()


@pytest.mark.e2e
def test_a_host_that_is_not_there_is_never_a_pass(tmp_path):
    code, out, err = gate("http://127.0.0.1:9100/", *LIMITS, "--max-seconds", "5", "--json", f"{tmp_path}/x.json")
    assert code == 3
    assert "not judged" in out
    assert "--allow-net" not in err
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["outcome"] == "undetermined"


@pytest.mark.e2e
def test_a_private_address_that_is_not_opened_is_not_asked(healthy):
    code, out, err = gate(healthy.url + "/", "--standard", "relaunch-gate", "--max-seconds", "5")
    assert code == 3, out
    assert "--allow-net" in err
    assert healthy.asked == []


@pytest.mark.e2e
def test_a_site_is_asked_under_its_future_name(healthy):
    port = healthy.url.rpartition(":")[2]
    resolve = ["--resolve", f"www.example.gov.cn:80:127.0.0.1:{port}"]
    code, out, err = gate("http://www.example.gov.cn/", *resolve, *LIMITS)
    assert code == 0, out + err
    assert {h["Host"] for h in healthy.headers} == {"www.example.gov.cn"}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["javascript:alert(1)"], "no address"),
        (["http://www.example.gov.cn/", "--new-only"], "--baseline"),
        (["http://www.example.gov.cn/", "--baseline", "/nonexistent.json"], "cannot be read"),
        (["http://www.example.gov.cn/", "--standard", "no-such"], "no standard"),
        (["http://www.example.gov.cn/", "--allow-net", "everywhere"], "--allow-net"),
        (["http://www.example.gov.cn/", "--resolve", "a:b"], "--resolve"),
        (["http://www.example.gov.cn/", "--as-of", "yesterday"], "yesterday"),
    ],
)
def test_a_wrong_call_is_one_line_and_two(args, told):
    code, _, err = gate(*args)
    assert code == 2
    assert told in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.e2e
def test_a_broken_link_that_somebody_answers_for_does_not_fail_the_gate_until_its_day(healthy, tmp_path):
    healthy.page("/tzgg/1.html", shown("通知", "<h1>通知</h1><a href='/gone.pdf'>附件</a>"))
    accepted = tmp_path / "accepted.yaml"
    entry = "accepted:\n- {{url: '{}/*.pdf', reason: 旧站关停, owner: 信息科, expires: {}}}\n"
    accepted.write_text(entry.format(healthy.url, "2024-06-01"), "utf-8")
    code, out, err = gate(healthy.url + "/", *LIMITS, "--accepted", str(accepted))
    assert code == 0, out + err
    accepted.write_text(entry.format(healthy.url, "2024-05-31"), "utf-8")
    code, out, err = gate(healthy.url + "/", *LIMITS, "--accepted", str(accepted))
    assert code == 1, out
    assert "2024-05-31" in err
