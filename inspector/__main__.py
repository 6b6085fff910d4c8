"""``python -m inspector`` is the command ``inspector``."""

import signal


def main() -> None:
    """The installed program. Until its modules are loaded nothing has begun, so Ctrl-C ends it without a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started us wants it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from inspector.cli import main as command  # noqa: PLC0415 - what takes the time

    command()


if __name__ == "__main__":
    main()
