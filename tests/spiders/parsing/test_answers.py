"""Answers judged: both sides of what is broken, kept from us, moved or missing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.parsing.answers import Answer, HostProfile, challenge_of, judge_answer, needs_profile, profile_of
from spiders.parsing.missing import beside_home, is_home
from spiders.parsing.own_rules import RecogniserError
from spiders.parsing.recognisers import built_in, read_recognisers

URL = "http://www.example.gov.cn/zwgk/2026/t20260301_1234.html"
HOME = "http://www.example.gov.cn/"
HTML = {"content-type": "text/html; charset=utf-8"}
FILLER = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。"


def page(
    title="", body="", status=200, *, url=URL, final_url=None, use="page", headers=HTML, charset="utf-8", complete=True
):
    source = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return Answer(
        url=url,
        final_url=final_url or url,
        status=status,
        headers=headers,
        body=source.encode(charset),
        complete=complete,
        use=use,
    )


def bare(status, body=b"", *, url=URL, final_url=None, use="page", headers=HTML, complete=True):
    return Answer(
        url=url, final_url=final_url or url, status=status, headers=headers, body=body, complete=complete, use=use
    )


def judged(answer, profile=None):
    judgement = judge_answer(answer, built_in(), profile)
    return judgement.state, judgement.fault


@pytest.mark.parametrize("status", [400, 404, 410, 414, 422, 500, 501, 502, 503, 504, 508, 520, 522])
def test_statuses_that_break_a_link(status):
    assert judged(page("x", FILLER, status)) == ("broken", f"http-{status}")


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, "broken"), (410, "broken"), (400, "skipped"), (422, "skipped"), (500, "skipped"), (503, "skipped")],
)
def test_a_form_that_was_not_filled_in_is_broken_only_where_there_is_nothing(status, state):
    assert judged(page("x", FILLER, status, use="form"))[0] == state


def test_what_a_form_answers_without_input_is_no_missing_page():
    hint = page("提示", "<p>您查找的内容不存在，请输入检索词</p>", use="form")
    assert judged(hint) == ("ok", None)
    assert judged(page("某网", "", use="form", url=URL, final_url=HOME)) == ("redirected", None)
    assert not needs_profile(hint)


@pytest.mark.parametrize("status", [401, 402, 403, 405, 406, 407, 412, 418, 423, 429, 451, 493, 509, 512, 521, 999])
def test_statuses_that_only_keep_us_out(status):
    assert judged(page("x", FILLER, status)) == ("blocked", f"http-{status}")


@pytest.mark.parametrize(("status", "later"), [(404, False), (410, False), (408, True), (500, True), (503, True)])
def test_faults_that_may_pass_are_confirmed_later(status, later):
    assert judge_answer(page("x", FILLER, status), built_in()).later is later


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206, 226, 304])
def test_statuses_that_are_fine(status):
    assert judged(page("工作动态", FILLER, status)) == ("ok", None)


def test_a_redirect_that_names_no_address_is_fine_only_with_something_to_show():
    assert judged(bare(302)) == ("broken", "http-302")
    assert judged(page("请选择语言", "中文 English", 300)) == ("ok", None)


def test_a_status_that_is_none_is_broken():
    assert judged(page("x", "", 888)) == ("broken", "http-888")


@pytest.mark.parametrize(
    ("status", "headers", "title", "body", "name"),
    [
        (521, {**HTML, "set-cookie": "__jsluid_h=1\n__jsl_clearance=2"}, "", "<script>x</script>", "jiasule"),
        (512, HTML, "", "<script>document.cookie='a'</script>", "jiasule"),
        (200, HTML, "", "<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>", "jiasule"),
        (412, HTML, "", "<meta id=x content=y r='m'><script>$_ts=window['$_ts']</script>", "ruishu"),
        (202, HTML, "", "<script>$_ts={}</script>", "ruishu"),
        (503, {**HTML, "cf-mitigated": "challenge"}, "", "", "cloudflare"),
        (503, HTML, "Just a moment...", "<p>Enable JavaScript</p>", "cloudflare"),
        (200, HTML, "", "<script>var arg1='1';document.cookie='acw_sc__v2='+x</script>", "aliyun"),
        (403, HTML, "", "<p>已被创宇盾拦截</p>", "chuangyu"),
        (200, HTML, "访问被拦截！", "<p>请联系管理员</p>", "huawei"),
        (404, HTML, "网站防火墙", "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>", "safedog"),
        (200, HTML, "安全验证", "<p>请拖动滑块</p>", "verification"),
        (
            200,
            HTML,
            "",
            "<script>document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname</script>",
            "jiasule",
        ),
        (200, HTML, "405", "<p>由于您访问的网址有可能对网站造成安全威胁，您的访问被阻断。</p>", "aliyun"),
        (200, HTML, "提示", "<p>您的请求已被网站管理员设置的规则拦截</p>", "verification"),
        (200, HTML, "提示", "<p>访问被Web应用防火墙拦截</p>", "verification"),
    ],
)
def test_challenges_are_named(status, headers, title, body, name):
    assert judged(page(title, body, status, headers=headers)) == ("blocked", name)


def test_a_503_without_a_challenge_is_broken():
    assert judged(page("Service Unavailable", "<h1>503</h1>", 503)) == ("broken", "http-503")


@pytest.mark.parametrize(
    "text",
    [
        "__jsl_clearance 与 document.cookie",
        "$_ts=window['$_ts']",
        "acw_sc__v2 document.cookie",
        "已被创宇盾拦截",
        "您的请求被防火墙拦截",
        "访问过于频繁",
    ],
)
def test_an_article_that_only_mentions_a_shield_is_an_article(text):
    assert judged(page("网站安全防护技术介绍", f"<p>{text}</p><p>{FILLER * 10}</p>")) == ("ok", None)


def test_the_cookie_that_a_shield_sets_on_every_page_is_no_challenge():
    assert judged(page("工作动态", FILLER, headers={**HTML, "set-cookie": "__jsluid_h=1"})) == ("ok", None)


@pytest.mark.parametrize("path", ["/login.jsp", "/sso/auth", "/cas/login", "/passport/"])
def test_a_link_that_ends_at_a_login_wall_is_blocked(path):
    answer = page("请登录", "<form><input type=password></form>", final_url=f"http://id.example.gov.cn{path}")
    assert judged(answer) == ("blocked", "login")


def test_a_link_to_a_login_page_is_fine():
    answer = page(
        "用户登录",
        "<form><input type=password></form>",
        url="http://a.gov.cn/login",
        final_url="http://a.gov.cn/login/",
    )
    assert judged(answer) == ("redirected", None)
    assert judged(page("用户登录", "<input type=password>", url="http://a.gov.cn/login")) == ("ok", None)


MISSING_PAGES = [
    ("页面不存在", "<p>对不起，您访问的页面不存在或已被删除。</p>"),
    ("404", "<h1>404</h1><p>页面没有找到</p>"),
    ("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
    ("青溪县人民政府", "<div>抱歉，您访问的页面不存在！</div><a href=/>返回首页</a>"),
    ("青溪县人民政府", "<div>您要查看的信息不存在或已被删除。</div>"),
    ("找不到页面-青溪县人民政府", "<div>请检查网址</div>"),
    ("HTTP 状态 404 - 未找到", "<p>类型 状态报告</p>"),
    (
        "404 - 找不到文件或目录。",
        "<h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3>",
    ),
    ("Error 404--Not Found", "<h4>From RFC 2068</h4>"),
    ("提示信息", "<script>alert('该信息不存在！');history.back();</script>"),
    ("出错了", "<p>您访问的页面找不到了</p>"),
    ("The page cannot be found", "<h1>The page cannot be found</h1>"),
]


@pytest.mark.parametrize(("title", "body"), MISSING_PAGES)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_pages_that_say_they_are_not_there(title, body, charset):
    template = "<ul>" + "<li><a href=/c>栏目名称</a></li>" * 60 + "</ul>"
    foot = f"<div>主办单位：青溪县人民政府办公室 {FILLER * 4}</div>"
    headers = {"content-type": f"text/html; charset={charset}"}
    assert judged(page(title, template + body + foot, charset=charset, headers=headers)) == ("broken", "soft-404")
    assert judged(page(title, body, charset=charset, headers={"content-type": "text/html"})) == ("broken", "soft-404")


REAL_PAGES = [
    ("关于清理网站404错误页面的通知", f"<p>{FILLER * 8}</p>"),
    ("关于清理网站404错误页面的通知", "<p>各单位要清理“页面不存在”的链接。</p>"),
    ("网站打开显示页面不存在怎么办", "<p>请清除缓存后重试。</p>"),
    ("回复选登", "<p>网民反映打开链接提示“您访问的页面不存在”。</p><p>答：已修复，感谢您的反馈。</p>"),
    ("通知公告", "<p>暂无内容</p>"),
    ("通知", "<p>本周五停电。</p>"),
    ("我要纠错", "<form>错误类型：内容错误 链接错误 页面无法访问 信息不更新 其他</form>"),
    ("404路公交线路调整", "<p>404路公交车自5月1日起调整。</p>"),
    ("中国移动营业厅", "<p>中国移动青溪分公司</p>"),
    ("关于删除过期文件的通知", "<p>请于月底前删除过期文件。</p>"),
    ("错误更正", "<p>昨日发布的数据有误，现更正。</p>"),
    ("页面不存在", f"<p>{FILLER * 30}</p>"),  # an essay with that title
    ("失物招领", "<p>文件袋一个，联系人不存在的请勿冒领。</p>"),
]


@pytest.mark.parametrize(("title", "body"), REAL_PAGES)
def test_pages_that_only_speak_of_such_things_are_there(title, body):
    assert judged(page(title, body)) == ("ok", None)


def own_text(chars):
    return "<p>" + (FILLER * (chars // len(FILLER) + 1))[:chars] + "</p>"


def test_how_much_else_a_page_may_show_and_still_be_missing():
    said = "您访问的页面不存在"
    at_limit, over = own_text(160 - len(said)), own_text(161 - len(said))
    assert judged(page("某网站", f"<p>{said}</p>{at_limit}")) == ("broken", "soft-404")
    assert judged(page("某网站", f"<p>{said}</p>{over}")) == ("ok", None)
    assert judged(page("页面不存在", own_text(200))) == ("broken", "soft-404")
    assert judged(page("页面不存在", own_text(201))) == ("ok", None)
    assert judged(page("页面不存在", f"<p>{said}</p>{own_text(1200 - len(said))}")) == ("broken", "soft-404")
    assert judged(page("页面不存在", f"<p>{said}</p>{own_text(1201 - len(said))}")) == ("ok", None)
    assert judged(page("某网站", f"<p>页面不存在</p>{own_text(55)}")) == ("broken", "soft-404")
    assert judged(page("某网站", f"<p>页面不存在</p>{own_text(56)}")) == ("ok", None)


def test_nothing_at_all():
    assert judged(bare(200)) == ("broken", "empty-file")
    assert judged(bare(200, use="attachment")) == ("broken", "empty-file")
    assert judged(bare(200, b" ")) == ("ok", None)
    assert judged(bare(200, use="style")) == ("ok", None)
    assert judged(bare(204)) == ("ok", None)
    assert judged(bare(200, complete=False)) == ("ok", None)  # only the head was asked for


def test_a_moved_page_is_redirected():
    assert judged(page("工作动态", FILLER, final_url="http://www.example.gov.cn/new/1.html")) == ("redirected", None)


@pytest.mark.parametrize(
    "final", ["http://www.example.gov.cn/404.html", "http://x.gov.cn/error/404", "http://x.gov.cn/notfound.jsp"]
)
def test_a_redirect_to_an_error_page_is_missing(final):
    assert judged(page("某某网", FILLER * 20, final_url=final)) == ("broken", "soft-404")


def test_a_link_to_an_error_page_is_what_it_says():
    url = "http://www.example.gov.cn/404.html"
    assert judged(page("某某网", FILLER * 20, url=url, final_url=url + "/")) == ("redirected", None)


@pytest.mark.parametrize("path", ["/zwgk/t20260301_1.html", "/a/report.pdf", "/show.jsp?newsId=12", "/art/20260301"])
def test_a_document_that_ends_at_the_home_page_is_missing(path):
    url = f"http://www.example.gov.cn{path}"
    assert judged(page("某某网", FILLER * 20, url=url, final_url=HOME)) == ("broken", "soft-404")


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/index.php", "/wap", "/zwgk/", "/portal/main.do", "/col/col12/index.html"]
)
def test_what_is_no_document_may_lead_home(path):
    url = f"http://old.example.gov.cn{path}"
    assert judged(page("某某网", FILLER * 20, url=url, final_url=HOME)) == ("redirected", None)


def test_a_folder_that_ends_where_invented_addresses_end_is_missing():
    profile = HostProfile(missing="home", final_url=HOME)
    deep, shallow = "http://www.example.gov.cn/zwgk/old/", "http://www.example.gov.cn/wap"
    assert judged(page("某某网", FILLER * 20, url=deep, final_url=HOME), profile) == ("broken", "soft-404")
    assert judged(page("某某网", FILLER * 20, url=deep, final_url=HOME), HostProfile(missing="status")) == (
        "redirected",
        None,
    )
    assert judged(page("某某网", FILLER * 20, url=shallow, final_url=HOME), profile) == ("redirected", None)


def test_a_fragment_names_a_page_of_a_script_built_site():
    url, final = "http://www.beian.gov.cn/portal/info?recordId=1", "https://beian.mps.gov.cn/#/query/webSearch?code=1"
    profile = HostProfile(missing="home", final_url="https://beian.mps.gov.cn/#/query/webSearch")
    assert judged(page("备案", FILLER, url=url, final_url=final), profile) == ("redirected", None)


def invented(title, body, final_url=None, status=200, home=None):
    url = "http://www.example.gov.cn/zwgk/2026/qwertyuiopasdfgh.html"
    profile = profile_of(page(title, body, url=url, final_url=final_url, status=status), built_in())
    return profile if home is None else beside_home(profile, page(title, home, url=HOME), built_in())


def test_profiles_of_hosts():
    assert invented("404", "", status=404).missing == "status"
    assert invented("x", "", status=500).missing == "unknown"
    assert invented("安全验证", "").missing == "unknown"
    assert invented("某某网", FILLER * 20, HOME).missing == "home"
    assert invented("页面不存在", "您访问的页面不存在") == invented("页面不存在", "您访问的页面不存在")
    assert invented("页面不存在", "您访问的页面不存在").missing == "soft"


HOME_TEXT = "<p>" + "今日要闻与通知公告以及政务公开和办事服务的完整内容都在这里" * 5 + "</p>"
OTHER = "<p>" + "全新的正文内容与前面没有任何相同之处" * 9 + "</p>"


def test_a_page_like_the_one_for_invented_addresses_is_missing():
    body = f"<p>{FILLER * 6}</p><p>今天是2026年3月1日，您是第{{}}位访客</p>"
    profile = invented("某某网", body.format(1), home=HOME_TEXT)
    assert judged(page("某某网", body.format(99)), profile) == ("broken", "soft-404")
    assert judged(page("某某网", body.format(99) + OTHER), profile) == ("ok", None)
    assert judged(page("某某网", body.format(99), url=HOME), profile) == ("ok", None)
    login = f"<p>{FILLER * 6}</p><input type='password'>"
    assert judged(page("某某网", login), invented("某某网", login, home=HOME_TEXT)) == ("ok", None)


def test_without_knowing_the_home_page_likeness_accuses_only_what_says_it_is_missing():
    assert judged(page("某某网", FILLER * 6), invented("某某网", FILLER * 6)) == ("ok", None)
    said = f"<p>您访问的页面不存在</p><p>{FILLER * 3}</p>"
    assert judged(page("某某网", said), invented("页面不存在", said)) == ("broken", "soft-404")


@pytest.mark.parametrize(
    ("path", "chars", "expected"),
    [
        ("/zwgk/2026/t20260301_1.html", 401, ("broken", "soft-404")),
        ("/zwgk/2026/t20260301_1.html", 400, ("ok", None)),  # a notice, or a shield that nobody knows
        ("/zwgk/", 401, ("ok", None)),
    ],
)
def test_a_host_that_shows_its_home_page_for_every_address(path, chars, expected):
    body = own_text(chars)
    profile = invented("某某网", body, home=body)
    assert judged(page("某某网", body, url=f"http://www.example.gov.cn{path}"), profile) == expected


def test_the_shell_of_a_script_built_site_is_the_same_for_every_page_and_says_nothing():
    shell = f"<div id=app></div><p>{FILLER}</p>"
    profile = invented("政务服务网", shell, home=shell)
    assert judged(page("政务服务网", shell), profile) == ("ok", None)
    assert judged(page("政务服务网", shell, use="attachment", url=URL[:-4] + "pdf"), profile) == ("broken", "soft-404")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>系统错误</p>", ("broken", "soft-404")),
        (f"<p>{FILLER * 8}</p>", ("ok", None)),
        ("<embed src=/real.pdf>", ("ok", None)),
        ("<iframe src=/viewer?f=1></iframe>", ("ok", None)),
        ("<script>location.href='/real.pdf'</script>", ("ok", None)),
    ],
)
def test_a_page_instead_of_a_file(body, expected):
    assert judged(page("附件", body, use="attachment", url="http://a.gov.cn/f.pdf")) == expected


def test_a_file_with_the_type_of_a_page_is_a_file():
    assert judged(bare(200, b"%PDF-1.4 \xff\xff", use="attachment")) == ("ok", None)
    assert judged(bare(200, b"PK\3\4\0\0", use="attachment")) == ("ok", None)


def test_when_the_host_must_be_asked_for_an_invented_address():
    assert needs_profile(page("x", FILLER))
    assert not needs_profile(page("x", FILLER, 404))
    assert not needs_profile(page("x", FILLER, url=HOME))
    assert not needs_profile(bare(200, b"%PDF-1.4", headers={"content-type": "application/pdf"}))
    assert not needs_profile(bare(200, b"a{}", use="style"))


def test_challenges_of_pages_are_named_for_the_crawl_too():
    assert challenge_of(page("", "<script>$_ts=1</script>", 412), built_in()) == "ruishu"
    assert challenge_of(page("工作动态", FILLER), built_in()) is None


def test_a_user_can_add_statuses_shields_and_sentences():
    text = """
