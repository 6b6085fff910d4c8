"""The errors that are ours; a site's faults are observations, never exceptions.

InspectorError             one clear line for the user, exit code 2
├── StandardError          a standard's YAML is wrong: file:line:column and remedy
├── RegistryError          a registry file is wrong: file, sheet, row, column and remedy
├── StoreError             the database cannot be used
├── UsageError             a combination of options makes no sense
└── CannotJudgeError       nothing was there to judge: exit code 3
"""


class InspectorError(Exception):
    """Something of ours is wrong; its text is shown as it is, without a traceback.

    ``en`` is the English text where ``message`` is Chinese; with one text only, that one serves both languages.
    """

    exit_code = 2

    def __init__(self, message: str, en: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.en = en

    def text(self, lang: str) -> str:
        return self.en if lang == "en" and self.en is not None else self.message

    def __reduce__(self) -> tuple[type["InspectorError"], tuple[str, str | None]]:
        return type(self), (self.message, self.en)  # both languages survive the way from a worker process


class StandardError(InspectorError):
    """A standard cannot be used."""


class RegistryError(InspectorError):
    """A registry file cannot be used; nothing of it was taken over."""


class StoreError(InspectorError):
    """The database cannot be opened, read or written."""


class UsageError(InspectorError):
    """A call that makes no sense."""


class CannotJudgeError(InspectorError):
    """There is nothing to judge: no crawl, no observation, our own network down."""

    exit_code = 3
