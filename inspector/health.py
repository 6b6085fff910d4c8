"""Whether this machine can inspect: each thing that is needed, and what to do where it is missing."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from inspector.browser.finding import find_browser
from inspector.judging.standards import bundled_ids, load
from inspector.store import Store
from rules.errors import InspectorError

MIN_FREE_BYTES = 1024**3
CLOCK_TOLERANCE = timedelta(minutes=5)
FONT_NAMES = re.compile(r"noto.*cjk|source ?han|wqy|simsun|simhei|msyh|pingfang|droid.*fallback|uming|ukai", re.I)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
State = Literal["fine", "missing", "broken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. ``missing`` costs something, ``broken`` keeps inspector from working."""

    state: State
    zh: str
    en: str


def checks(db_url: str, now: datetime) -> Iterator[Check]:
    """Everything in turn; a check that fails itself is told as broken and does not stop the others."""
    looks: tuple[Callable[[], Check], ...] = (
        _python,
        _libraries,
        _standards,
        _browser,
        _fonts,
        lambda: _database(db_url, now),
        lambda: _clock(now),
        lambda: _disk(Path.cwd()),
    )
    for look in looks:
        try:
            yield look()
        except InspectorError as error:
            yield Check(state="broken", zh=_first_line(error.text("zh")), en=_first_line(error.text("en")))
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            yield Check(state="broken", zh=f"检查时出错：{what}", en=f"looking failed: {what}")


def _first_line(text: str) -> str:
    return text.splitlines()[0]


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))  # too old a one does not get here: it cannot install inspector
    return Check(state="fine", zh=f"Python {found}", en=f"Python {found}")


def _libraries() -> Check:
    wanted = [
        re.split(r"[^A-Za-z0-9_.-]", entry)[0] for entry in requires("inspector") or () if "extra ==" not in entry
    ]
    missing = []
    for name in wanted:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        names = ", ".join(missing)
        return Check(state="broken", zh=f"缺少库 {names}；请运行 make setup", en=f"missing {names}: run make setup")
    return Check(state="fine", zh=f"{len(wanted)} 个库齐全", en=f"all {len(wanted)} libraries are there")


def _standards() -> Check:
    names = [load(name).id for name in bundled_ids()]
    return Check(state="fine", zh=f"标准：{'、'.join(names)}", en=f"standards: {', '.join(names)}")


def _browser() -> Check:
    found = find_browser()
    if found is None:
        return Check(
            state="missing",
            zh="没有浏览器：由脚本生成的页面将标为无法判定；可运行 make browser 安装，或用 INSPECTOR_BROWSER 指明",
            en="no browser: pages built by script stay undetermined; run make browser, or set INSPECTOR_BROWSER",
        )
    return Check(state="fine", zh=f"浏览器 {found.path}", en=f"browser {found.path}")


def _fonts() -> Check:
    if any(FONT_NAMES.search(name) for name in _font_names()):
        return Check(state="fine", zh="有中文字体", en="Chinese fonts are there")
    return Check(
        state="missing",
        zh="没有中文字体：截图和 PDF 中的汉字将显示为方框；可运行 make browser 安装",
        en="no Chinese fonts: pictures and PDFs show boxes; make browser installs some",
    )


def _font_names() -> Iterator[str]:
    lister = shutil.which("fc-list")
    if lister:
        yield from _answer(lister, ":lang=zh", "family").splitlines()
        return
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(Path(folder).expanduser()):
            yield from names


def _database(db_url: str, now: datetime) -> Check:
    try:
        store = Store.open(db_url, create=False)
    except InspectorError as error:
        if db_url.startswith("sqlite:///") and not Path(db_url.removeprefix("sqlite:///")).exists():
            return _database_to_be(Path(db_url.removeprefix("sqlite:///")))
        return Check(state="broken", zh=error.text("zh"), en=error.text("en"))
    try:
        sites, last = len(store.sites()), store.last_run()
        name = store.name
    finally:
        store.close()
    if last is not None and last.started > now + CLOCK_TOLERANCE:
        return Check(
            state="broken",
            zh=f"数据库中最近一次检查始于 {last.started:%Y-%m-%d %H:%M}，晚于本机时间；请校准时钟",
            en=f"the newest run started {last.started:%Y-%m-%d %H:%M}, later than this clock says: set the clock",
        )
    return Check(state="fine", zh=f"数据库 {name}，网站 {sites} 个", en=f"database {name} with {sites} sites")


def _database_to_be(path: Path) -> Check:
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        return Check(
            state="broken",
            zh=f"不能在 {path.parent} 建立数据库：没有此文件夹或没有写权限；可用 --db 另指一处",
            en=f"no database can be made in {path.parent}: no such folder, or no write access; name another by --db",
        )
    return Check(
        state="fine",
        zh=f"数据库 {path} 尚未建立，首次导入网站时建立",
        en=f"database {path} is made when sites are first imported",
    )


def _clock(now: datetime) -> Check:
    synchronised = _synchronised()
    said = f"{now:%Y-%m-%d %H:%M} {now.tzname()}"
    if synchronised is False:
        return Check(
            state="missing",
            zh=f"本机时间 {said}，未与时间服务器同步；可运行 timedatectl set-ntp true",
            en=f"the clock says {said} and is not synchronised: timedatectl set-ntp true",
        )
    return Check(state="fine", zh=f"本机时间 {said}", en=f"the clock says {said}")


def _synchronised() -> bool | None:
    """What systemd knows of the clock; None where it is not asked or does not know."""
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    answer = _answer(tool, "show", "--property=NTPSynchronized", "--value")
    return {"yes": True, "no": False}.get(answer.strip())


def _answer(*command: str) -> str:
    """What a program of the system prints; the words of its command are our own."""
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    size = f"{free / 1024**3:.1f} GB"
    if not os.access(folder, os.W_OK):
        return Check(
            state="missing",
            zh=f"对当前文件夹 {folder} 没有写权限；报告请用 --out 指到别处",
            en=f"no write access to {folder}: name another folder by --out",
        )
    if free < MIN_FREE_BYTES:
        return Check(state="missing", zh=f"磁盘只剩 {size}，请清理", en=f"only {size} of disk left: make room")
    return Check(
        state="fine", zh=f"当前文件夹可写，磁盘剩余 {size}", en=f"this folder can be written, {size} of disk free"
    )
