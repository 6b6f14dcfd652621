"""A pseudo-terminal for the tests: types into `sinter`, and shows what stands on the screen. See README.md."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

PROMPT, NEXT_PROMPT = "sinter> ", "   ...> "
SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")


class Screen:
    """What a terminal shows: the few sequences that the session uses, any other one is an error."""

    def __init__(self, columns):
        self.columns, self.rows, self.row, self.column = columns, [""], 0, 0
        self.incomplete = ""  # the beginning of a sequence

    def feed(self, text):
        text, self.incomplete, at = self.incomplete + text, "", 0
        while at < len(text):
            if text[at] == "\x1b":
                if re.fullmatch(r"\x1b(\[[?0-9;]*)?", text[at:]):
                    self.incomplete = text[at:]
                    return
                match = SEQUENCE.match(text, at)
                if match is None:
                    raise AssertionError(f"unknown sequence {text[at:at + 12]!r}")
                self.sequence(*match.groups())
                at = match.end()
                continue
            self.character(text[at])
            at += 1

    def sequence(self, numbers, letter):
        count = int(numbers) if numbers.isdigit() else 1
        if letter == "A":
            self.row = max(0, self.row - count)
        elif letter == "C":
            self.column += count
        elif letter == "J" and numbers == "":
            self.rows[self.row] = self.rows[self.row][:self.column]
            del self.rows[self.row + 1:]
        elif letter == "J" and numbers == "2":
            self.rows = [""] * (self.row + 1)
        elif letter == "H":
            self.row = self.column = 0
        elif letter not in "mhl":
            raise AssertionError(f"unknown sequence {numbers}{letter}")

    def character(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row += 1
        elif character >= " ":
            if self.column == self.columns:
                self.row, self.column = self.row + 1, 0
            while len(self.rows) <= self.row:
                self.rows.append("")
            line = self.rows[self.row].ljust(self.column)
            self.rows[self.row] = line[:self.column] + character + line[self.column + 1:]
            self.column += 1
        while len(self.rows) <= self.row:
            self.rows.append("")

    def text(self):
        return "\n".join(row.rstrip() for row in self.rows)


class Terminal:
    """`sinter` at a terminal of its own."""

    def __init__(self, sinter, state, columns=80, rows=24, term="xterm-256color", folder=None, environment=None,
                 output=None):
        self.master, slave = pty.openpty()
        self.resize(columns, rows, slave)
        variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        variables.update({"TERM": term, "XDG_STATE_HOME": state}, **(environment or {}))
        self.process = subprocess.Popen([sinter], stdin=slave, stdout=output or slave, stderr=slave, env=variables,
                                        cwd=folder,
                                        start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.raw = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")  # characters may come in two reads
        self.screen = Screen(columns)
        self.prompts = 0

    def resize(self, columns, rows, descriptor=None):
        descriptor = self.master if descriptor is None else descriptor
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        data = text.encode()
        while data:
            data = data[os.write(self.master, data[:1024]):]
            self.read(0)

    def read(self, seconds):
        """What comes within a time; empty when nothing does."""
        if not select.select([self.master], [], [], seconds)[0]:
            return ""
        try:
            text = self.decoder.decode(os.read(self.master, 65536))
        except OSError:
            return ""
        self.raw += text
        self.screen.feed(text)
        return text

    def wait(self, condition, seconds=60):
        """Reads until the condition holds; returns how long that took."""
        started = time.monotonic()
        while not condition():
            if time.monotonic() - started > seconds:
                raise AssertionError(f"waited in vain; the screen shows\n{self.last()}")
            self.read(0.01)
        return time.monotonic() - started

    def text(self):
        return self.screen.text()

    def last(self):
        return "\n".join(self.text().splitlines()[-24:])

    def at_prompt(self, prompt=PROMPT):
        return self.text().splitlines()[-1:] == [prompt.rstrip()]

    def wait_prompt(self, seconds=20):
        return self.wait(self.at_prompt, seconds)

    def enter(self, text):
        """Types an input and returns what it prints, when the prompt is back."""
        self.wait_prompt()
        before = self.screen.row
        self.type(text.replace("\n", "\r") + "\r")
        # The cursor leaves the row of the prompt before the next prompt counts.
        self.wait(lambda: self.screen.row > before and self.at_prompt())
        lines = self.text().splitlines()[before:-1]
        while lines and lines[0].startswith((PROMPT, NEXT_PROMPT, NEXT_PROMPT.rstrip())):
            lines.pop(0)
        return "\n".join(lines)

    def leave(self):
        self.type("\x04")
        return self.process.wait(timeout=20)

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
