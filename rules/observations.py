"""What was seen, never what it means: the contract between the fetching edge, the store and the rules.

Every type is frozen and made of plain values, so that a stored observation reads back equal to the one that was
written. What was seen are msgspec structs, made and read back in a fraction of a dataclass's time; a changed copy of
one is ``msgspec.structs.replace(page, cut=True)``. Instants are aware datetimes in Asia/Shanghai, days are ``date``,
durations carry their unit in the name. ``Observations`` bundles what one judgement of one site may look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

Category = Literal[
    "news",  # 动态要闻
    "notices",  # 通知公告
    "policies",  # 政策文件
    "interpretations",  # 政策解读
    "personnel",  # 人事信息
    "plans",  # 规划计划
    "other",  # other columns that should be updated
    "consultation",  # 政务咨询: mailboxes, questions and answers
    "surveys",  # 调查征集
    "interviews",  # 互动访谈
    "complaints",  # 举报投诉, 信访
    "services",  # 办事服务, 办事指南
    "systems",  # 业务系统
    "static",  # 概况, 机构职能, 领导信息: no update is due
    "unknown",
]
"""What a column is for; decides which clause applies to it."""

PageRole = Literal["home", "column", "article", "letters", "letter", "other"]
"""Why the crawl asked for a page; ``column`` is any page of a column's list, first or later."""

PageKind = Literal["article", "list", "home", "letters", "other"]
"""What a page turned out to be, as the readers see it."""

PageState = Literal["ok", "empty", "by-script", "redirect", "notice", "challenge"]
DateFrom = Literal["visible", "meta", "url", "script", "signature"]
LetterStatus = Literal["answered", "open", "refused", "unknown"]
SiteState = Literal["running", "maintenance", "closed", "blocked", "down"]
LinkState = Literal["ok", "redirected", "broken", "blocked", "tls", "skipped", "unconfirmed"]
LinkUse = Literal["page", "attachment", "image", "style", "script", "frame", "form"]
"""What a link is used for in the page that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredColumn:
    """A row of 政府网站栏目(系统)基本信息表."""

    name: str
    url: str
    category: Category = "unknown"
    category_path: tuple[str, ...] = ()
    on_home: bool = False
    period_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A registered website (政府网站基本信息表). ``code`` is the 网站标识码, or an id made from the host."""

    code: str
    name: str
    url: str
    redirect_url: str | None = None
    sponsor: str | None = None
    supervisor: str | None = None  # 组织单位, the office that reviews this one
    parent: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    level: str | None = None  # 省级, 市级, 县级, 乡镇 …, as registered
    portal: bool = False
    public_services: bool | None = None  # False: a department that offers none (its score is scaled up, index-2019)
    state: Literal["normal", "excepted", "closed"] = "normal"
    note: str | None = None
    address: str | None = None
    contact: Mapping[str, str] = dataclass_field(default_factory=dict)  # name, mobile, phone, mail
    columns: tuple[RegisteredColumn, ...] = ()


