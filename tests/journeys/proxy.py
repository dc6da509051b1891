"""The web server in front, as docs/deploy.md asks for one: ends TLS, says so, and says who asks."""

import datetime as dt
import ssl
import threading
from contextlib import closing, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OWN = {"connection", "transfer-encoding", "server", "date", "x-forwarded-proto", "x-forwarded-for"}
"""Headers each side says for itself."""


class Hand(BaseHTTPRequestHandler):
    """Hands each request on, and the answer back."""

    protocol_version = "HTTP/1.1"

    def hand_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN}
        headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0]}
        with closing(HTTPConnection("127.0.0.1", self.server.behind, timeout=60)) as connection:
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            self.hand_back(answer, answer.read())

    def hand_back(self, answer, body):
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OWN | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = hand_on

    def log_message(self, *words):
        """The application has its own lines."""


class Proxy(ThreadingHTTPServer):
    """Listens on `port`, over TLS with a certificate of its own, before the application on port `behind`."""

    daemon_threads = True

    def __init__(self, port, *, behind, folder):
        super().__init__(("127.0.0.1", port), Hand)
        self.behind, self.tls = behind, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(*self_signed(folder))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        """In the thread of the connection: a slow handshake holds nobody else up."""
        with suppress(OSError), self.tls.wrap_socket(request, server_side=True) as secured:  # the browser may leave
            super().finish_request(secured, client_address)

    def close(self):
        self.shutdown()
        self.server_close()


def self_signed(folder):
    """A certificate for localhost, as files: (certificate, key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    built = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1)
    )
    alternative = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    signed = built.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(signed.public_bytes(pem))
    key_file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return certificate_file, key_file
