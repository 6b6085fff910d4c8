"""The report as a person uses it, in a real browser."""

import os
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from msgspec import structs
from playwright.sync_api import Browser, BrowserContext, Page, expect

from reports.facts import SiteFacts
from reports.html import write_run
from reports.summary import RunSummary
from rules.scorecard import Problem, Scorecard

pytestmark = pytest.mark.browser

PAGES = {
    "overview": "index.html",
    "problems": "problems.html",
    "scorecard": "sites/9900000001/index.html",
    "vetoed": "sites/9900000002/index.html",
    "uncrawled": "sites/9900000007/index.html",
    "site-problems": "sites/9900000001/problems.html",
    "hostile": "sites/etc-passwd-a0a802de/index.html",
    "hostile-problems": "sites/etc-passwd-a0a802de/problems.html",
}
MAIN = ("overview", "scorecard", "site-problems")
LOOKS = Path(__file__).parent / "looks"
HAS_FONT = """(name) => {
  const pen = document.createElement("canvas").getContext("2d");
  const width = (family) => { pen.font = `40px ${family}`; return pen.measureText("政府网站 Report 0123").width; };
  return width(`"${name}", monospace`) !== width("monospace");
}"""
DIFFERENCE = """async (urls) => {
  const [columns, rows] = [60, 80];
  const grid = async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(columns, rows);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, columns, rows);
    return pen.getImageData(0, 0, columns, rows).data;
  };
  const [before, after] = [await grid(urls[0]), await grid(urls[1])];
  const apart = [...before].map((value, at) => Math.abs(value - after[at]));
  const mean = apart.reduce((sum, one) => sum + one, 0) / apart.length;
  return [mean, apart.filter((one) => one > 40).length / apart.length];
}"""
ACCESSIBLE = (Path(__file__).parent / "accessible.js").read_text("utf-8")
AXE = next(Path(axe_playwright_python.__file__).parent.glob("**/axe.min.js")).read_text("utf-8")
COLOURS = "runOnly: { type: 'tag', values: ['cat.color'] }"
"""The rules of axe that a theme can break: it changes colours, and nothing else."""
TIMED = """() => {
  const clock = (act) => {
    const start = performance.now();
    act();
    document.body.offsetHeight;
    return performance.now() - start;
  };
  const put = (element, value) => clock(() => {
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const search = document.querySelector("input[type=search]");
  return {
    first: put(search, "通知5"), next: put(search, "通知55"), clear: put(search, ""),
    sort: clock(() => document.querySelectorAll("thead button")[1].click()),
    group: put(document.querySelector("select[name=group]"), "page"),
  };
}"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def reports(
    tmp_path_factory: pytest.TempPathFactory,
    cards: list[Scorecard],
    earlier: list[RunSummary],
    facts: Callable[[str], SiteFacts | None],
) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("reports")
    return {lang: write_run(out / lang, cards, lang=lang, earlier=earlier, facts=facts).parent for lang in ("zh", "en")}


class Tab:
    """A page, and whatever it complains of: on the console, in a dialog, or by asking for more than the report."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.home = ""
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "data:")):
            self.complaints.append(f"request: {url}")

    def open(self, home: str, path: str, width: int, scheme: str) -> Page:
        """Shows a page anew: nothing of the one before is left but its complaints."""
        self.page.goto("about:blank")
        self.home = home
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(media="null", color_scheme=scheme)  # type: ignore[arg-type]
        self.page.goto(f"{home}/{path}")
        return self.page


@pytest.fixture(scope="module")
def shared_tab(chromium: Browser) -> Iterator[Tab]:
    """One for all tests: a browser takes a second to start what shows a page, and a quarter of one to show the next."""
    context = chromium.new_context()
    yield Tab(context)
    context.close()


