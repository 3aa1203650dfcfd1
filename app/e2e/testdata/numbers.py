"""Reckons from exported heartbeats, by the rules alone, what a history amounts to.

Usage: numbers.py BEATS.ndjson KEY FROM TO (RFC 3339). It knows nothing of Sentinel but two rules: after 2 x 120 s + 15 s
of silence a subject is missing, and the statuses below are critical. Only beats that counted count.
"""
import json
import math
import sys
from datetime import datetime

INTERVAL, GRACE, MAX_MISSES = 120.0, 15.0, 1
CRITICAL = {"error", "expired", "unhealthy"}

path, key, start, end = sys.argv[1], sys.argv[2], *(datetime.fromisoformat(t).timestamp() for t in sys.argv[3:])
beats = []
for line in open(path, encoding="utf-8"):
    beat = json.loads(line)
    if beat["key"] == key and beat["disposition"] == "counted" and beat["kind"] == "beat":
        at = math.floor(datetime.fromisoformat(beat["at"]).timestamp() * 1000) / 1000
        beats.append((at, beat["status"]))
beats.sort(key=lambda beat: beat[0])

within = [at for at, _ in beats if start <= at < end]
gaps = sorted(b - a for (a, _), (b, _) in zip(beats, beats[1:]) if start <= b < end)


def percentile(share):
    return gaps[max(0, math.ceil(share * len(gaps)) - 1)]


misses = outages = 0
down = 0.0
was_down = False
for (at, status), following in zip(beats, beats[1:] + [(end, None)]):
    silence = following[0] - at
    k = 1
    while k * INTERVAL + GRACE <= silence:
        missed = at + k * INTERVAL + GRACE
        misses += start <= missed < end and missed < following[0]
        k += 1
    missing = at + (MAX_MISSES + 1) * INTERVAL + GRACE
    began = at if status in CRITICAL else missing
    if not was_down and start <= began < min(end, following[0]):
        outages += 1
    down += max(0.0, min(end, following[0]) - max(start, began))
    was_down = began < following[0]

print(json.dumps({
    "beats": len(within), "misses": misses, "outages": outages, "down_seconds": down,
    "longest_gap_seconds": gaps[-1], "median": percentile(0.5), "p95": percentile(0.95), "p99": percentile(0.99),
    "availability": 1 - down / (end - start),
}))
