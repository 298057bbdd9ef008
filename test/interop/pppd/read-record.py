#!/usr/bin/env python3
"""Prints what pppd's option `record` has written: a line for each run of octets that it sent (`>`) or received (`<`), in hexadecimal.

    read-record.py FILE
"""
import struct, sys

data = open(sys.argv[1], "rb").read()
at, way, run = 0, None, b""


def done():
    if run:
        print(way, run.hex())


while at < len(data):
    kind = data[at]
    if kind in (1, 2):  # octets sent, received
        (length,) = struct.unpack_from("!H", data, at + 1)
        octets, which = data[at + 3:at + 3 + length], ">" if kind == 1 else "<"
        if which != way:
            done()
            way, run = which, b""
        run += octets
        at += 3 + length
    elif kind in (3, 4):  # the end of what was sent, received
        at += 1
    elif kind in (5, 7):  # an interval, the time of day
        at += 5
    elif kind == 6:  # a short interval
        at += 2
    else:
        sys.exit("no record of pppd's: kind %d at %d" % (kind, at))
done()
