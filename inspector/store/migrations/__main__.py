"""Writes the next migration from what ``inspector.store.schema`` says and the existing migrations do not make yet."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from inspector.store.connect import connect, parse, writing
from inspector.store.migrate import MIGRATIONS, migrate, newest


def write_migration(message: str) -> None:
    """A new file in ``versions/``, to be read over and completed by hand."""
    with TemporaryDirectory() as folder:
        engine = connect(parse(f"sqlite:///{Path(folder) / 'store.db'}"))
        versions = MIGRATIONS / "versions"
        revision = "0001"
        if any(versions.glob("[0-9]*_*.py")):
            migrate(engine)
            revision = f"{int(newest()) + 1:04}"
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    write_migration(sys.argv[1])
