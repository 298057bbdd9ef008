"""A terminal program for a modem's pseudo-terminal, told what to do line by line on standard input, for modem-port.test.ts:
`open PATH`, `mind` (CLOCAL off), `type TEXT` (with \\r), `close`. What it hears goes to standard output; a hangup is said as <HANGUP>."""
import os, select, sys, termios, tty

line = None
while True:
    ready = select.select([0] + ([line] if line is not None else []), [], [])[0]
    if line in ready:
        try:
            octets = os.read(line, 4096)
        except OSError:
            octets = b""
        if octets == b"":
            os.close(line)
            line = None
            octets = b"<HANGUP>"
        os.write(1, octets)
    if 0 in ready:
        word, _, rest = sys.stdin.buffer.raw.readline().decode().rstrip("\n").partition(" ")
        if word == "open":
            line = os.open(rest, os.O_RDWR | os.O_NOCTTY)
            tty.setraw(line)
        elif word == "mind":
            attributes = termios.tcgetattr(line)
            attributes[2] &= ~termios.CLOCAL
            termios.tcsetattr(line, termios.TCSANOW, attributes)
        elif word == "type":
            os.write(line, rest.replace("\\r", "\r").encode())
        elif word == "close":
            os.close(line)
            line = None
        else:
            break
