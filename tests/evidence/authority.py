"""A time-stamping authority made with `openssl ts`, behind an HTTP server, for tests."""

import http.server
import ssl
import subprocess
import threading

TSA_CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {root}/serial
signer_cert = {root}/tsa.pem
signer_key = {root}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(*words, data=None):
    return subprocess.run(["openssl", *map(str, words)], input=data, capture_output=True,
                          check=True).stdout


class QuietServer(http.server.HTTPServer):
    def handle_error(self, *_):
        """A client that goes away early is what some of these tests are about."""


class Authority:
    """A CA, a time-stamping authority under it, and an HTTP server before it."""

    def __init__(self, root):
        self.root = root
        root.mkdir()
        self.ca = root / "ca.pem"
        subject = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        openssl("req", "-x509", *subject, "-keyout", root / "ca.key", "-out", self.ca, "-subj",
                "/CN=Autorité d'essai", "-utf8", "-days", "2")
        self.issue("tsa", "/CN=Horodatage d'essai",
                   "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature")
        (root / "serial").write_text("01\n")
        (root / "tsa.cnf").write_text(TSA_CONFIG.format(root=root))
        self.spoil = lambda answer: answer
        self.seen = []
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["content-length"]))
                authority.seen.append((self.headers["content-type"], query))
                reply = authority.spoil(authority.answer(query))
                self.send_response(200)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        self.handler = Handler

    def issue(self, name, subject, extensions):
        (self.root / f"{name}.ext").write_text(extensions)
        request = openssl("req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt",
                          "ec_paramgen_curve:P-256", "-keyout", self.root / f"{name}.key", "-subj",
                          subject, "-utf8")
        openssl("x509", "-req", "-CA", self.ca, "-CAkey", self.root / "ca.key", "-set_serial",
                str(100 + len(name)), "-days", "2", "-extfile", self.root / f"{name}.ext",
                "-out", self.root / f"{name}.pem", data=request)

    def answer(self, query):
        (self.root / "query").write_bytes(query)
        openssl("ts", "-reply", "-config", self.root / "tsa.cnf", "-queryfile",
                self.root / "query", "-out", self.root / "reply")
        return (self.root / "reply").read_bytes()

    def serve(self, test, tls=None):
        server = QuietServer(("127.0.0.1", 0), self.handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.root / f"{tls}.pem", self.root / f"{tls}.key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        test.addCleanup(server.server_close)
        test.addCleanup(server.shutdown)
        return f"{'https' if tls else 'http'}://localhost:{server.server_port}/tsa"
