"""What click and the operating system say in English, in Chinese: a message half in English is read by nobody."""

import re
from collections.abc import Mapping

_CALLS = {
    re.compile(pattern): chinese
    for pattern, chinese in (
        (r"Invalid value for '(?P<name>[^']+)': (?P<rest>.+)", "{name}：{rest}"),
        (r"(?P<value>\S+) is not in the range (?P<range>.+)", "{value} 超出范围 {range}"),
        (r"'(?P<value>.*)' is not one of (?P<choices>.+)", "没有“{value}”，可用 {choices}"),
        (r"'(?P<value>.*)' is not a valid (?:integer|float)(?: range)?", "“{value}”不是数字"),
        (r"\w+ '(?P<file>.*)' does not exist", "没有文件 {file}"),
        (r"\w+ '(?P<file>.*)' is a directory", "{file} 是文件夹，须为文件"),
        (r"\w+ '(?P<file>.*)' is a file", "{file} 是文件，须为文件夹"),
        (r"\w+ '(?P<file>.*)' is not (?:read|writ)able", "无权访问 {file}"),
        (r"Option '(?P<name>.*)' requires an argument", "{name} 后面缺少值"),
        (r"Option '(?P<name>.*)' does not take a value", "{name} 不带值"),
        (r"Got unexpected extra arguments? \((?P<rest>.*)\)", "多余的参数：{rest}"),
    )
}
_SYSTEM: Mapping[str, str] = {
    "No such file or directory": "文件或文件夹不存在",
    "Permission denied": "没有权限",
    "Is a directory": "这是文件夹",
    "Not a directory": "上级不是文件夹",
    "No space left on device": "磁盘已满",
    "Read-only file system": "磁盘只读",
    "File name too long": "文件名太长",
}
_FAULT = re.compile(rf"(?:\[Errno \d+\] )?({'|'.join(map(re.escape, _SYSTEM))})")


def wrong_call(text: str) -> str:
    """click's sentence about a wrong call; one that is not known here stays as it is."""
    for pattern, chinese in _CALLS.items():
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            return chinese.format(**parts | ({"rest": wrong_call(parts["rest"])} if "rest" in parts else {}))
    return text


def system_faults(text: str) -> str:
    """The text with the system's usual faults in it put into Chinese."""
    return _FAULT.sub(lambda fault: _SYSTEM[fault[1]], text)
