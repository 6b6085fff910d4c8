"""Text files of an office: read as they are, or refused with the reason."""

from pathlib import Path

import pytest

from inspector.textfile import MAX_BYTES, read_text
from rules.errors import UsageError


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffid: 县".encode())
    assert read_text(path) == "id: 县"


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_text(path)) == MAX_BYTES
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(UsageError, match="超过 4 MB"):
        read_text(path)


def test_another_encoding_is_told_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("名称: 县".encode("gb18030"))
    with pytest.raises(UsageError) as caught:
        read_text(path)
    assert caught.value.text("zh") == f"{path}：不是 UTF-8 文本，请用文本编辑器另存为 UTF-8 编码"
    assert caught.value.text("en") == f"{path}: is no UTF-8 text; save it as UTF-8 in a text editor"


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    for path, why in [(tmp_path, "Is a directory"), (tmp_path / "none", "No such file or directory")]:
        with pytest.raises(UsageError, match=why):
            read_text(path)
