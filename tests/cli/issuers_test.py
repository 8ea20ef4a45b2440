#!/usr/bin/env python3
"""Issuers of tokens that cannot be reached, or are reached by certificates of their own."""
import json
import signal
import subprocess

import serve_test
from identity_test import Vouched


class Issuers(Vouched):
    def test_when_one_is_down_nobody_is_let_in(self):
        self.issuer.down = True
        answer, body = self.serving.ask("GET", "/v1/dossiers", self.issuer.token())
        self.assertEqual(answer.status, 503, body)
        self.assertTrue(json.loads(body)["type"].endswith("issuer_unavailable"))
        self.assertEqual(self.status("opaque-1"), 503)
        own = serve_test.new_token(self.store, "u-9", "ans")
        self.assertEqual(self.status(own), 200)
        # And whoever runs the service is told why, once however many ask
        for number in range(3):
            self.assertEqual(self.status(f"opaque-{number}"), 503)
        told = self.notice("« psc »")
        self.assertIn("/keys : réponse 500", told)
        self.assertIn("« proconnect »", self.notice("« proconnect »"))
        _, text = self.serving.ask("GET", "/metrics")
        self.assertIn('probant_issuer_failures_total{issuer="psc"} 1\n', text)
        self.assertIn('probant_issuer_failures_total{issuer="proconnect"} 4\n', text)
        self.reload()  # whatever else was told stands before this
        self.assertEqual(self.complaints, [])

    def test_one_with_certificates_of_its_own_is_reached_by_them(self):
        folder = self.config.parent
        certificate, key = folder / "autorites.pem", folder / "tls.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        self.issuer.serve_tls(certificate, key)
        port = self.issuer.server.server_address[1]
        https, plain = f"https://localhost:{port}/", f"http://127.0.0.1:{port}/"
        self.reload(*[(f'url = "{plain}{path}"', f'url = "{https}{path}"')
                      for path in ("keys", "introspect")])
        # The system trusts no such certificate
        self.assertEqual(self.status(self.issuer.token()), 503)
        self.assertIn(f"{https}keys : la connexion sûre", self.notice("« psc »"))
        self.reload(*[(line, line + '\nca_file = "autorites.pem"') for line in
                      (f'url = "{https}keys"', f'url = "{https}introspect"')])
        self.assertEqual(self.status(self.issuer.token()), 200)
        self.issuer.active = {"opaque-1": {"sub": "s-1", "aud": "probant",
                                           "siret": "13000794900010"}}
        self.assertEqual(self.status("opaque-1"), 200)
        # What holds no certificate is told, and changes nothing
        for wrong in ("absent.pem", "secret"):
            text = self.config.read_text(encoding="utf-8")
            self.config.write_text(text.replace("autorites.pem", wrong), encoding="utf-8")
            self.serving.process.send_signal(signal.SIGHUP)
            self.assertRegex(self.notice("rien n'est changé"), f"ligne 12 .*{wrong}")
            self.config.write_text(text, encoding="utf-8")
        self.assertEqual(self.status(self.issuer.token(jti="3")), 200)


if __name__ == "__main__":
    serve_test.main(__doc__, __file__)
