"""The command line: one file per command in this folder, imported only when its command is called.

A command file ``inspector/cli/NAME.py`` defines ``command``, a ``click.Command`` or ``click.Group``; files whose name
starts with ``_`` and ``common`` are not commands. Conventions for its author:

* it takes the shared ``Context`` with ``@click.pass_obj``;
* help texts carry both languages, ``"中文 || English"``; a test finds those that do not;
* it returns its exit code, or None for 0: 0 fine, 1 judged and failed, 2 bad input, 3 could not judge;
* what the user got wrong is raised as an ``InspectorError``, which becomes one line on stderr.
"""

from inspector.cli._group import main

__all__ = ["main"]
