"""Misspellings: found where they are wrong, silent where the same characters stand by chance."""

import pytest

from rules.errors import UsageError
from spiders.parsing.safety.lexicon import bundled
from spiders.parsing.safety.words import read_misspellings
from spiders.parsing.texts import Texts


def found(*lines, lexicon=None):
    return [(alert.text, alert.right) for alert in read_misspellings(Texts(lines), lexicon or bundled())]


def test_the_bundled_list_is_long_and_sound():
    words = bundled().words
    assert len(words) >= 300
    for word in words:
        assert word.wrong != word.right
        assert word.wrong not in word.right
        assert all(word.wrong in exception for exception in word.exceptions)
    assert len({word.wrong for word in words}) == len(words)


@pytest.mark.parametrize("word", bundled().words, ids=lambda word: word.wrong)
def test_every_entry_is_found_and_every_exception_is_left_alone(word):
    assert (word.wrong, word.right) in found(f"有关方面{word.wrong}。")
    for exception in word.exceptions:
        assert (word.wrong, word.right) not in found(f"，{exception}，")


def test_the_right_forms_are_never_reported():
    assert found(*(word.right for word in bundled().words)) == []


@pytest.mark.parametrize(
    "text",
    [
        "生态补偿试点工作",
        "地震奋战在一线",
        "培训班在市委党校圆满结业",
        "做好交通汛期安全防范",
        "落实检查院感防控措施",
        "大宗指数发布",
        "上海拨付专项资金",
        "第一批夏粮收购",
        "设施果蔬采摘园",
        "劳模李俊工作室",
        "进一步聚焦主责主业",
        "当地振兴乡村",
        "缺陷井盖整治",
        "加强部署假期值班",
        "研发韧性城市",
        "不予备案",
        "给予警告处分",
        "自己经营的企业",
        "年末经济运行",
        "中国藉此机会",
        "仪表障碍排除",
        "解决择校问题",
        "情感概括",
        "天然气份额",
        "有关健康知识",
    ],
)
def test_words_that_meet_by_chance_are_no_misspelling(text):
    assert found(text) == []


def test_an_exception_only_covers_its_own_place():
    assert found("发布署名文章，认真布署") == [("布署", "部署")]


def test_what_stands_around_is_shown_up_to_the_ends_of_the_line():
    lines = ["前一行", "县委高度重视，认真布署今年的各项工作任务安排", "后一行"]
    alert = next(read_misspellings(Texts(lines), bundled()))
    assert alert.snippet == "县委高度重视，认真布署今年的各项工作任务安排"


def test_words_are_not_joined_across_lines():
    assert found("发展规划布", "署名文章") == []


OWN = "word\t示列\t示例\nallow\t布署\nspam\t某某棋牌\tgambling\n# note\n"


def test_an_office_adds_its_own_words_and_takes_bundled_ones_out():
    lexicon = bundled().extended(OWN, "words.tsv")
    assert found("示列县布署", lexicon=lexicon) == [("示列", "示例")]
    assert ("某某棋牌", "gambling") in lexicon.spam


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("示例县行政审批服务局", False),
        ("示例县行政审批服条局", True),
        ("示列县行政审批服务局", True),
        ("示例县行政审批服务局局长", False),
        ("示列县行政审批服条局", False),
        ("示例县行政审批服务 局", False),
        ("示例市行政审批服务局", True),
        ("另一县市场监督管理局", False),
    ],
)
def test_a_name_with_one_wrong_character_is_reported(text, hit):
    lexicon = bundled().extended("name\t示例县行政审批服务局\n", "names.tsv")
    assert bool(found(text, lexicon=lexicon)) is hit


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("县长王小明讲话", False),
        ("县长王小朋讲话", True),
        ("王小朋县长讲话", True),
        ("县长王大朋讲话", False),
        ("群众王小朋来信", False),
        ("副县长王小朋", False),
        ("县长李小明", False),
        ("县长\n王小朋", False),
    ],
)
def test_a_person_s_name_is_looked_at_beside_the_title_only(text, hit):
    lexicon = bundled().extended("person\t王小明\t县长\n", "names.tsv")
    assert bool(found(*text.split("\n"), lexicon=lexicon)) is hit


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("wort\ta\tb", "'wort'"),
        ("word\ta", "fields"),
        ("word\ta\tab", "contains"),
        ("name\t县政府", "fewer than 5"),
        ("person\t王小明", "fields"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(line, said):
    with pytest.raises(UsageError) as caught:
        bundled().extended(f"# head\n\n{line}\n", "own.tsv")
    assert caught.value.text("zh").startswith("own.tsv:3: ")
    assert said in caught.value.text("en")
