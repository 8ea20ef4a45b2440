#!/usr/bin/env python3
"""The service over TLS, and on a socket that someone else opened."""
import argparse
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import serve_test
from serve_test import Serving, probant


class Tls(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.store = str(self.folder / "store")
        probant("init", "--simulation", store=self.store)
        self.key, self.certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        self.make("localhost", self.key, self.certificate)

    @staticmethod
    def make(name, key, certificate):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}",
             "-addext", f"subjectAltName=DNS:{name}"], check=True, capture_output=True)

    def serve(self, **how):
        return Serving(self.store, "--tls-certificate", str(self.certificate), "--tls-key",
                       str(self.key), **how)

    def connect(self, port, **bounds):
        context = ssl.create_default_context(cafile=str(self.certificate))
        for name, value in bounds.items():
            setattr(context, name, value)
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        return context.wrap_socket(plain, server_hostname="localhost")

    def test_answers_over_tls(self):
        serving = self.serve()
        self.assertTrue(serving.greeting["tls"])
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.connect(serving.port, maximum_version=version) as wire:
                for _ in range(3):
                    wire.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    answer = http.client.HTTPResponse(wire)
                    answer.begin()
                    self.assertEqual(json.loads(answer.read()), {"live": True})
                    self.assertIn("max-age", answer.headers["Strict-Transport-Security"])
        with self.connect(serving.port) as wire:
            wire.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            whole = b""
            while piece := wire.recv(65536):  # ends without an error: the end was announced
                whole += piece
            self.assertTrue(whole.endswith(b"}"))
        status, _, told = serving.end()
        self.assertEqual(status, 0)
        self.assertNotIn("lisible par tous", told)

    def test_a_key_that_everyone_may_read_is_told(self):
        self.key.chmod(0o640)
        self.assertNotIn("lisible par tous", self.serve().end()[2])
        self.key.chmod(0o644)
        self.assertIn("lisible par tous", self.serve().end()[2])

    def test_tokens_that_travel_in_clear_are_told(self):
        everywhere = "0.0.0.0:0"
        self.assertIn("en clair", Serving(self.store, listen=everywhere).end()[2])
        self.assertNotIn("en clair", Serving(self.store).end()[2])
        self.assertNotIn("en clair", self.serve(listen=everywhere).end()[2])

    def test_what_is_not_tls_or_too_old_is_not_answered(self):
        serving = self.serve()
        with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as plain:
            plain.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1 200", plain.recv(4096))
        with self.assertRaises(OSError):
            self.connect(serving.port, minimum_version=ssl.TLSVersion.TLSv1,
                         maximum_version=ssl.TLSVersion.TLSv1_1)
        with self.connect(serving.port):
            pass  # gone without a word, after the handshake
        self.assertEqual(serving.end()[0], 0)

    def test_a_wrong_key_is_told(self):
        other = self.folder / "other.pem"
        self.make("localhost", other, self.folder / "unused.pem")
        for certificate, key in [(self.certificate, other), (other, self.key),
                                 (self.folder / "none.pem", self.key)]:
            done = subprocess.run(
                [serve_test.PROGRAM, "serve", "--store", self.store, "--listen", "127.0.0.1:0",
                 "--tls-certificate", certificate, "--tls-key", key],
                capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(".pem", done.stderr)

    def hand_over(self, listener, *words):
        child = os.fork()
        if child == 0:
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
            for stream, name in ((1, "out"), (2, "err")):
                os.dup2(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            os.execv(serve_test.PROGRAM, [serve_test.PROGRAM, "serve", "--store", self.store,
                                          "--format", "json", *words])
        listener.close()
        return child

    def end(self, child):
        """What it greeted with and complained of."""
        greeting = json.loads((self.folder / "out").read_text())
        os.kill(child, 15)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        return greeting, (self.folder / "err").read_text()

    def test_a_socket_handed_over(self):
        for words in ((), ("--listen", "127.0.0.1:19951")):
            listener = socket.create_server(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            child = self.hand_over(listener, *words)
            # Asked before it serves: the socket waits.
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/livez")
            self.assertEqual(connection.getresponse().status, 200)
            connection.close()
            greeting, told = self.end(child)
            self.assertEqual(greeting["listen"], f"127.0.0.1:{port}")
            self.assertEqual("--listen 127.0.0.1:19951" in told, bool(words), told)

    def test_a_unix_socket_handed_over_is_told_by_its_path(self):
        path = str(self.folder / "s")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        child = self.hand_over(listener)
        for address in ("/livez", "/metrics"):
            with socket.socket(socket.AF_UNIX) as wire:
                wire.settimeout(60)
                wire.connect(path)
                wire.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                self.assertTrue(wire.recv(65536).startswith(b"HTTP/1.1 200"), address)
        greeting, told = self.end(child)
        self.assertEqual(greeting["listen"], path)
        self.assertNotIn("hors de cette machine", told)

    def test_a_socket_that_takes_no_connections_is_refused(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
            listener.bind(("127.0.0.1", 0))
            child = self.hand_over(listener)
            for _ in range(200):
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended:
                    break
                time.sleep(0.05)
            else:
                os.kill(child, 9)
                os.waitpid(child, 0)
                self.fail("it serves")
        self.assertEqual(os.waitstatus_to_exitcode(status), 2)
        self.assertIn("ListenStream=", (self.folder / "err").read_text())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    arguments, rest = parser.parse_known_args()
    serve_test.PROGRAM = arguments.program
    unittest.main(argv=["tls_test.py", *rest], verbosity=2)
