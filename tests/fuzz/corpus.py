"""Where inputs begin: files of our own fixtures and pieces that readers look for; hypothesis mixes and breaks them."""

from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
_FILES = {
    "page": "fixtures/pages/**/*.html",
    "links": "fixtures/pages/**/*.html",
    "answer": "fixtures/pages/**/*.html",
    "charset": "fixtures/pages/**/*.html",
    "standard": "rules/standards/*.yaml",
    "recognisers": "spiders/parsing/data/*.yaml",
    "links-policy": "spiders/parsing/data/*.yaml",
    "sheet": "fixtures/**/*.css",
    "registry-csv": "fixtures/registry/**/*.csv",
    "registry-xlsx": "fixtures/registry/**/*.xlsx",
    "registry-yaml": "fixtures/registry/**/*.yaml",
}
_PIECES = (
    "<html><body>", "<div class='nav'><ul><li><a href='/tzgg/'>通知公告</a></li></ul></div>", "<table><tr><td>",
    "<script>var total='5';createPageHTML(3,0,'index','html');</script>", "<li><a href='t20240520_1.html'>关于通知</a>",
    "<span>2024-05-20</span></li>", "2024年5月20日", "共 0 条", "<meta name='PubDate' content='2024-05-20 10:00'>",
    "<iframe src='x'>", "<base href='//[::1'>", "<!--", "]]>", "<![CDATA[", "&#x110000;", "\u202e", "\0", "\ufeff",
    "</td>", "http:", "0x7f.1", "[::ffff:127.0.0.1]", "%00", "①②⑦", "rules:\n- id: x\n", "&a [*a]", "!!x",
    "accepted:\n- url: http://a.gov.cn/*\n  reason: x\n  owner: y\n  expires: 2030-01-01\n", "@import 'a.css';",
    "a{background:url(b.png)}", '{"schema":"inspector/scorecard/1","findings":[{"problems":[{"fingerprint":"a"}]}]}',
    "错别字,错,对\n", "User-agent: *\nDisallow: /a*b$\n", "<di\x01v>", "<b\uffff>",
    "网站标识码,网站名称,首页网址\n", '"', "=1+1", "\x1f\x8b\x08\0", "PK\x03\x04",
)  # fmt: skip
_MAX_SEED_BYTES = 60_000
_MAX_SEEDS = 25


def inputs(target: str) -> st.SearchStrategy[bytes]:
    """Any bytes, pieces in any order, and files of the corpus with a part cut out or replaced."""
    piece = st.one_of(st.sampled_from([p.encode() for p in _PIECES]), st.binary(max_size=20))
    mixed = st.lists(piece, max_size=30).map(b"".join)
    known = seeds(target)
    if not known:
        return st.one_of(st.binary(max_size=400), mixed)
    place = st.floats(0, 1)
    broken = st.builds(_broken, st.sampled_from(known), place, place, mixed)
    return st.one_of(st.binary(max_size=400), mixed, broken)


def _broken(seed: bytes, start: float, share: float, instead: bytes) -> bytes:
    at = int(len(seed) * start)
    return seed[:at] + instead + seed[at + int(len(seed) * share * 0.2) :]


def seeds(target: str) -> list[bytes]:
    """Files of ours that are such inputs; none where there are none."""
    pattern = _FILES.get(target)
    files = sorted(ROOT.glob(pattern)) if pattern else []
    step = max(1, len(files) // _MAX_SEEDS)
    return [data for file in files[::step] if len(data := file.read_bytes()) <= _MAX_SEED_BYTES]
