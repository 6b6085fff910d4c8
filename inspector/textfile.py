"""Files that an office writes for the program as plain text: standards, accepted links, link rules, words."""

from pathlib import Path

from rules.errors import UsageError

MAX_BYTES = 4 * 1024 * 1024


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises UsageError that says what is the matter."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError(f"{path}：无法读取（{why}）", f"{path}: cannot be read ({why})") from None
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise UsageError(f"{path}：超过 {limit} MB", f"{path}: is larger than {limit} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f"{path}：不是 UTF-8 文本，请用文本编辑器另存为 UTF-8 编码",
            f"{path}: is no UTF-8 text; save it as UTF-8 in a text editor",
        ) from None
