"""Fixed strings that readers look for; data, each kind found by one pass: in the source (``needles``), in the lines
(``texts``).

Each line of ``CMS`` is a family and the marks that only its pages carry, as read off saved pages of 101 domains. What
several vendors share is not among them: kaipuyun.cn is only the 找错 service, trs_ images stand on www.gov.cn too,
``UCAPTITLE`` alone also on the pages of Jiangxi.
"""

CMS: dict[str, tuple[str, ...]] = {
    "ucap": (
        "UCAPCONTENT",
        "<ucapcontent",
        "createPageHTML('page_div'",
        'createPageHTML("page_div"',
        "/xhtml/js/page.js",
    ),
    "trs": (
        "TRS_Editor",
        "TRS_UEDITOR",
        "trs_paper_default",
        "trs_editor_view",
        "TRS_AUTOADD",
        "TRS_PreAppend",
        "trs_web",
    ),
    "hanweb": (
        "hanweb.css",
        "/visitcount/visit.js",
        "/visitcount/articlehits",
        "ZJEG_RSS.content.begin",
        "Produced By 大汉",
        "大汉版通",
        "/jcms/",
        "/jcms_files/",
        "/script/page.css",
        "dataproxy.jsp",
        "jpaas-",
        "/module/jslib/",
    ),
    "guangdong": ("nfcms", "NFCMS", "gkmlpt"),
    "jiangxi": ("redirect_firstChannel", "<publishtime"),
    "shanghai": ("ivs_date", "etui3"),
    "siteserver": ("siteserver", "SiteServer", "/sitefiles/assets/", "/SiteFiles/"),
    "empire": ("/e/search/index.php", "/e/search/", "/e/public/", "/e/data/js/", "[!--class--]", "[!--newsnav--]"),
    "epoint": ("ewb-", "webbuildercommon", "epointweb", "EpointWeb", "/WebBuilder"),
    "jeecms": ("/r/cms/", "cms/front.js", "jeecms"),
    "zcms": ("CostTime=", "zcms/", "ZCMS"),
    "vsb": ("vsb_content", "_vsl/", "/_sitegray/", "_visitcount", "/system/resource/js/", "vsbscreen"),
    "tiangong": ("广西新闻网天工", "/staticpages/"),
    "lonsun": ("lonsun", "龙讯"),
    "dedecms": ("dedeajax", "/plus/search.php", "/plus/count.php", "DedeCms", "dedecms"),
    "wordpress": ("/wp-content/", "/wp-includes/"),
}

FOOTER = (
    "conac",
    "Conac",
    "\\u6807\\u8bc6\\u7801",
    "\\u5907",  # 备 as scripts write it
    "jiucuo",
    "zfwzgl.www.gov.cn",
    "网站找错",
    "网站纠错",
    "sitecode",
    "siteCode",
    "site_code",
    "标识码",
    "ICP",
    "icp",
    "安备",
    "备案",
    "主办",
    "版权所有",
    "opyright",
    "OPYRIGHT",
    "网站地图",
    "站点地图",
    "网站导航",
    "站点导航",
    "sitemap",
    "recordcode",
    "beian.mps",
    "#include",
)

SOURCE_WORDS = ("onclick", "顶", "dataproxy", "<datastore")
"""What tells whether a page has rows that a script opens, pinned entries, a data proxy."""
CRUMBS = ("位置", "首页", ">>", "->", "»", "您现在", "您所在", "当前栏目")
"""Words and signs of breadcrumbs."""
DATES = ("20", "19", "000", "年", "发布日期", "发布时间")
"""``dates.find_dates`` finds nothing in a line that holds none of these."""
SOURCES = ("源", "出处")
LETTERS = (
    *(
        "提交时间",
        "提问",
        "信箱",
        "来信",
        "留言",
        "咨询",
        "信件",
        "诉求",
        "投诉",
        "举报",
        "问政",
        "回复",
        "答复",
        "受理",
    ),
    *("写信", "建言"),
)
"""Words of mailboxes: a page that has none of them shows no letters."""
SUBJECTS = ("标题", "主题", "题目", "信件", "来信", "内容", "问题", "留言")
"""Heads of the columns that hold what letters are about."""
TOKENS = ("{$", "[!--", "{dede:", "{pboot:", "{cms:", "{eyou:", "<%", "${", "$!{")
"""Beginnings of template tokens."""
CARDS = ("62",)
"""Beginnings of the numbers of bank cards."""
LINE_WORDS = frozenset((*CRUMBS, *DATES, *SOURCES, *LETTERS, *SUBJECTS, *TOKENS, *CARDS))
"""What is looked for in the lines of every page."""
