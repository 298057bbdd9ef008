#!/usr/bin/env python3
"""Boots User Mode Linux with serial lines that lead to modems, and runs a scenario with Debian's pppd in it.

    uml.py --work DIR [--timeout SECONDS] --line 0=tcp:127.0.0.1:2323 --line 1=tty:/path/of/pty SCENARIO.sh [NAME=VALUE ...]

/dev/ttyS0 in the guest is a TCP connection to a modem port: made when the guest opens the line, closed when the scenario prints
`HANGUP 0`, since the guest's serial lines have no DTR and stay open outside when they are closed inside. A connection that ends is
a hangup in the guest. /dev/ttyS1 is a pseudo-terminal of somebody else's. /mnt in the guest is DIR; NAME=VALUE become variables
of the scenario. What the scenario prints is printed here; its exit status is this program's.
"""
import argparse, os, pty, select, shlex, signal, socket, struct, subprocess, sys, time, tty

HERE = os.path.dirname(os.path.abspath(__file__))
UML = "/usr/bin/linux.uml"
# Of the guest's kernel and of UML itself; the scenario prints none of it.
NOISE = (b"SELinux:", b"mmapper_init", b"Failed to initialize ubd", b"reboot: ", b"epollctl add err", b"Core dump limits", b"Checking ", b"  ")


def shim(work):
    """On a CPU with AMX the guest's kernel needs it; elsewhere it changes nothing (see xsave-shim.c)."""
    library = os.path.join(work, "xsave-shim.so")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, os.path.join(HERE, "xsave-shim.c"), "-ldl"], check=True)
    return library


class Line:
    """A serial line of the guest over TCP: a pseudo-terminal on its side, a connection on ours."""

    def __init__(self, work, number, address, wake):
        self.link = os.path.join(work, "ttyS%d" % number)
        self.host, port = address.rsplit(":", 1)
        self.port, self.wake = int(port), wake
        self.socket = self.master = None
        self.begin()

    def begin(self):
        """A fresh pseudo-terminal for the next call: the guest opens what the link names then."""
        if self.master is not None:
            os.close(self.master)
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        name = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(self.master, False)
        if os.path.lexists(self.link):
            os.unlink(self.link)
        os.symlink(name, self.link)

    def is_open(self):
        poll = select.poll()
        poll.register(self.master, select.POLLIN)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))

    def watch(self):
        """What to wait for; connects when the guest opens the line."""
        if not self.is_open():
            return []
        if self.socket is None:
            self.socket = socket.create_connection((self.host, self.port), 5)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return [self.master, self.socket]

    def hang_up(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None
        self.begin()
        self.wake()

    def from_guest(self):
        try:
            octets = os.read(self.master, 65536)
        except OSError:
            return
        if octets:
            self.socket.sendall(octets)

    def from_modem(self):
        try:
            octets = self.socket.recv(4096)
        except OSError:
            octets = b""
        if not octets:
            return self.hang_up()
        while octets:
            try:
                octets = octets[os.write(self.master, octets):]
            except BlockingIOError:
                select.select([], [self.master], [], 1)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--work", required=True)
    arguments.add_argument("--timeout", type=float, default=120)
    arguments.add_argument("--line", action="append", default=[])
    arguments.add_argument("scenario")
    arguments.add_argument("variables", nargs="*")
    given = arguments.parse_args()
    work = os.path.abspath(given.work)
    os.makedirs(work, exist_ok=True)
    console = os.path.join(work, "uml", "ringback", "mconsole")

    def wake():
        """A closed pseudo-terminal raises no signal, so that an idle guest would not look: any request to its console does."""
        request = b"version"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking:
            asking.bind("")
            try:
                asking.sendto(struct.pack("=III512s", 0xCAFEBABE, 2, len(request), request), console)
            except OSError:
                pass  # not up yet, or gone

    lines, serial = {}, []
    for word in given.line:
        number, rest = word.split("=", 1)
        kind, where = rest.split(":", 1)
        if kind == "tcp":
            line = Line(work, int(number), where, wake)
            lines[number] = line
            where = line.link
        serial.append("ssl%s=tty:%s" % (number, where))
    with open(os.path.join(work, "environment.sh"), "w") as file:
        for word in given.variables:
            name, value = word.split("=", 1)
            file.write("export %s=%s\n" % (name, shlex.quote(value)))
    command = [UML, "mem=96M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet",
               "init=" + os.path.join(HERE, "guest-init.sh"), "con=null", "con0=null,fd:1", "ssl=null",
               "umid=ringback", "uml_dir=" + os.path.join(work, "uml"),
               "WORK=" + work, "SCENARIO=" + os.path.abspath(given.scenario)] + serial
    guest = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             env=dict(os.environ, LD_PRELOAD=shim(work)), start_new_session=True)
    status, text, deadline = 99, b"", time.time() + given.timeout
    # Whoever started this and ends it must not leave a guest behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(98))
    try:
        while time.time() < deadline:
            watched = [guest.stdout] + [each for line in lines.values() for each in line.watch()]
            for ready in select.select(watched, [], [], 0.02)[0]:
                if ready is not guest.stdout:
                    line = next(line for line in lines.values() if ready in (line.master, line.socket))
                    if ready == line.master:
                        line.from_guest()
                    elif ready is line.socket:
                        line.from_modem()
                    continue
                octets = os.read(guest.stdout.fileno(), 65536)
                if octets == b"":
                    return status
                *whole, text = (text + octets).split(b"\n")
                for row in (row.rstrip(b"\r") for row in whole):
                    if row.startswith(b"SCENARIO-EXIT "):
                        status = int(row.split()[1])
                    elif row.startswith(b"HANGUP ") and row.split()[1].decode() in lines:
                        lines[row.split()[1].decode()].hang_up()
                    elif row and not row.startswith(NOISE):
                        print(row.decode("latin-1"), flush=True)
        print("TIME IS UP", flush=True)
        return 97
    finally:
        try:
            guest.wait(2)
        except subprocess.TimeoutExpired:
            os.killpg(guest.pid, signal.SIGKILL)
            guest.wait()


sys.exit(main())
