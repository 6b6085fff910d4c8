"""Template tokens: those a reader sees, not those a script fills."""

import pytest

from spiders.parsing.document import Document
from spiders.parsing.safety.tokens import read_template_tokens


def found(body):
    doc = Document.parse(f"<html><body>{body}</body></html>".encode(), "http://x.gov.cn/", "utf-8")
    return [alert.text for alert in read_template_tokens(doc)]


@pytest.mark.parametrize(
    "token",
    [
        "{$T.replystate}",
        "[!--class--]",
        "{dede:field.title/}",
        "{pboot:sitetitle}",
        "${article.title}",
        "$!{item.name}",
    ],
)
def test_a_token_in_the_text(token):
    assert found(f"<p>状态：{token}</p>") == [token]


@pytest.mark.parametrize(
    "body",
    [
        "<textarea>{$T.subject}</textarea>",
        '<div style="display:none">{$T.subject}</div>',
        '<div style="visibility: hidden"><p>{$T.subject}</p></div>',
        "<script>var t='{$T.subject}'</script>",
        '<script type="text/html"><p>{$T.subject}</p></script>',
        "<template><p>{$T.subject}</p></template>",
        "<!-- {$T.subject} -->",
        '<a href="{$T.url}">标题</a>',
        "<pre>{$T.subject}</pre>",
        "<select><option>栏目</option>[!--class--]</select>",
        "<p>{{item.title}}</p>",
        "<p>价格 ${5}</p>",
        "<p>{a}</p>",
        "<p>[!]</p>",
    ],
)
def test_what_a_script_fills_or_nobody_sees_is_no_finding(body):
    assert found(body) == []


def test_a_token_in_an_option_is_shown():
    assert found("<select><option>[!--class--]</option></select>") == ["[!--class--]"]


def test_each_token_once_with_its_line():
    doc = Document.parse(b"<p>{$a}</p>\n<p>{$a}</p>\n<p>{$b}</p>", "http://x.gov.cn/", "utf-8")
    alerts = list(read_template_tokens(doc))
    assert [(alert.text, alert.line) for alert in alerts] == [("{$a}", 1), ("{$b}", 3)]
