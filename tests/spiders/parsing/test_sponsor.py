"""Which lines speak like a footer, in every form that real footers have."""

import pytest

from spiders.parsing.sponsor import foot_of
from spiders.parsing.texts import Texts

_FORMS = [
    *("主办：县政府", "主办:县政府", "主办单位 县政府", "县政府主办", "（县政府主办）", "县政府主办 承办县大数据局"),
    *("版权所有 县政府", "网站标识码3301270001", "浙ICP备05000001号", "浙I C P 备05000001号", "浙ICP 备05000001号"),
    *(
        "浙公网安备33012702000001号",
        "Copyright 2020",
        "copyright 2020",
        "COPYRIGHT 2020",
        "承办：县大数据局",
        "承办单位",
    ),
]


@pytest.mark.parametrize("line", _FORMS)
def test_a_footer_begins_at_each_form(line: str) -> None:
    assert foot_of(Texts(["县政府召开工作推进会。", line, "电话：0571-00000000"])) == f"{line}\n电话：0571-00000000"


@pytest.mark.parametrize(
    "line", ["主办了一次会议", "各部门承办的事项", "备用电话", "版权局", "ICP", "县政府召开工作推进会。"]
)
def test_words_of_running_text_begin_none(line: str) -> None:
    assert foot_of(Texts([line, "电话：0571-00000000"])) == ""
