"""Footers in every form seen on real sites, and look-alikes that are none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.observations import Marks
from spiders.parsing.document import Document
from spiders.parsing.marks import read_marks


def marks(footer: str, *, head: str = "", encoding: str = "utf-8") -> Marks:
    html = f"<html><head>{head}</head><body><p>正文</p>{footer}</body></html>"
    return read_marks(Document.parse(html.encode(encoding), "http://www.x.gov.cn/", encoding))


@pytest.mark.parametrize(
    ("footer", "code"),
    [
        ("<p>网站标识码：4401000004</p>", "4401000004"),
        ("<p>政府网站标识码 5000000091</p>", "5000000091"),
        ("<p>网站标识码bm01000001</p>", "bm01000001"),
        ("<p>网站标识码BM01000001</p>", "bm01000001"),
        ("<p>网站标识码 ：4401000004</p>", "4401000004"),
        ("<p>网站标识码：<br>4401000004</p>", "4401000004"),
        ("<td>网站标识码：</td><td>4401000004</td>", "4401000004"),
        ("<p>网站标识码：４４０１０００００４</p>", "4401000004"),
        ("<p>网站标识码：44 0100 0004　京ICP备05048973号</p>", "4401000004"),
        ("<p>网站标识码：4401000004 020-12345678</p>", "4401000004"),
        ("<p>网站标识码：440100000</p>", "440100000"),  # one digit short: kept, the form is judged elsewhere
        ("<p>网站标识码：XXXXXXXXXX</p>", "xxxxxxxxxx"),
        ("<p>网 站 标 识 码：4401000004</p>", "4401000004"),
    ],
)
def test_a_site_code_is_read_as_it_stands(footer: str, code: str) -> None:
    assert (marks(footer).site_code, marks(footer).site_code_from) == (code, "text")


@pytest.mark.parametrize(
    "footer",
    [
        "<script id=_jiucuo_ sitecode='4401000004' src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script>",
        "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=4401000004'>x</a>",
        "<script>var siteCode = '4401000004';</script>",
        "<script>document.write('<p>网站标识码：4401000004</p>')</script>",
        r"<script>document.write('\u7f51\u7ad9\u6807\u8bc6\u7801\uff1a4401000004')</script>",
    ],
)
def test_a_site_code_in_a_script_is_read_and_said_to_be_there(footer: str) -> None:
    found = marks(footer)
    assert (found.site_code, found.site_code_from) == ("4401000004", "script")


def test_what_a_reader_sees_goes_before_the_script_and_the_script_before_the_meta() -> None:
    meta = '<meta name="SiteIDCode" content="1100000001">'
    script = "<script id=_jiucuo_ sitecode='2200000002'></script>"
    assert marks(script + "<p>网站标识码：3300000003</p>", head=meta).site_code == "3300000003"
    assert marks(script, head=meta).site_code == "2200000002"
    assert marks("", head=meta).site_code == "1100000001"
    assert marks("", head=meta).site_code_from == "meta"


def test_a_site_code_in_a_comment_is_none() -> None:
    assert marks("<!-- 网站标识码：4401000004 <script sitecode='4401000004'></script> -->").site_code is None


@pytest.mark.parametrize(
    ("footer", "icp"),
    [
        ("粤ICP备2022092331号-1", "粤ICP备2022092331号-1"),
        ("蜀ICP备 13001288号", "蜀ICP备13001288号"),
        ("京 ICP 备 19054529 号 -1", "京ICP备19054529号-1"),
        ("蜀ICP备：19007388号", "蜀ICP备:19007388号"),
        ("冀ICP备11012692号-54", "冀ICP备11012692号-54"),
        ("晋ICP备05003854", "晋ICP备05003854"),
        ("桂ICP备06001517 桂公网安备45010302000173号", "桂ICP备06001517"),
        ("冀ICP备:XXXXXX号-1", "冀ICP备:XXXXXX号-1"),
        ("ICP备案编号：吉ICP备05005864号", "吉ICP备05005864号"),
        ("ICP证号：陕ICP备08003687号-1", "陕ICP备08003687号-1"),
        ("鄂ICP备19031037-2号", "鄂ICP备19031037-2号"),
        ("蒙ICP备 05006530 联系电话：0478-8655532", "蒙ICP备05006530"),
        ("浙 ICP 备 020007", "浙ICP备020007"),
        ("京icp备05048973号", "京icp备05048973号"),
        ("ICP备12345678号", "ICP备12345678号"),
        ("ICP证：桂B2-20040022", "ICP证:桂B2-20040022"),
        ("<span>京ICP备</span><a>05048973</a>号", "京ICP备05048973号"),
        ("京ICP备1305<br>4529号", "京ICP备13054529号"),
    ],
)
def test_an_icp_record_is_read_in_every_form(footer: str, icp: str) -> None:
    assert marks(f"<p>{footer}</p>").icp == icp


@pytest.mark.parametrize(
    "footer", ["ICP备案", "关于ICP备案管理的通知", "ICP", "<!-- 京ICP备05048973号 -->", "京公网备12345678号"]
)
def test_what_only_speaks_of_icp_is_no_record(footer: str) -> None:
    assert marks(f"<p>{footer}</p>").icp is None


@pytest.mark.parametrize(
    ("footer", "police"),
    [
        ("京公网安备 11010202000001号", "京公网安备11010202000001号"),
        ("粤公网安备号44030402003007", "粤公网安备号44030402003007"),
        ("皖公网安备：34011102000915号", "皖公网安备:34011102000915号"),
        ("公安机关备案号：15081599004-00001", "15081599004-00001"),
        ("公安机关备案号：36010802000157 建议使用1920*1080", "36010802000157"),
        ("网警备案 45010302000173", "45010302000173"),
        ("<a>京公网安备</a><br>\n 11010202\n<b>000001</b>号", "京公网安备11010202000001号"),
        ("京公网安备11011502002502 京ICP备15023992号", "京公网安备11011502002502"),
        (
            "<a href='http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=22010202000476'><img src=a.png></a>",
            "22010202000476",
        ),
        ("<a href='https://beian.mps.gov.cn/#/query/webSearch?code=11010502043033'>x</a>", "11010502043033"),
    ],
)
def test_a_police_record_is_read_in_every_form(footer: str, police: str) -> None:
    assert marks(f"<p>{footer}</p>").police == police


@pytest.mark.parametrize(
    "footer", ["电话：11010202000001", "备案号：京ICP备05048973号", "http://x.cn/?code=22010202000476"]
)
def test_other_numbers_are_no_police_record(footer: str) -> None:
    assert marks(f"<p>{footer}</p>").police is None


@pytest.mark.parametrize(
    ("footer", "sponsor"),
    [
        ("主办：某县人民政府办公室（某县数据局） 电话：1", "某县人民政府办公室(某县数据局)"),
        ("主办：某县人民政府） 电话：1", "某县人民政府"),
        ("主办单位：嘉鱼县人民政府办公室", "嘉鱼县人民政府办公室"),
        ("主办：广东省监狱管理局&nbsp;承办：广东省监狱管理局办公室", "广东省监狱管理局"),
        ("主办单位: 某县人民政府 承办单位: 某县信息中心", "某县人民政府"),
        ("主办单位：某县人民政府|技术支持：某公司", "某县人民政府"),
        ("主办单位：某市文化局版权所有 京ICP备05048973号", "某市文化局"),
        ("主办单位：中共某省委教育工委 某省教育厅 地址：某市", "中共某省委教育工委 某省教育厅"),
        ("<td>主办单位：</td><td>某县人民政府</td>", "某县人民政府"),
        ("中共青岛市委、青岛市人民政府主办", "中共青岛市委、青岛市人民政府"),
        ("某市人民政府办公室(主办) 某市大数据中心(承办)", "某市人民政府办公室"),
        ("鄂公网安备 42010202000792号 武汉市人民政府主办 武汉市数据局承办", "武汉市人民政府"),
        ("版权所有/主办单位：某县教育体育局 地址：某路", "某县教育体育局"),
        ("Copyright © 某县人民政府办公室 2001-2011 鄂ICP备11019422号-1", "某县人民政府办公室"),
        ("版权所有：某市人民政府门户网站", "某市人民政府"),
        ("版权所有 武汉市商务局 Copyright sw.x.gov.cn", "武汉市商务局"),
        ("河南省某县人民政府版权所有 网站标识码：4401000004", "河南省某县人民政府"),
        ("主办：某县市场监督管理局 承办：某县信息中心", "某县市场监督管理局"),
        ("主办单位：某省科学技术厅 技术支持：某公司", "某省科学技术厅"),
        ("主办单位：某省科学技术厅技术支持：某公司", "某省科学技术厅"),
        ("主办：某市经济技术开发区管理委员会 维护：某市大数据局", "某市经济技术开发区管理委员会"),
        ("主办单位：某市规划设计院 网站设计：某公司", "某市规划设计院"),
        ("主办：某省邮政管理局 邮政编码：430000", "某省邮政管理局"),
        ("主办：某县人民政府运维单位：某公司", "某县人民政府"),
        ("主办：某县人民政府 监督电话：12345", "某县人民政府"),
    ],
)
def test_the_sponsor_is_named_up_to_the_next_label(footer: str, sponsor: str) -> None:
    assert marks(f"<p>{footer}</p>").sponsor == sponsor


@pytest.mark.parametrize(
    "text",
    [
        "本次赛事由某省体育局主办，某市协办。",
        "省政府办公厅主管 省政务大数据服务中心承办",
        "主办单位",
        "版权所有 不得转载",
    ],
)
def test_an_event_of_the_news_or_an_empty_label_names_no_sponsor(text: str) -> None:
    assert marks(f"<p>{text}</p><p>京ICP备05048973号</p>").sponsor is None


@pytest.mark.parametrize(
    ("footer", "contact"),
    [
        ("主办：某局 联系电话：020-83844395（工作日）", "联系电话:020-83844395"),
        ("主办：某局 政务服务热线：12345", "政务服务热线:12345"),
        ("主办：某局 电　话：（010）59194018", "电话:(010)59194018"),
        ("主办：某县人力资源和社会保障网电话：0851-25782065", "电话:0851-25782065"),
        ("主办：某局 邮箱：web@x.gov.cn", "web@x.gov.cn"),
        ("主办：某局 地址：某市南湖东路30号 邮编：100000", "某市南湖东路30号"),
    ],
)
def test_a_contact_is_a_number_else_a_mail_address_else_a_place(footer: str, contact: str) -> None:
    assert marks(f"<p>{footer}</p>").contact == contact


def test_a_telephone_in_the_article_is_no_contact_of_the_site() -> None:
    assert marks("<p>报名电话：0991-2859329</p><p>主办：某局 京ICP备05048973号</p>").contact is None


@pytest.mark.parametrize(
    "footer",
    [
        "<script>document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript src='http://dcs.conac.cn/js/33/000/0000/60898876/CA330.js'\"))</script>",
        "<a href='http://bszs.conac.cn/sitename?method=show&id=0A'><img src=b.png></a>",
        "<script src='//dcs.conac.cn/js/01/000/0000/1/CA01.js'></script>",
        '<img id="imgConac" src="../image/blue.png">',
    ],
)
def test_the_party_mark_is_seen_in_script_link_and_image(footer: str) -> None:
    assert marks(footer).party_mark


def test_a_party_mark_in_a_comment_or_in_the_news_is_none() -> None:
    assert not marks("<!-- <a href='http://bszs.conac.cn/'>x</a> --><p>conac是什么</p>").party_mark


@pytest.mark.parametrize(
    "footer",
    [
        "<script id='_jiucuo_' sitecode='4401000004' src='images/jiucuo.js'></script>",
        "<a title='政府网站找错'><img src=a.png></a>",
        "<img alt='我为政府网站找错' src=a.png>",
        "<a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=1'><img src=a.png></a>",
        "<p>政府网站找错</p>",
    ],
)
def test_the_error_report_entry_is_seen(footer: str) -> None:
    assert marks(footer).error_report


def test_a_commented_out_error_report_entry_is_none() -> None:
    footer = "<style>.jiucuo{float:left}</style><!-- <img alt='政府网站找错' src='images/jiucuo.png'> -->"
    assert not marks(footer).error_report


@pytest.mark.parametrize("footer", ["<a>网站地图</a>", "<img alt='站点地图'>", "<a href='/sitemap.html'>x</a>"])
def test_a_site_map_is_seen(footer: str) -> None:
    assert marks(footer).site_map
    assert not marks(f"<!-- {footer} -->").site_map


@pytest.mark.parametrize(
    "footer",
    [
        "<script src='static/js/footer.js'></script>",
        "<div id=footer></div>",
        "<div class='page_bottom'> </div>",
        "<div class=bottom><iframe src='/x.html'></iframe></div>",
        "<iframe src='/inc/bottom.html'></iframe>",
        "<script>$('#x').load('/common/footer.html')</script>",
        "<!--#include virtual='/inc/footer.html'-->",
    ],
)
def test_a_footer_that_comes_later_is_said_to(footer: str) -> None:
    assert marks(footer).footer_by_script
    assert not marks(footer + "<p>京ICP备05048973号</p>").footer_by_script


@pytest.mark.parametrize(
    "footer",
    ["", "<div id=footer>版权声明</div>", "<script src='jquery.js'></script>", "<div class=article-bottom>打印</div>"],
)
def test_a_page_without_any_footer_is_not_said_to_have_one_later(footer: str) -> None:
    assert not marks(footer).footer_by_script


def test_two_footers_give_the_first_record() -> None:
    assert marks("<p>粤ICP备2023100790号-1</p><p>ICP备案号：粤ICP备19092744号-3</p>").icp == "粤ICP备2023100790号-1"


def test_a_footer_far_from_the_end_is_found() -> None:
    links = "".join(f"<p>友情链接{n}</p>" for n in range(200))
    assert marks(f"<p>网站标识码：4401000004 京ICP备05048973号</p>{links}").icp == "京ICP备05048973号"


def test_a_footer_in_gbk_reads_the_same() -> None:
    assert marks("<p>主办单位：某县人民政府 网站标识码：4401000004</p>", encoding="gbk").sponsor == "某县人民政府"


@given(st.text(alphabet="主办单位版权所有：ICP备公网安标识码X1 -号\n<>|京联系电话地址@.", max_size=300))
def test_any_footer_is_read_without_a_fault(text: str) -> None:
    found = marks(text)
    assert found.sponsor is None or 2 <= len(found.sponsor) <= 80


@pytest.mark.parametrize(
    "piece", ["ICP备", "主办：", "1 ", "京公网安备", "标识码 ", "版权所有", "电话：0", "某", "Copyright 2 ", "-"]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    doc = Document.parse(f"<p>{piece * 100_000}</p><script>{piece * 100_000}</script>".encode(), "http://x.gov.cn/")
    assert doc.lines
    begun = time.process_time()
    read_marks(doc)
    assert time.process_time() - begun < 2
