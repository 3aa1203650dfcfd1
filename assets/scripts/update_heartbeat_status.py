#!/usr/bin/env python3
"""Set the heartbeat status: write logs/heartbeat_status.txt.

    python update_heartbeat_status.py waiting
    python update_heartbeat_status.py "Your status message" --log-dir logs

The status is one of the words waiting, login, trade, profit and error, or a
message of your own ("custom MESSAGE" is the same). From your own Python:

    from update_heartbeat_status import update_heartbeat_status
    update_heartbeat_status("💰 Trade executed")

Readers never see the file empty or half written: the new content is written
beside it and then takes its place at once, always as UTF-8.

Exit status: 0 done, 64 wrong use, 70 the file could not be written.
Needs Python 3.8 or later and nothing else.
"""

import argparse
import datetime
import os
import re
import secrets
import stat
import sys
import time

FILE_NAME = "heartbeat_status.txt"

MESSAGES = {
    "waiting": "\U0001F504 Waiting for signals...",
    "login": "\u2705 Login successful",
    "trade": "\U0001F4B0 Trade executed",
    "profit": "\U0001F3AF Profit secured",
    "error": "\u274C Error occurred",
}

# Every character that some reader splits lines at, and NUL.
LINE_BREAKS = re.compile("[\x00\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")


def update_heartbeat_status(status_message, log_dir="logs"):
    """Write the message and the time; log_dir is made when it is not there.

    Raises ValueError for a message that cannot be one line of text, and
    OSError when the file cannot be written.
    """
    if not status_message.strip():
        raise ValueError("the message is empty")
    if LINE_BREAKS.search(status_message):
        raise ValueError("the message must be a single line: take the line break out")
    timestamp = datetime.datetime.now().isoformat()
    try:
        content = f"{status_message}\n{timestamp}\n".encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("the message is not UTF-8 text") from None
    os.makedirs(log_dir, exist_ok=True)
    _replace(os.path.realpath(os.path.join(log_dir, FILE_NAME)), content)


def _replace(path, content):
    """Make content the whole content of the file, at once."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{secrets.token_hex(6)}.tmp")
    with open(temporary, "xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if os.path.exists(path):
                os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
            file.close()
            _rename(temporary, path)
        except BaseException:
            file.close()
            os.unlink(temporary)
            raise


def _rename(source, target):
    """On Windows a reader that has the file open is in the way: try again."""
    for _ in range(40):
        try:
            return os.replace(source, target)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(0.025)
    os.replace(source, target)


class Parser(argparse.ArgumentParser):
    """Exits with 64 for wrong use."""

    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(64, f"{self.prog}: {message}\n")


def message_of(words):
    """The message that the words of the command line ask for."""
    if words[0] == "custom":
        if len(words) != 2:
            raise ValueError('custom needs one message in quotes: custom "Your message"')
        return words[1]
    if len(words) > 1:
        raise ValueError("want one message: put it in quotes")
    return MESSAGES.get(words[0], words[0])


def main():
    parser = Parser(description="Set the heartbeat status.")
    parser.add_argument(
        "status",
        nargs="+",
        help="waiting, login, trade, profit, error, or a message of your own in quotes",
    )
    parser.add_argument("--log-dir", default="logs", help="the folder of " + FILE_NAME + " (default: logs)")
    arguments = parser.parse_args()
    try:
        update_heartbeat_status(message_of(arguments.status), arguments.log_dir)
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        parser.exit(70, f"{parser.prog}: the status was not written: {error}\n")


if __name__ == "__main__":
    main()