@pytest.fixture
def open_page(chromium: Browser, shared_tab: Tab, reports: dict[str, Path]) -> Iterator[Open]:
    """Opens a page of the report, in place of the last one unless it has ``options`` of its own.

    At the end nothing may have been complained of, asked for, or popped up.
    """
    shared_tab.complaints.clear()
    used = [shared_tab]

    def opened(
        name: str, lang: str = "zh", width: int = 1200, fragment: str = "", scheme: str = "light", **options: Any
    ) -> Page:
        if options:
            used.append(Tab(chromium.new_context(**options)))
        return used[-1 if options else 0].open(reports[lang].as_uri(), PAGES[name] + fragment, width, scheme)

    yield opened
    for tab in used[1:]:
        tab.page.context.close()
    assert [complaint for tab in used for complaint in tab.complaints] == []


def column(page: Page, table: str, number: int) -> list[str]:
    cells = page.locator(f"#{table} > tbody > tr:not(.group):visible > :nth-child({number})")
    return [" ".join(text.split()) for text in cells.all_inner_texts()]


def shown(page: Page) -> int:
    return page.locator("#list-table > tbody > tr:not(.group):visible").count()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_opens_without_complaint_request_or_overflow(open_page: Open, name: str, lang: str) -> None:
    page = open_page(name, lang)
    expect(page.locator("html")).to_have_attribute("data-ready", "1")
    for width in (360, 900, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(open_page: Open, name: str) -> None:
    page = open_page(name, "en")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (360, 1200):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(ACCESSIBLE) == [], (scheme, width)


def test_the_accessibility_check_sees_what_is_wrong(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        '<main><img src=""><button></button><p style="color:#999">pale</p>'
        '<section aria-labelledby="no">x</section></main>'
    )
    wrong = page.evaluate(ACCESSIBLE)
    page.close()
    for what in ("not one header", "no alt", "no name: <button>", "contrast 2.", "aria-labelledby names nothing"):
        assert any(what in line for line in wrong), what


def test_the_first_key_leads_to_the_content(open_page: Open) -> None:
    page = open_page("overview")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_hostile_titles_stay_text(open_page: Open) -> None:
    for name in ("overview", "problems", "hostile", "hostile-problems"):
        page = open_page(name)
        assert page.locator("script").count() == 1
        assert page.locator("main img, main b:not(.score b)").count() == 0
        expect(page.locator("body")).to_contain_text("<script>alert(1)</script>")


def test_a_name_that_turns_the_writing_direction_turns_nothing(open_page: Open) -> None:
    expect(open_page("hostile").locator("h1")).not_to_contain_text("\u202e")


def test_search_narrows_the_list_and_says_how_far(open_page: Open) -> None:
    page = open_page("site-problems")
    output = page.locator(".tools output")
    expect(output).to_have_text("显示 39 / 39 条")
    page.get_by_role("searchbox").fill("art_12.html 通知")
    expect(output).to_have_text("显示 1 / 39 条")
    assert shown(page) == 1
    assert page.locator("tr.group:visible").count() == 1
    page.get_by_role("searchbox").fill("没有这个")
    expect(output).to_have_text("显示 0 / 39 条")
    page.get_by_role("button", name="还原").click()
    assert shown(page) == 39


def test_filters_work_together(open_page: Open) -> None:
    page = open_page("site-problems", "en")
    page.locator("select[name=status]").select_option("New")
    fresh = shown(page)
    assert 0 < fresh < 39
    assert set(column(page, "list-table", 1)) == {"New"}
    page.get_by_role("searchbox").fill("images")
    assert 0 < shown(page) < fresh


def test_the_league_table_filters_by_outcome_and_region(open_page: Open) -> None:
    page = open_page("overview")
    page.locator("select[name=outcome]").select_option("fail")
    assert set(column(page, "league", 3)) == {"不合格"}
    page.locator("select[name=region]").select_option("示范省 示范市 丙区")
    assert len(column(page, "league", 2)) == 2


def test_chinese_names_sort_by_their_sound_and_back(open_page: Open) -> None:
    page = open_page("overview")
    head = page.locator("#league thead th").nth(1)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    names = [name.split(" ")[0] for name in column(page, "league", 2)]
    initials = [name[0] for name in names]
    assert initials == sorted(initials, key="丙丁甲乙".index)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert [name.split(" ")[0][0] for name in column(page, "league", 2)] == initials[::-1]


def test_figures_sort_as_figures_and_missing_ones_stay_last(open_page: Open) -> None:
    page = open_page("overview", "en")
    button = page.locator("#league thead th").nth(3).get_by_role("button")
    for _ in range(2):
        button.click()
        scores = column(page, "league", 4)
        assert scores[-5:] == ["Not scored"] * 5
        assert "Not scored" not in scores[:-5]
    assert scores[0] == "100"
    assert [re.split(" – ", score)[0] for score in scores[:5]] == ["100", "98.1", "91.2", "47.6", "0"]


def test_a_table_sorts_by_keyboard(open_page: Open) -> None:
    page = open_page("overview")
    head = page.locator("#league thead th").nth(5)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    counts = [int(count) for count in column(page, "league", 6)]
    assert counts == sorted(counts)
    page.keyboard.press("Space")
    expect(head).to_have_attribute("aria-sort", "descending")


def test_slash_leads_to_the_search_and_escape_clears_it(open_page: Open) -> None:
    page = open_page("site-problems")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("images/")
    assert shown(page) == 4
    page.keyboard.press("Escape")
    assert shown(page) == 39


def test_problems_group_by_cause_by_page_and_back(open_page: Open) -> None:
    page = open_page("site-problems")
    before = column(page, "list-table", 2)
    group = page.locator("select[name=group]")
    group.select_option("cause")
    heads = page.locator("tr.group:visible")
    expect(heads).to_have_count(2)
    expect(heads.nth(1)).to_contain_text("公共模板中的同一处链接")
    expect(heads.nth(1)).to_contain_text("4")
    group.select_option("page")
    expect(heads).to_have_count(7)
    assert shown(page) == 39
    group.select_option("")
    expect(heads).to_have_count(3)
    assert column(page, "list-table", 2) == before


def test_grouped_otherwise_a_problem_still_says_why_and_how_to_fix_it(open_page: Open) -> None:
    page = open_page("site-problems")
    page.locator("select[name=group]").select_option("page")
    evidence = page.locator("tr:not(.group):visible .evidence").first
    evidence.locator("summary").click()
    expect(evidence).to_contain_text("为什么")
    expect(evidence).to_contain_text("怎么改")


def test_a_link_to_a_problem_opens_its_evidence(open_page: Open) -> None:
    page = open_page("site-problems", fragment="#p-broken-links-000000000000000c")
    row = page.locator("#p-broken-links-000000000000000c")
    expect(row.locator(".evidence dl")).to_be_visible()
    expect(row).to_be_in_viewport()


def test_the_command_is_copied(open_page: Open) -> None:
    page = open_page("site-problems", permissions=["clipboard-read", "clipboard-write"])
    row = page.locator("tbody tr:not(.group)").first
    row.locator("summary").click()
    row.get_by_role("button", name="复制").click()
    expect(row.locator(".copy")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == row.locator("code").inner_text()


def test_all_evidence_opens_and_closes_at_once(open_page: Open) -> None:
    page = open_page("site-problems")
    button = page.get_by_role("button", name="展开全部证据")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.locator(".evidence[open]").count() == 39
    button.click()
    assert page.locator(".evidence[open]").count() == 0


def test_without_script_everything_is_there(open_page: Open) -> None:
    page = open_page("site-problems", java_script_enabled=False)
    expect(page.locator(".tools")).to_be_hidden()
    assert page.locator("thead button").count() == 0
    assert shown(page) == 39
    page.locator("tr:not(.group) summary").first.click()
    expect(page.locator(".evidence dl").first).to_be_visible()
    expect(page.locator(".copy").first).to_be_hidden()


def test_print_shows_every_row_and_no_controls(open_page: Open) -> None:
    page = open_page("site-problems")
    page.get_by_role("searchbox").fill("art_12.html")
    assert shown(page) == 1
    page.emulate_media(media="print")
    assert shown(page) == 39
    for gone in (".tools", ".masthead nav", ".copy"):
        assert page.locator(f"{gone}:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_dark_screen_prints_on_white(open_page: Open) -> None:
    page = open_page("scorecard", scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_scorecard_makes_a_short_pdf(open_page: Open) -> None:
    pdf = open_page("scorecard").pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 5


def test_five_thousand_rows_filter_sort_and_group_without_lag(
    chromium: Browser, tmp_path: Path, by_name: dict[str, Scorecard]
) -> None:
    card = by_name["passing"]
    example = card.findings[-2].problems[0]
    many: tuple[Problem, ...] = tuple(
        structs.replace(example, fingerprint=f"{n:016x}", url=f"http://a.example/{n}.html", text=f"通知{n % 97}")
        for n in range(5000)
    )
    write_run(tmp_path, [replace(card, findings=(replace(card.findings[-2], problems=many),))])
    page = chromium.new_page()
    page.goto((tmp_path / "sites/9900000001/problems.html").as_uri())
    timed = page.evaluate(TIMED)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    page.close()
    assert loaded < 20_000, loaded  # on a quiet machine a tenth of these limits; CI machines are not quiet
    assert max(timed["first"], timed["next"], timed["clear"]) < 4_000, timed
    assert max(timed["sort"], timed["group"]) < 10_000, timed


@pytest.mark.parametrize("name", MAIN)
def test_axe_finds_no_fault_of_accessibility(open_page: Open, name: str) -> None:
    page = open_page(name)
    page.eval_on_selector_all("details", "all => all.slice(0, 3).forEach((one) => { one.open = true; })")
    page.evaluate(AXE)
    for scheme, rules in (("light", ""), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(f"axe.run(document, {{ resultTypes: ['violations'], {rules} }})")
        assert len(found["passes"]) >= (1 if rules else 21)
        faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
        assert faults == [], scheme


def test_axe_sees_what_is_pale_on_a_dark_screen_alone(chromium: Browser) -> None:
    page = chromium.new_page()
    pale = "@media (prefers-color-scheme: dark) { p { color: #333; background: #222 } }"
    page.set_content(f"<style>{pale}</style><p>pale</p>")
    page.evaluate(AXE)
    for scheme, faults in (("light", []), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(f"axe.run(document, {{ {COLOURS} }})")
        assert [fault["id"] for fault in found["violations"]] == faults
    page.close()


def test_pictures_of_the_pages_are_kept_for_ci(open_page: Open, tmp_path: Path) -> None:
    folder = Path(os.environ.get("SCREENSHOT_DIR") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    for lang in ("zh", "en"):
        for name in MAIN:
            page = open_page(name, lang, 1200)
            page.screenshot(path=folder / f"{name}.{lang}.png", full_page=name != "site-problems", style="")
            assert (folder / f"{name}.{lang}.png").stat().st_size > 20_000


@pytest.mark.parametrize("name", MAIN)
def test_the_main_pages_look_as_they_did(open_page: Open, chromium: Browser, tmp_path: Path, name: str) -> None:
    """After a wanted change: UPDATE_LOOKS=1. Small differences of fonts and browsers do not count."""
    page = open_page(name, "zh", 1200, device_scale_factor=0.5)
    if not page.evaluate(HAS_FONT, "Noto Serif CJK SC"):
        pytest.skip("the pictures were taken with Noto CJK fonts: make browser")
    page.set_viewport_size({"width": 1200, "height": 1600})
    shot = page.screenshot(style="")
    kept = LOOKS / f"{name}.png"
    if os.environ.get("UPDATE_LOOKS") == "1":
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(shot)
    blank = chromium.new_page()
    pictures = [f"data:image/png;base64,{b64encode(picture).decode()}" for picture in (kept.read_bytes(), shot)]
    mean, changed = blank.evaluate(DIFFERENCE, pictures)
    blank.close()
    (tmp_path / f"{name}.png").write_bytes(shot)
    assert (mean < 3, changed < 0.02) == (True, True), f"mean {mean:.1f}, {changed:.1%} changed: {tmp_path / name}.png"
