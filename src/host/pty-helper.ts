// The program that holds a pseudo-terminal for us: Node's library has none, and python3's has. It speaks frames with its parent, a
// kind, a length of two octets and that many octets each way: `D` data both ways; from it `N` the terminal's path, `O` somebody has
// opened it, `C` it was closed, `E` what went wrong; to it `H` the carrier is gone. It ends with its parent.
//
// A terminal that minds the modem's lines (CLOCAL is off, as pppd's option `modem` has it) is hung up then, as a serial port would: its
// end is closed, and the link leads to a fresh one.

export const PTY_HELPER = String.raw`
import errno, os, pty, select, struct, sys, termios, tty

LINK = sys.argv[1] if len(sys.argv) > 1 else None
LOOK_MS = 50
MOST_WAITING = 65536


def say(kind, octets=b""):
    frame = kind + struct.pack("!H", len(octets)) + octets
    while frame:
        frame = frame[os.write(1, frame):]


def fresh():
    master, slave = pty.openpty()
    tty.setraw(slave)
    attributes = termios.tcgetattr(slave)
    attributes[2] |= termios.CLOCAL
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    name = os.ttyname(slave)
    os.close(slave)
    os.set_blocking(master, False)
    if LINK:
        if os.path.lexists(LINK) and not os.path.islink(LINK):
            raise OSError(errno.EEXIST, "there is something else by that name")
        os.symlink(name, LINK + ".new")
        os.replace(LINK + ".new", LINK)
    return master, name


def unlink():
    if LINK and os.path.islink(LINK):
        os.unlink(LINK)


def take(master):
    """What somebody typed; nothing where nobody is there."""
    try:
        return os.read(master, 4096)
    except OSError:
        return b""


try:
    master, name = fresh()
except OSError as trouble:
    say(b"E", str(trouble.strerror).encode())
    sys.exit(1)
say(b"N", name.encode())
opened, heard, waiting = False, b"", b""
try:
    while True:
        poll = select.poll()
        if len(waiting) < MOST_WAITING:
            poll.register(0, select.POLLIN)
        if opened:
            poll.register(master, select.POLLIN | (select.POLLOUT if waiting else 0))
        events = dict(poll.poll(None if opened else LOOK_MS))
        if 0 in events:
            octets = os.read(0, 65536)
            if octets == b"":
                break
            heard += octets
        while len(heard) >= 3 and len(heard) >= 3 + struct.unpack("!H", heard[1:3])[0]:
            length = struct.unpack("!H", heard[1:3])[0]
            kind, body, heard = heard[:1], heard[3:3 + length], heard[3 + length:]
            if kind == b"D" and opened:
                waiting += body
            elif kind == b"H" and opened and LINK and not termios.tcgetattr(master)[2] & termios.CLOCAL:
                # Whoever is hung up on and opens the link again at once finds the new one there.
                before = master
                master, name = fresh()
                os.close(before)
                opened, waiting = False, b""
                say(b"C")
        check = select.poll()
        check.register(master, select.POLLIN)
        there = not any(event & select.POLLHUP for _, event in check.poll(0))
        if there and not opened:
            opened = True
            say(b"O")
        if opened:
            octets = take(master)
            if octets:
                say(b"D", octets)
            elif not there:
                opened, waiting = False, b""
                termios.tcflush(master, termios.TCIOFLUSH)
                say(b"C")
        if opened and waiting:
            try:
                waiting = waiting[os.write(master, waiting):]
            except OSError:
                pass
except (BrokenPipeError, KeyboardInterrupt):
    pass
finally:
    unlink()
`;
