"""Empty is an accusation: every look-alike of an empty page is here, beside the pages that really are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.observations import PageKind
from spiders.parsing.document import Document
from spiders.parsing.state import Reading, read_state

URL = "http://www.x.gov.cn/zwgk/index.html"
FRAME = "<ul>" + "".join(f"<li><a href='/c{n}/'>栏目{n}</a></li>" for n in range(30)) + "</ul>"
FOOT = "<p>主办单位：某县人民政府 网站标识码：4401000004 京ICP备05048973号</p>"
LIST = "<div>当前位置：首页 > 通知公告</div>"


def state(
    body: str, *, head: str = "", items: int = 0, letters: int = 0, total: int | None = None, kind: PageKind = "other"
) -> Reading:
    html = f"<html><head><title>某网站</title>{head}</head><body>{body}</body></html>"
    return read_state(Document.parse(html.encode(), URL), items=items, letters=letters, total_items=total, kind=kind)


@pytest.mark.parametrize(
    "body",
    [
        "<p>共 0 条 当前第 1 / 1 页</p>",
        "<p>总记录数：0</p>",
        "<p>暂无数据</p>",
        "<p>对不起，该栏目暂时没有信息！</p>",
        "<p>该栏目下暂无内容。</p>",
        "<ul class=list></ul><script>createPageHTML(0, 0, 'index', 'html');</script>",
        "<ul class=list></ul><script>createPageHTML('page_div',0,1,'list','shtml',0);</script>",
        "<ul class=list></ul><script>createPageHTML(1, 0, 'index', 'html');</script>",
    ],
)
def test_a_page_that_proves_itself_to_hold_nothing_is_empty(body: str) -> None:
    assert state(FRAME + LIST + body + FOOT).state == "empty"
    assert state(FRAME + LIST + body + FOOT, items=1).state == "ok"
    assert state(FRAME + LIST + body + FOOT, letters=1).state == "ok"


def test_a_pager_that_counts_nothing_is_proof_and_one_that_counts_something_is_none() -> None:
    assert state(FRAME + LIST + FOOT, total=0).state == "empty"
    assert state(FRAME + LIST + FOOT, total=1).state == "ok"


@pytest.mark.parametrize("content", ["0", "0;url=http://www.example.gov.cn/zwgk/tzgg/", "1; URL=./"])
def test_a_blank_page_that_brings_itself_anew_is_not_empty(content: str) -> None:
    found = state(f'<meta http-equiv="Refresh" content="{content}">')
    assert found.state != "empty"


def test_a_page_without_anything_is_empty_but_one_that_is_a_picture_is_not() -> None:
    assert state("") == Reading("empty", "blank")
    assert state("<img src=map.jpg>").state == "ok"
    assert state("<script src=/js/a.js></script>") == Reading("by-script", "script-only")


@pytest.mark.parametrize(
    "body",
    [
        "<ul class=list></ul>",  # no entries, but nothing proves that none will come
        "<p>共 10 条</p>",
        "<p>共 0.5 条</p>",
        "<p>本市暂无数据显示该病流行，市疾控中心提醒市民注意防护，出现症状请及时就医，保持良好的卫生习惯</p>",
        "<script>createPageHTML(10, 0, 'index', 'html');</script><ul></ul>",
        "<form><input name=q>查询</form>",
    ],
)
def test_a_page_that_proves_nothing_is_not_empty(body: str) -> None:
    assert state(FRAME + LIST + body + FOOT).state == "ok"


def test_an_article_that_says_there_is_nothing_more_is_not_empty() -> None:
    text = "<p>" + "正文" * 150 + "</p><div>相关新闻</div><p>暂无数据</p>"
    assert state(FRAME + text + FOOT, kind="article").state == "ok"


@pytest.mark.parametrize("kind", ["article", "home"])
def test_only_a_list_can_lack_entries(kind: PageKind) -> None:
    assert state("<ul></ul><p>共 0 条</p>", kind=kind).state == "ok"
    assert state("", kind=kind).state == "empty"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            "<div id=jyul></div><script>$.ajax({type:'post',url:'/s',success:function(r)"
            "{$('#jyul').append('<li>'+r+'</li>')}})</script>",
            "ajax",
        ),
        (
            "<ul id=list></ul><script>$.getJSON('/api/list.json',function(d)"
            "{document.getElementById('list').innerHTML='<li>'+d})</script>",
            "ajax",
        ),
        ("<div id=box></div><script>$('#box').load('/inc/list.html')</script>", "ajax"),
        ("<ul><li v-for='i in items'><a>{{ i.title }}</a></li></ul>", "template"),
        ("<table><tr><td>{$T.replystate}</td></tr></table>", "template"),
        ("<ul><li ng-repeat='i in items'></li></ul>", "template"),
    ],
)
def test_a_list_filled_by_script_is_not_empty(body: str, why: str) -> None:
    found = state(FRAME + LIST + body + "<p>共 0 条</p>" + FOOT)
    assert (found.state, found.detail) == ("by-script", why)


def test_a_list_filled_by_script_and_read_all_the_same_is_fine() -> None:
    assert state("<div id=app></div><script src=a.js></script>", items=5).state == "ok"


def test_an_application_and_a_page_in_a_frame_come_later() -> None:
    assert state("<div id=app></div><script src=/js/chunk.js></script>").detail == "application"
    assert state("<iframe src='list.html'></iframe>") == Reading(
        "by-script", "frame", None, "http://www.x.gov.cn/zwgk/list.html"
    )


def test_the_address_of_a_list_is_given_where_it_can_simply_be_asked() -> None:
    box = "<ul id=list></ul><script>$.getJSON('{}',function(d){{$('#list').append('<li>')}})</script>"
    assert state(FRAME + box.format("/api/list.json")).data_url == "http://www.x.gov.cn/api/list.json"
    posted = (
        "<ul id=l></ul><script>$.ajax({url:'/list',type:'POST',success:function(){$('#l').append('<li>')}})</script>"
    )
    assert state(FRAME + posted) == Reading("by-script", "ajax")
    built = "<ul id=l></ul><script>$.get('/api/list?p='+n,function(){$('#l').append('<li>')})</script>"
    assert state(FRAME + built) == Reading("by-script", "ajax")


def test_a_login_box_filled_by_script_makes_no_list_come_later() -> None:
    box = (
        "<span id=user></span><script>$.get('/login.json',function(d){$('#user').html(d.name)})</script><p>共 0 条</p>"
    )
    assert state(FRAME + box + FOOT).state == "empty"


@pytest.mark.parametrize(
    ("head", "body", "target"),
    [
        ('<meta http-equiv="refresh" content="0;URL=/zwgk/a/">', "", "http://www.x.gov.cn/zwgk/a/"),
        ('<META HTTP-EQUIV="Refresh" CONTENT="3; url=a.html">', "正在跳转", "http://www.x.gov.cn/zwgk/a.html"),
        ("", "<script>location.href='a.html'</script>", "http://www.x.gov.cn/zwgk/a.html"),
        ("", '<script>window.location = "/a/";</script>', "http://www.x.gov.cn/a/"),
        ("", "<script>self.location.replace('/a/')</script>", "http://www.x.gov.cn/a/"),
        ("", "<script>top.location.href='//new.gov.cn/'</script>", "http://new.gov.cn/"),
        ("", "<script>var u='/a/b.html'; window.location.href = u;</script>", "http://www.x.gov.cn/a/b.html"),
        ("", "<script>window.open('/a/','_self')</script>", "http://www.x.gov.cn/a/"),
        ("", "<script>setTimeout(\"location.href='http://new.gov.cn/'\",10000)</script>", "http://new.gov.cn/"),
        (
            "",
            '<script>if(1){document.write(\'<meta http-equiv="Refresh" content="0;URL=http://y.gov.cn/a">\')}</script>',
            "http://y.gov.cn/a",
        ),
        (
            "",
            FRAME + "<p id='url' style='display:none'>/scedu/a.shtml</p>"
            "<script>var url=$('#url').text(); if(url!=''){window.open(url,'_self')}</script>",
            "http://www.x.gov.cn/scedu/a.shtml",
        ),
    ],
)
def test_a_page_that_only_sends_its_reader_on_is_a_redirect(head: str, body: str, target: str) -> None:
    found = state(body, head=head)
    assert (found.state, found.redirect) == ("redirect", target)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta http-equiv="refresh" content="600">', LIST),
        ('<meta http-equiv="refresh" content="60;url=index.html">', LIST),
        ('<meta http-equiv="refresh" content="10;url=http://www.x.gov.cn/zwgk/index.html#top">', LIST),
        ('<meta http-equiv="refresh" content="31;url=/b/">', LIST),
        ('<noscript><meta http-equiv="refresh" content="0;url=/nojs/"></noscript>', LIST),
        ('<meta http-equiv="refresh" content="0;url=javascript:void(0)">', LIST),
        ("", FRAME + "<script>location.href='/m/'</script>"),
        ("", LIST + "<script>if(/iPhone|Android/.test(navigator.userAgent)) location.href='/m/'</script>"),
        ("", LIST + "<input name=q><script>function s(){location.href='/search'}</script>"),
        ("", LIST + "<script>// location.href='/old/'\n/* location.href='/older/' */</script>"),
        ("", LIST + "<!-- <script>location.href='/old/'</script> -->"),
        (
            "",
            FRAME + "<p id='url'></p><script>var url=$('#url').text(); if(url!=''){window.open(url,'_self')}</script>",
        ),
        ("", LIST + "<script>document.write('location.hrefs')</script>"),
    ],
)
def test_a_page_that_could_send_its_reader_on_but_does_not_is_none(head: str, body: str) -> None:
    found = state(body, head=head)
    assert (found.state, found.redirect) == ("ok", None)


def test_the_longest_delay_that_still_sends_on() -> None:
    assert state(LIST, head='<meta http-equiv="refresh" content="30;url=/b/">').state == "redirect"


def test_a_home_page_that_shows_nothing_is_not_the_one_under_its_other_name() -> None:
    doc = Document.parse(b'<meta http-equiv="refresh" content="0;url=/index.html">', "http://www.x.gov.cn/")
    found = read_state(doc, items=0, letters=0, total_items=None, kind="home")
    assert (found.state, found.redirect) == ("redirect", "http://www.x.gov.cn/index.html")


def test_a_home_page_that_refreshes_to_its_own_other_name_stays() -> None:
    html = b'<meta http-equiv="refresh" content="5;url=/index.html"><p>x</p>'
    doc = Document.parse(html, "http://www.x.gov.cn/")
    assert read_state(doc, items=0, letters=0, total_items=None).state == "ok"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("网站升级改版中，敬请期待", "maintenance"),
        ("系统维护中，请稍后访问", "maintenance"),
        ("本网站正在进行系统升级，暂停服务，给您带来不便敬请谅解", "maintenance"),
        ("网站建设中", "maintenance"),
        ("本网站已整体迁移至某市人民政府门户网站", "moved"),
        ("本站域名已变更为 www.y.gov.cn，请更新您的收藏夹", "moved"),
        ("根据机构改革方案，原办公室不再保留，本网站域名将在机构改革完成后关停", "closing"),
        ("关于关闭某局网站的公告：本网站将于近日停止更新", "closing"),
    ],
)
def test_a_notice_is_a_state_of_the_site_and_no_empty_page(text: str, detail: str) -> None:
    assert state(f"<h1>公告</h1><p>{text}</p>") == Reading("notice", detail)


def test_a_notice_that_sends_its_reader_on_does_both() -> None:
    body = "<p>本站域名已变更</p><script>setTimeout(\"location.href='http://new.gov.cn/'\",10000)</script>"
    assert state(body) == Reading("redirect", "moved", "http://new.gov.cn/")


@pytest.mark.parametrize(
    "body",
    [
        FRAME + "<h1>关于网站升级改版的公告</h1><p>网站升级改版中</p>" + FOOT,  # an article within the site
        "<h1>某局</h1><p>" + "本市推进老旧小区升级改造。" * 70 + "</p>",
        "<p>欢迎访问某县人民政府网站</p>",
        "<p>主办单位：某县人民政府 网站维护：某县信息中心 技术维护中心</p>",
        "<p>因办公地址搬迁至人民路1号，请到新地址办理。老旧小区改造中，请绕行。</p>",
        "<p>关于调整公交线路的通知</p>",
        "<p>县图书馆暂停开放</p>",
    ],
)
def test_a_page_that_speaks_of_such_things_is_no_notice(body: str) -> None:
    assert state(body).state == "ok"


def test_a_notice_within_the_site_is_an_article() -> None:
    assert state("<h1>公告</h1><p>网站升级改版中</p>", kind="article").state == "ok"
    assert state("<h1>公告</h1><p>网站升级改版中</p>", kind="home").state == "notice"


def test_a_list_with_entries_is_no_notice() -> None:
    assert state("<p>系统维护中</p>", items=1).state == "ok"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (
            "<script>var cookie='__jsl_clearance=1';document.cookie=cookie;location.href=location.pathname</script>",
            "jiasule",
        ),
        ("<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script><script src=/r.js></script>", "ruishu"),
        ("<p>您的请求已被创宇盾拦截，已被创宇盾拦截</p>", "chuangyu"),
        (
            "<script>function YunSuoAutoJump(){self.location=location+'?x='}setTimeout('YunSuoAutoJump()',50)</script>",
            "yunsuo",
        ),
    ],
)
def test_a_challenge_before_the_page_has_its_name(body: str, name: str) -> None:
    assert state(body) == Reading("challenge", name)


def test_a_page_that_writes_about_a_challenge_is_none() -> None:
    assert (
        state(
            FRAME + "<p>" + "加速乐使用的参数是 __jsl_clearance，创宇盾拦截了攻击。" * 30 + "</p>", kind="article"
        ).state
        == "ok"
    )


@given(st.text(max_size=300), st.integers(0, 3), st.sampled_from((None, 0, 5)))
def test_any_page_has_a_state_and_only_an_absolute_redirect(text: str, items: int, total: int | None) -> None:
    for body in (text, f"<script>{text}</script>", f"<script>location.href='{text}'</script>"):
        found = state(body, items=items, total=total)
        assert (found.redirect is None) or found.redirect.startswith(("http://", "https://"))
        assert (found.state == "redirect") == (found.redirect is not None)
        assert not (items and found.state == "empty")


@pytest.mark.parametrize(
    "piece",
    ["location.href=", "$('#a').", "{{", "createPageHTML(", "$.ajax(", "//", "/*", "暂无", "url:'a'", "window.open("],
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    html = f"<body>{piece * 50_000}<script>{piece * 50_000}</script></body>".encode()
    doc = Document.parse(html, URL)
    assert doc.lines
    begun = time.process_time()
    read_state(doc, items=0, letters=0, total_items=None)
    assert time.process_time() - begun < 2


_MAIL = "<script src=/js/mail.js></script>"
_HEADED = "<table><thead><tr><th>信件标题</th><th>来信时间</th></tr></thead><tbody>{}</tbody></table>"


@pytest.mark.parametrize(
    "body",
    [
        "<ul id=mailList></ul>" + _MAIL,
        _HEADED.format("") + _MAIL,
        _HEADED.format("<tr><td colspan=2>数据加载中...</td></tr>") + _MAIL,
        "<div id=rows></div><script>init(12)</script>",
    ],
)
def test_a_place_for_a_list_that_stands_empty_waits_for_a_script(body: str) -> None:
    assert state(FRAME + "<h2>县长信箱</h2>" + body + FOOT) == Reading("by-script", "waiting")


@pytest.mark.parametrize(
    "body",
    [
        "<ul id=mailList></ul>",  # no script that could fill it
        "<ul id=dots></ul>" + _MAIL,
        "<ul id=newsList><li>县长信箱</li></ul>" + _MAIL,
        "<div id=picList><img src=a.png></div>" + _MAIL,
        "<ul id=mailList></ul><p>" + "机构职能：负责全县信访工作。" * 20 + "</p>" + _MAIL,
    ],
)
def test_an_empty_box_of_another_use_waits_for_nothing(body: str) -> None:
    assert state(FRAME + body + FOOT).state == "ok"


def test_a_list_that_was_read_waits_for_nothing() -> None:
    assert state(FRAME + "<ul id=mailList></ul>" + _MAIL + FOOT, items=1).state == "ok"