statuses: [{status: "403", state: broken, reason: ours}, {status: 55x, state: ok, reason: odd}]
challenges: [{name: mine, when: [{body: [我方盾], max_text: 100}]}]
titles: [查无此页]
sentences: [抱歉没有内容]
hints: [没有内容]
"""
    mine = read_recognisers(text, "mine.yaml")
    assert judge_answer(page("x", "", 403), mine).state == "broken"
    assert judge_answer(page("x", "", 551), mine).state == "ok"
    assert judge_answer(page("x", "", 404), mine).state == "broken"
    assert judge_answer(page("x", "<p>我方盾</p>"), mine).fault == "mine"
    assert judge_answer(page("查无此页", ""), mine).fault == "soft-404"
    assert judge_answer(page("x", "<p>抱歉，没有内容。</p>"), mine).state == "ok"  # a comma parts sentences
    assert judge_answer(page("x", "<p>抱歉没有内容。</p>"), mine).fault == "soft-404"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("statuses: 3", "mine.yaml:1:1: not a list"),
        ("nonsense: []", "mine.yaml:1:1: unknown key 'nonsense'"),
        ("- statuses", "the headings are"),
        ("[", "mine.yaml:2:1: not valid YAML"),
        ("statuses: [{status: 4040, state: ok, reason: x}]", "mine.yaml:1:13: status is three digits"),
        ("statuses: [{status: '404', state: fine, reason: x}]", "mine.yaml:1:28: state is one of"),
        ("statuses: [{status: '404', state: ok}]", "needs reason"),
        ("statuses: [{status: '404', state: ok, reason: x, confirm: no}]", "confirm is now or later"),
        ("statuses: [404]", "is a mapping"),
        ("challenges: [{name: x}]", "needs when"),
        ("challenges: [{name: x, when: []}]", "must not be empty"),
        ("challenges: [{name: x, when: [{bodi: y}]}]", "unknown key 'bodi'; known here: body"),
        ("challenges: [{name: x, when: [{}]}]", "needs a condition"),
        ("challenges: [{name: x, when: [{max_text: 60}]}]", "fits every page"),
        ("challenges: [{name: x, when: [{body: a, max_text: lots}]}]", "max_text is a whole number"),
        ("challenges: [{name: x, when: [{body: a, max_text: 10001}]}]", "max_text is a whole number"),
        ("challenges: [{name: x, when: [{status: 4xx}]}]", "status is three digits"),
        ("challenges: [{name: x, when: [{body: ['']}]}]", "is a text of 1 to"),
        ("hints: ['']", "is a text of 1 to"),
        ("hints: [[a]]", "is a text of 1 to"),
        (f"hints: [{'x' * 501}]", "is a text of 1 to"),
        (f"hints: [{'x, ' * 2000}x]", "at most 2000"),
        ("words: {who: 您}", "not a list"),
        ("words: {whom: [您]}", "unknown key 'whom'"),
        ("titles: [a]\ntitles: [b]", "mine.yaml:2:1: titles: stands twice"),
        ("titles: &a [x]\nhints: *a", "anchors, aliases and tags"),
        ("#" * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_wrong_user_file_is_refused_with_the_entry(text, words):
    with pytest.raises(RecogniserError) as error:
        read_recognisers(text, "mine.yaml")
    assert words in str(error.value)
    assert error.value.zh.startswith("mine.yaml")


@given(
    body=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/ab=\"'!-scriptle 404不存在页面访问您的&;#", max_size=300).map(lambda t: t.encode()),
    ),
    status=st.integers(0, 999),
    use=st.sampled_from(["page", "attachment", "image", "style", "script", "frame", "form"]),
    path=st.text(alphabet="/ab4.?#=index", max_size=40),
)
def test_any_answer_gets_a_state(body, status, use, path):
    answer = bare(status, body, final_url="http://x.gov.cn/" + path, use=use)
    judgement = judge_answer(answer, built_in(), profile_of(answer, built_in()))
    assert judgement.state in ("ok", "redirected", "broken", "blocked", *(("skipped",) if use == "form" else ()))
    assert (judgement.fault is None) == (judgement.state in ("ok", "redirected"))


HOSTILE = [
    "<",
    "<a ",
    "<a>",
    "<script>",
    "<!--",
    "&#",
    "&" + "a" * 31,
    "<title>404",
    "已删除或",
    "找不到",
    "您访问的页面",
]
HOSTILE += ["，", "<div id=app", "<input type=", "document.cookie __jsl_clearance $_ts ", "\0", "</"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_body_costs_little(piece):
    body = (piece * (200_000 // len(piece)))[:200_000].encode()
    answers = [bare(200, body, complete=False), bare(200, b"<title>404</title>" + body, use="attachment")]
    profile = HostProfile(missing="soft", sketch=(1, 2, 3), like_home=False)
    started = time.process_time()
    for answer in answers:
        judge_answer(answer, built_in(), profile)
        profile_of(answer, built_in())
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    "rest", ["", "/", "//", "/index.html", "/default.aspx", "/?", "/?\t", "/index.html?", "/main#", "/home.jsp;x=1"]
)
def test_addresses_of_home_pages(rest):
    assert is_home(f"http://www.example.gov.cn{rest}") is (rest != "/home.jsp;x=1")


_PIECES = ["/", "//", "index", "index.html", "a", "?", "#", "..", "b.c", "@", ":", "\t", " ", "%2f", ";", "home", "1"]


@given(
    st.lists(st.sampled_from(_PIECES), max_size=8), st.sampled_from(["/a/", "/a//b", "?x", "/index.html?a=1#", "#x"])
)
def test_nothing_in_a_folder_and_nothing_with_a_query_or_a_fragment_is_a_home_page(pieces, rest):
    url = f"https://h{''.join(pieces)}{rest}1"
    assert not is_home(url)
