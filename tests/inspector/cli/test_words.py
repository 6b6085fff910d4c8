"""``--words``: an office's own word list, checked before the first request."""

import pytest
from click.testing import CliRunner

from inspector.cli import main
from inspector.cli._crawling import options_of
from spiders.parsing.safety.lexicon import bundled


def options(**more):
    return options_of(allow_nets=(), resolve=(), canary=None, **more)


def test_a_good_list_goes_to_the_crawl_as_text(tmp_path):
    file = tmp_path / "words.tsv"
    file.write_text("word\t示列\t示例\n", "utf-8")
    words = options(words=str(file)).words
    assert "示列" in {word.wrong for word in bundled().extended(words, "words").words}
    assert options().words is None


@pytest.mark.parametrize("content", [b"wort\ta\tb\n", "word\t示列\n".encode("gbk"), None])
def test_a_bad_list_stops_the_gate_before_the_first_request(tmp_path, content):
    file = tmp_path / "words.tsv"
    if content is not None:
        file.write_bytes(content)
    result = CliRunner().invoke(main, ["--lang", "en", "gate", "http://127.0.0.1:9/", "--words", str(file)])
    assert result.exit_code == 2
    assert "words.tsv" in result.stderr
    assert len(result.stderr.splitlines()) == 1
