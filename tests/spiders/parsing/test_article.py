"""Articles: which date is taken, why the others are not, and when nothing is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.article import Article, read_article
from spiders.parsing.document import Document
from spiders.parsing.heading import find_heading
from spiders.parsing.pagetitle import part_of_title, squeeze
from spiders.parsing.source import read_source

TODAY = date(2024, 9, 12)
TITLE = "清河县召开农村饮水安全工作推进会"
PROSE = (
    "<p>会议指出，要把群众喝上放心水作为民生实事抓紧抓好，加快推进管网改造，完善水质检测制度，确保年底前全部完工。</p>"
)
URL = "http://www.example.gov.cn/zwgk/post_1.html"


def document(body: str, *, head: str = "", title: str = TITLE, url: str = URL) -> Document:
    source = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return Document.parse(source.encode(), url)


def article(info: str, *, head: str = "", body: str = PROSE, url: str = URL) -> Article:
    return read_article(document(f"<h1>{TITLE}</h1>{info}{body}", head=head, url=url), TODAY)


def meta(value: str, name: str = "PubDate") -> str:
    return f'<meta name="{name}" content="{value}">'


def read(found: Article) -> tuple[str, str] | None:
    return (found.published.day.isoformat(), found.published.read_from) if found.published else None


def reasons(found: Article) -> list[tuple[str, str, bool]]:
    return [(c.day.isoformat() if c.day else "-", c.reason, c.taken) for c in found.candidates]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "发布日期：",
            "发布时间:",
            "发 布 时 间：",
            "信息发布时间：",
            "公开日期：",
            "发表时间：",
            "录入时间：",
            "上传时间：",
        ),
        *(
            "时间：",
            "日期 : ",
            "日间：",
            "时间发布：",
            "【发布时间】",
            "[发布日期] ",
            "发布于 ",
            "Date: ",
            "发布：",
            "",
        ),
    ],
)
def test_a_date_by_the_heading_is_that_of_publication(label: str) -> None:
    assert read(article(f"<p>{label}2024-09-10</p>")) == ("2024-09-10", "visible")


@pytest.mark.parametrize(
    "label",
    [
        *(
            "成文日期：",
            "生成日期：",
            "生效时间：",
            "印发日期：",
            "实施日期：",
            "废止日期：",
            "截止时间：",
            "报名时间：",
            "面试时间：",
        ),
        *(
            "会议时间：",
            "活动时间：",
            "留言时间：",
            "来信时间：",
            "回复时间：",
            "受理日期：",
            "出生日期：",
            "开标时间：",
            "有效期至",
        ),
        *("访问时间：", "今天是", "现在时间：", "自", "截至"),
    ],
)
def test_a_date_with_another_label_is_none_of_publication(label: str) -> None:
    found = article(f"<p>{label}2024-09-10</p>")
    assert read(found) is None
    assert [taken for _, _, taken in reasons(found)] == [False]


@pytest.mark.parametrize("label", ["更新时间：", "更新日期：", "公告日期：", "最后修改时间："])
def test_the_date_of_an_update_speaks_only_where_nothing_better_does(label: str) -> None:
    info = f"<p>{label}2024-09-10</p>"
    assert read(article(info)) == ("2024-09-10", "visible")
    assert read(article(info, head=meta("2024-09-01"))) == ("2024-09-01", "meta")
    assert read(article(f"{info}<p>发布日期：2024-08-01</p>")) == ("2024-08-01", "visible")


def test_the_date_of_issue_by_the_heading_wins_over_the_meta_but_not_over_a_publication() -> None:
    info = "<p>发文日期：2024-09-10</p>"
    assert read(article(info, head=meta("2024-09-01"))) == ("2024-09-10", "visible")
    assert read(article(f"{info}<p>发布日期：2024-09-11</p>", head=meta("2024-09-01"))) == ("2024-09-11", "visible")


def test_visible_wins_over_meta_script_and_address_and_each_contradiction_is_kept() -> None:
    found = article(
        "<p>发布日期：2024-09-10</p><script>var pubDate='2024-09-06'</script>",
        head=meta("2024-09-08"),
        url="http://www.example.gov.cn/a/t20240901_1.html",
    )
    assert read(found) == ("2024-09-10", "visible")
    assert found.published is not None
    assert found.published.conflicts == (
        ("meta", date(2024, 9, 8)),
        ("script", date(2024, 9, 6)),
        ("url", date(2024, 9, 1)),
    )


def test_the_order_is_meta_script_address_signature() -> None:
    signed = PROSE + "<p>清河县水利局</p><p>2024年9月6日</p>"
    script = "<script>var pubDate='2024-09-07'</script>"
    dated = "http://www.example.gov.cn/a/t20240901_1.html"
    assert read(article(script, head=meta("2024-09-08"), body=signed, url=dated)) == ("2024-09-08", "meta")
    assert read(article(script, body=signed, url=dated)) == ("2024-09-07", "script")
    assert read(article("", body=signed, url=dated)) == ("2024-09-01", "url")
    assert read(article("", body=signed)) == ("2024-09-06", "signature")
    assert read(article("")) is None


def test_a_meta_that_agrees_gives_the_time_of_day() -> None:
    assert article("<p>日期：2024-09-10</p>", head=meta("2024-09-10 09:24:36")).published.time == "09:24"  # type: ignore[union-attr]
    assert article("<p>日期：2024-09-10</p>", head=meta("2024-09-09 09:24:36")).published.time is None  # type: ignore[union-attr]


def test_an_address_a_day_off_is_no_contradiction_two_days_are() -> None:
    info = "<p>发布日期：2024-09-10</p>"
    near = article(info, url="http://www.example.gov.cn/t20240911_1.html").published
    far = article(info, url="http://www.example.gov.cn/t20240912_1.html").published
    assert near is not None
    assert far is not None
    assert (near.conflicts, far.conflicts) == ((), (("url", date(2024, 9, 12)),))


def test_an_impossible_printed_date_leaves_only_the_meta_to_speak() -> None:
    dated = "http://www.example.gov.cn/2012-12-10/1.html"
    found = article("<p>1970-01-01 来源：清河日报</p>", url=dated)
    assert (read(found), found.abnormal) == (None, "1970-01-01")
    assert read(article("<p>1970-01-01 来源：清河日报</p>", head=meta("2012-12-11"), url=dated)) == (
        "2012-12-11",
        "meta",
    )


def test_tomorrow_is_possible_and_the_day_after_is_not() -> None:
    assert read(article("<p>发布日期：2024-09-13</p>")) == ("2024-09-13", "visible")
    found = article("<p>发布日期：2024-09-14</p>")
    assert (read(found), found.abnormal) == (None, "发布日期:2024-09-14")


def test_two_labelled_dates_far_from_any_heading_give_none_unless_one_is_confirmed() -> None:
    body = PROSE + "<p>发布时间：2024-09-01</p>" + PROSE + "<p>发布时间：2024-09-02</p>"
    doc = document(f"<h1>{TITLE}</h1>{body}")
    assert read_article(doc, TODAY).published is None
    confirmed = read_article(document(f"<h1>{TITLE}</h1>{body}", head=meta("2024-09-02")), TODAY)
    assert read(confirmed) == ("2024-09-02", "visible")


def test_every_date_of_the_page_is_told_with_the_reason() -> None:
    found = article(
        "<p>成文日期：2024-09-01</p><p>发布日期：2024-09-10</p>",
        head=meta("2024-09-11 01:00", "Maketime"),
        body="<p>会议将于2024年9月11日召开，请各单位提前做好准备工作，并按时参加，不得缺席，特殊情况提前请假。</p>"
        "<ul><li><a href='/x'>清河县水利局召开党组会议研究部署</a> 2024-09-09</li></ul>",
    )
    assert reasons(found) == [
        ("2024-09-01", "other-label", False),
        ("2024-09-10", "labelled", True),
        ("2024-09-11", "event", False),
        ("2024-09-09", "row-of-list", False),
        ("2024-09-11", "generated", False),
    ]


@pytest.mark.parametrize(
    ("title", "part"),
    [
        (f"{TITLE}_清河县人民政府", TITLE),
        (f"{TITLE}-工作动态-清河县人民政府网站", TITLE),
        (f"{TITLE}--清河县政府门户网站", TITLE),
        (f"清河县人民政府 | {TITLE}", TITLE),
        (f"清河县人民政府 工作动态 {TITLE}", TITLE),
        (TITLE, TITLE),
        ("清河县人民政府", "清河县人民政府"),
        ("", None),
        ("{{title}}", None),
        ("正文", None),
    ],
)
def test_the_part_of_the_title_that_names_the_page(title: str, part: str | None) -> None:
    assert part_of_title(document("", title=title)) == part


def test_the_name_of_a_column_is_asked_for_apart() -> None:
    doc = document("", title="[通知公告]-清河县水利局", head='<meta name="ColumnName" content="通知公告">')
    assert part_of_title(doc, column=True) == "通知公告"


def test_a_heading_is_found_wherever_it_is_printed_and_links_are_none() -> None:
    doc = document(f'<a href="/x">{TITLE}</a><p>{TITLE}</p><div><b>清河县召开</b>农村饮水安全工作推进会</div>')
    assert find_heading(doc).places == ((1, 2), (2, 3))


def test_titles_agree_whatever_stands_between_their_characters() -> None:
    assert squeeze("“清河”：召开（第２次） 会议……") == squeeze("清河召开第2次会议")


@pytest.mark.parametrize(
    ("info", "source"),
    [
        ("来源：清河日报", "清河日报"),
        ("信息来源： 清河日报　作者：王某", "清河日报"),
        ("文章来源:清河日报 浏览次数:12", "清河日报"),
        ("稿源：清河发布", "清河发布"),
        ("来源：清河日报2024-09-10", "清河日报"),
        ("来源：清河日报【打印】", "清河日报"),
        ("来源：清河县水利局（原县水务局）", "清河县水利局(原县水务局)"),
        ("来源： 作者： 浏览：", None),
        ("来源：", None),
        ("来源：-", None),
        ("来源：本网", None),
        ("来源：</td><td>清河县水利局", "清河县水利局"),
        ("来源：</td><td>分享到微信", None),
    ],
)
def test_the_source_ends_at_the_next_label_and_may_be_empty(info: str, source: str | None) -> None:
    assert read_source(document(f"<h1>{TITLE}</h1><table><tr><td>{info}</td></tr></table>"), None) == (source, None)


def test_the_source_of_the_meta_is_taken_and_a_differing_print_kept() -> None:
    head = meta("清河发布", "ContentSource")
    assert read_source(document("<p>来源：清河日报</p>", head=head), None) == ("清河发布", "清河日报")
    assert read_source(document("<p>来源：清河发布</p>", head=head), None) == ("清河发布", None)
    assert (
        read_source(document("<p>来源：清河日报</p>", head=meta("${source}", "ContentSource")), None)[0] == "清河日报"
    )


PIECES = st.sampled_from(
    (
        *(
            "发布日期：",
            "时间:",
            "成文日期",
            "来源：",
            "更新时间：",
            "今天是",
            "<p>",
            "</p>",
            "<br>",
            "<h1>",
            "</h1>",
            TITLE,
            PROSE,
        ),
        *(
            "2024-09-10",
            "2024年9月10日",
            "二〇二四年九月十日",
            "1970-01-01",
            "2099-01-01",
            "09:24",
            "星期二",
            " ",
            "：",
            "清河日报",
        ),
        *(
            "<a href='/x'>",
            "</a>",
            "<li>",
            "<td>",
            "<script>var pubdate='2024-09-01'</script>",
            "地点：",
            "至",
            "版权所有",
        ),
    )
)


@given(st.lists(PIECES, max_size=40).map("".join), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_no_page_gives_a_date_after_tomorrow_or_two_that_are_taken(body: str, today: date) -> None:
    found = read_article(document(body, head=meta("2024-09-08")), today)
    assert sum(c.taken for c in found.candidates) == (found.published is not None)
    assert all(c.day is None or c.day <= today + timedelta(days=1) for c in found.candidates)
    if found.published is not None:
        assert all(day <= today + timedelta(days=1) for _, day in found.published.conflicts)
        assert found.published.day not in {day for _, day in found.published.conflicts}
