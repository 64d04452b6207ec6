"""A secret on a terminal, by the standard library's pty: it is not shown, and a signal leaves the terminal as it was."""
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time

SECRET = b"correct-horse-battery"
LIMIT_SECONDS = 30


class Terminal:
    """A program on a terminal of its own, which stays open when the program has ended."""

    def __init__(self, arguments, environment):
        self.outer, self.inner = pty.openpty()

        def take_terminal():
            os.setsid()
            fcntl.ioctl(self.inner, termios.TIOCSCTTY, 0)

        ends = {"stdin": self.inner, "stdout": self.inner, "stderr": self.inner}
        self.program = subprocess.Popen(arguments, env=environment, preexec_fn=take_terminal, **ends)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.kill()
        self.program.wait()
        os.close(self.outer)
        os.close(self.inner)

    def read_until(self, wanted):
        """What the program has shown by the time those bytes have come."""
        seen = b""
        end = time.monotonic() + LIMIT_SECONDS
        while wanted not in seen:
            ready, _, _ = select.select([self.outer], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise SystemExit(f"no {wanted!r} came, but {seen!r}")
            seen += os.read(self.outer, 4096)
        return seen

    def type(self, text):
        os.write(self.outer, text)

    def ended(self):
        return self.program.wait(LIMIT_SECONDS)

    def shows(self):
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self.inner)[3] & termios.ECHO)

    def wait_until_hidden(self):
        end = time.monotonic() + LIMIT_SECONDS
        while self.shows():
            if time.monotonic() > end:
                raise SystemExit("the terminal goes on showing what is typed")
            time.sleep(0.01)


def main(program, folder):
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "xterm"}
    login = [program, "login", "--client-id", "CLI-5f2a"]

    with Terminal(login, environment) as terminal:
        seen = terminal.read_until(b"secret: ")
        terminal.wait_until_hidden()
        terminal.type(SECRET + b"\n")
        seen += terminal.read_until(b"kept in")
        assert SECRET not in seen, seen
        assert terminal.ended() == 0
        assert terminal.shows()

    for how in ("Ctrl-C", "SIGTERM"):
        with Terminal(login, environment) as terminal:
            terminal.read_until(b"secret: ")
            terminal.wait_until_hidden()
            if how == "Ctrl-C":
                terminal.type(b"\x03")
            else:
                terminal.program.send_signal(signal.SIGTERM)
            code = terminal.ended()
            assert code == 130, f"{how} ended it with {code}"
            assert terminal.shows(), f"after {how} the terminal shows nothing that is typed"

    # On a terminal, what a request carries is shown to nobody who does not ask for it.
    with Terminal([program, "header"], environment) as terminal:
        seen = terminal.read_until(b"cli.terminal")
        assert SECRET not in seen and b"earer" not in seen, seen
        assert terminal.ended() != 0
    # There are colours on a terminal, and none where they are not wanted.
    for no_color, painted in (("", True), ("1", False)):
        with Terminal([program, "doctor", "--sandbox"], environment | {"NO_COLOR": no_color}) as terminal:
            seen = terminal.read_until(b"The service accepts")
            assert (b"\x1b[" in seen) == painted, seen
            assert terminal.ended() == 0
    print("a terminal shows no secret, and a signal leaves it as it was; NO_COLOR is respected")


with tempfile.TemporaryDirectory() as home:
    main(sys.argv[1], home)
