#!/usr/bin/env python3
"""Walk the heartbeat status through a manual trade: login, trade, profit, waiting.

    python manual_trade_test.py --delay 5 --log-dir logs

Nothing is traded: watch the status change where it is shown. The last status
stays; nothing is put back. Lies beside update_heartbeat_status.py.

Exit status: 0 done, 64 wrong use, 70 the file could not be written,
130 stopped with Ctrl-C.
"""

import sys
import time

from update_heartbeat_status import MESSAGES, Parser, update_heartbeat_status

STEPS = ("login", "trade", "profit", "waiting")


def seconds(text):
    value = float(text)
    if not 0 <= value <= 86400:
        raise ValueError(text)
    return value


def main():
    parser = Parser(description="Walk the heartbeat status through a manual trade.")
    parser.add_argument("--delay", type=seconds, default=2.0, help="seconds between two steps (default: 2)")
    parser.add_argument("--log-dir", default="logs", help="the folder of heartbeat_status.txt (default: logs)")
    arguments = parser.parse_args()
    try:
        for number, step in enumerate(STEPS):
            if number > 0:
                time.sleep(arguments.delay)
            print(f"{number + 1}/{len(STEPS)} {step}", flush=True)
            update_heartbeat_status(MESSAGES[step], arguments.log_dir)
    except OSError as error:
        parser.exit(70, f"{parser.prog}: the status was not written: {error}\n")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
