"""A mail server that keeps what it is given: what the installation sends, read by whoever it is for."""

import re
import socketserver
import threading
import time
from email import message_from_bytes, policy

PATIENCE = 60
"""Seconds a mail may take: the worker is nudged at once, and sweeps twice a minute."""


class Post(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one sender needs."""

    def handle(self):
        self.say("220 mailbox")
        while line := self.rfile.readline().strip():
            word = line.split(b" ")[0].upper()
            if word == b"DATA":
                self.say("354 go on")
                self.server.keep(self.text())
            self.say("221 bye" if word == b"QUIT" else "250 mailbox")
            if word == b"QUIT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def text(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


class Mailbox(socketserver.ThreadingTCPServer):
    """`with Mailbox() as mailbox`: listens on a free port of this machine."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Post)
        self.port, self.mails, self.arrived = self.server_address[1], [], threading.Condition()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)

    def keep(self, text):
        with self.arrived:
            self.mails.append(message_from_bytes(text, policy=policy.default))
            self.arrived.notify_all()

    def of(self, address):
        return [mail for mail in self.mails if address in mail["To"]]

    def link(self, address, path):
        """The address in the last mail to this person that leads to such a page; waits for it."""
        until = time.monotonic() + PATIENCE
        with self.arrived:
            while True:
                for mail in reversed(self.of(address)):
                    if found := re.search(rf"https://\S+{path}\S*", mail.get_content()):
                        return found[0]
                assert self.arrived.wait(until - time.monotonic()), f"no mail to {address} with a link to {path}"