class Published(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The publication date of an article, where it was read, and what contradicts it."""

    day: date
    time: str | None = None  # "HH:MM"
    read_from: DateFrom
    text: str = ""  # the text it was read from, as evidence
    conflicts: tuple[tuple[DateFrom, date], ...] = ()


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An entry of a column; ``abnormal_date`` keeps an impossible printed date (1970-01-01, the future)."""

    title: str
    url: str | None
    day: date | None = None
    pinned: bool = False
    abnormal_date: str | None = None


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A message in a mailbox and its reply; ``url`` is None where the page shows it in place."""

    subject: str
    url: str | None
    asked: date | None = None
    answered: date | None = None
    status: LetterStatus = "unknown"


class NextPage(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How the next page of a list is asked for; ``body`` is form data where ``method`` is POST."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    body: str | None = None


class ColumnLink(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An entry of a site's navigation; ``url`` is "" where the page gives it no address."""

    name: str
    url: str
    category: Category = "unknown"
    level: int = 1  # 2: in the submenu of another, or in its folder


class Marks(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the footer must show (网页设计规范 2017); None: not seen in the HTML, which is not the same as missing."""

    site_code: str | None = None
    site_code_from: Literal["text", "script", "meta"] | None = None  # only text is what a reader sees
    icp: str | None = None
    police: str | None = None
    sponsor: str | None = None
    contact: str | None = None
    party_mark: bool = False  # 党政机关网站标识 (conac)
    error_report: bool = False  # 我为政府网站找错
    site_map: bool = False
    footer_by_script: bool = False


AlertKind = Literal[
    "misspelt-word",
    "misspelt-name",
    "spam-word",
    "hidden-link",
    "personal-identity",
    "personal-mobile",
    "personal-card",
    "template-token",
]


class Alert(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something on a page that a person should look at; personal data is masked in it."""

    kind: AlertKind
    text: str  # the word, the masked number, the token, the addresses
    snippet: str = ""  # what stands around it
    right: str | None = None  # the right form of a misspelling; where a spam word stands
    line: int | None = None


class PageFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Everything the parsers read off one page."""

    encoding: str
    declared_encoding: str | None = None
    kind: PageKind = "other"
    state: PageState = "ok"
    state_detail: str | None = None  # "maintenance", "closing", "moved", "jiasule", "ruishu" …
    title: str | None = None
    published: Published | None = None
    source: str | None = None
    items: tuple[Item, ...] = ()
    total_items: int | None = None  # what a pager says, 共 0 条 included
    next_page: NextPage | None = None
    columns: tuple[ColumnLink, ...] = ()
    letters: tuple[Letter, ...] = ()
    marks: Marks = Marks()
    meta: Mapping[str, str] = field(default_factory=dict)
    cms: str | None = None
    redirect: str | None = None  # where script or a meta refresh sends the reader
    data_url: str | None = None  # the list address of a list that script fills
    alerts: tuple[Alert, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)  # facts of single indicators: search box, survey counts …


class Probe(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One timed visit to a home page. ``canary_answered`` is None when no canary was asked."""

    type: Literal["probe"] = "probe"
    at: datetime
    url: str
    answered: bool
    elapsed_ms: int
    status: int | None = None
    fault: str | None = None
    canary_answered: bool | None = None


class Page(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One page that the crawl asked for. ``facts`` is None when nothing readable came back (see ``fault``)."""

    type: Literal["page"] = "page"
    at: datetime
    url: str
    final_url: str
    role: PageRole
    column_url: str | None = None  # the column it was reached for
    page_number: int = 1  # of a column's list
    depth: int = 0
    status: int | None = None
    fault: str | None = None
    elapsed_ms: int = 0
    size_bytes: int = 0
    cut: bool = False  # a limit on size, depth or time cut it short
    rendered: bool = False  # read through a browser
    framed: bool = False  # a frame, or the data that fills a list: part of another page
    body_sha256: str | None = None
    facts: PageFacts | None = None
    sent: Mapping[str, str] = field(default_factory=dict)  # request headers, of pages kept as evidence; never a secret
    headers: Mapping[str, str] = field(default_factory=dict)  # likewise the answer's; several values joined by newlines


class Column(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A column that the crawl took as one: registered, or found in the navigation."""

    type: Literal["column"] = "column"
    at: datetime
    name: str
    url: str
    category: Category
    registered: bool
    level: int = 1  # 1: named by the home page; 2: below such a column
    period_days: int | None = None  # the registry's own update period
    on_home: bool = False
    complete: bool = True  # False: its pages could not all be read (budget, fault, script without browser)
    incomplete_reason: str | None = None


class Attempt(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One try at a link."""

    at: datetime
    method: str
    status: int | None
    fault: str | None
    elapsed_ms: int
    client: str = "checker"  # or "scrapy": the second opinion
    headers: Mapping[str, str] = field(default_factory=dict)  # of an answer that is a fault: who gave it, and when


class LinkSource(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A place that links to a target."""

    page: str
    line: int | None = None
    text: str = ""
    use: LinkUse = "page"


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A distinct target that is not simply ``ok``. ``fault`` is the problem kind: http-404, dns, soft-404 …"""

    type: Literal["link"] = "link"
    at: datetime
    url: str
    state: LinkState
    fault: str | None = None
    final_url: str | None = None
    attempts: tuple[Attempt, ...] = ()
    sources: tuple[LinkSource, ...] = ()  # the first few
    occurrences: int = 1  # pages that hold it
    on_home: bool = False
    external: bool = False
    use: LinkUse = "page"
    detail: Mapping[str, str] = field(default_factory=dict)  # certificate dates, challenge name …


class Certificate(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


class Host(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What was learnt about a host of the site itself."""

    type: Literal["host"] = "host"
    at: datetime
    host: str
    tls_fault: str | None = None
    certificate: Certificate | None = None
    legacy_tls: bool = False
    missing_page: Literal["status", "soft", "home", "unknown"] = "unknown"  # how it answers a random path
    has_aaaa: bool | None = None


class NotFollowed(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Pages of one kind that a bound kept from being read; their links were checked all the same.

    ``reason``: depth (too many clicks from the home page), growing-path (folders that repeat, or too many of them),
    pattern (too many addresses that differ in numbers only: calendars, session ids, sort orders).
    """

    reason: Literal["depth", "growing-path", "pattern"]
    pattern: str  # what their addresses share
    pages: int
    example: str  # the first of them


class Crawl(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How the crawl of one site in one run ended."""

    type: Literal["crawl"] = "crawl"
    at: datetime
    started: datetime
    finished: datetime
    site_state: SiteState
    home_opened: bool
    complete: bool
    stop_reason: str = "finished"
    pages: int = 0
    columns: int = 0
    links: int = 0
    links_ok: int = 0
    blocked: int = 0
    robots_skipped: int = 0
    notes: tuple[str, ...] = ()  # "no-browser", "budget-pages", "robots-home" …
    not_followed: tuple[NotFollowed, ...] = ()  # the most frequent kinds
    names_known: bool = False  # the office's own list of names was there: names written wrong were looked for


Observation = Probe | Page | Column | Link | Host | Crawl


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What one judgement of one site looks at: one run, and the probes of the window before ``as_of``."""

    site: Site
    crawl: Crawl | None
    probes: tuple[Probe, ...] = ()
    pages: tuple[Page, ...] = ()
    columns: tuple[Column, ...] = ()
    links: tuple[Link, ...] = ()
    hosts: tuple[Host, ...] = ()
