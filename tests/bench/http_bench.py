#!/usr/bin/env python3
"""P8: read routes over HTTP, beside nginx with the same bytes as a static file and a Node server
that makes them anew, by wrk in the same run. Prints what this machine reaches; measures only what
is installed."""
import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log {folder}/access.log; keepalive_requests 100000000; default_type application/json;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
"""
NODE = """const fs = require('fs'), value = JSON.parse(fs.readFileSync(process.argv[2]));
require('http').createServer((request, response) => {{
  const text = JSON.stringify(value);
  response.writeHead(200, {{'content-type': 'application/json', 'content-length':
    Buffer.byteLength(text)}});
  response.end(text);
}}).listen({port}, '127.0.0.1');
"""


def run(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False).stdout


def free_port():
    import socket
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def wait_for(url):
    for _ in range(100):
        try:
            return urlopen(url, timeout=5).read()
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"http_bench: nothing answers at {url}")


def load(url, seconds, connections, token=""):
    """Requests a second, and the 99th percentile in milliseconds."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    words += ["-H", f"Authorization: Bearer {token}"] if token else []
    out = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(f"http_bench: {url}\n{out}")
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    slow = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), slow


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=64)
    arguments = parser.parse_args()
    missing = [name for name in ("wrk", "nginx", "node") if not shutil.which(name)]
    if "wrk" in missing:
        print("P8   not measured: wrk is not installed")
        return
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # nginx serves as another user
    started = []
    try:
        store = str(folder / "store")
        run(arguments.program, "init", "--simulation", "--store", store)
        run(arguments.program, "record", f"{arguments.data}/example-proposals.jsonl", "--clock",
            "proposals", "--store", store)
        token = json.loads(run(arguments.program, "token", "create", "--name", "bench", "--role",
                               "ans", "--format", "json", "--store", store))["token"]
        started.append(subprocess.Popen(
            [arguments.program, "serve", "--store", store, "--listen", "127.0.0.1:0", "--format",
             "json", "--token-rate", "0"], stdout=subprocess.PIPE, text=True))
        ours = "http://" + json.loads(started[0].stdout.readline())["listen"]
        dossier = "/v1/dossiers/aap:2026-0417"
        body = urlopen(Request(ours + dossier, headers={"Authorization": f"Bearer {token}"})).read()
        (folder / "www").mkdir()
        (folder / "www" / "dossier").write_bytes(body)
        rivals = {}
        for name, text, words in [
                ("nginx", NGINX, ["nginx", "-p", str(folder), "-c"]), ("node", NODE, ["node"])]:
            if name in missing:
                continue
            port = free_port()
            file = folder / f"{name}.conf"
            file.write_text(text.format(folder=folder, port=port))
            extra = [] if name == "nginx" else [str(folder / "www" / "dossier")]
            started.append(subprocess.Popen([*words, str(file), *extra], stderr=sys.stderr))
            rivals[name] = f"http://127.0.0.1:{port}/dossier"
            assert wait_for(rivals[name])
        bounds = (arguments.seconds, arguments.connections)
        mine, slow = load(ours + dossier, *bounds, token)
        page, page_slow = load(ours + "/v1/deadlines?region=84&state=open,due_soon", *bounds, token)
        print(f"P8   one dossier ({len(body)} bytes): {mine:.0f}/s, p99 {slow:.1f} ms; a page of "
              f"deadlines: {page:.0f}/s, p99 {page_slow:.1f} ms   goal p99 <= 3 ms")
        for name, url in rivals.items():
            rate, rival_slow = load(url, *bounds)
            goal = "   goal >= 0.4x" if name == "nginx" else ""
            print(f"     {name}: {rate:.0f}/s, p99 {rival_slow:.1f} ms; ours is {mine / rate:.2f}x"
                  f"{goal}")
    finally:
        for one in started:
            one.terminate()
            one.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
