"""Records the cache folder that Python's huggingface_hub makes of a small model, as JSON.

    python tools/hub/record_cache.py packages/runtime/test/fixtures/goldens/tiny-llama packages/runtime/test/fixtures/hub/python-cache.json

Serves the folder on loopback as the hub serves a model (large files redirected, as LFS has them), lets huggingface_hub fetch
it into an empty cache, and writes down each entry: a file's text (refs), its size and SHA-256 (blobs), or where a link leads.
"""

import hashlib
import http.server
import json
import os
import pathlib
import sys
import tempfile
import threading

folder, out = map(pathlib.Path, sys.argv[1:3])
repo = "tiny/llama"
files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}

# Any 40 hexadecimal digits will do; test/hub/LoopbackHub.ts makes the same of the same files.
digest = hashlib.sha1(repo.encode())
for name, content in files.items():
    digest.update(name.encode() + content)
commit = digest.hexdigest()


def etag(name: str) -> str:
    content = files[name]
    if name.endswith(".safetensors"):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer(False)

    def do_GET(self) -> None:
        self.answer(True)

    def answer(self, with_body: bool) -> None:
        name = self.path.split("?")[0].rsplit("/", 1)[-1]
        if name not in files:
            self.send_response(404)
            self.send_header("x-error-code", "EntryNotFound")
            self.send_header("content-length", "0")
            self.end_headers()
            return
        linked = self.path.startswith(f"/{repo}/resolve/") and name.endswith(".safetensors")
        self.send_response(302 if linked else 200)
        self.send_header("x-repo-commit", commit)
        if linked:
            self.send_header("x-linked-etag", f'"{etag(name)}"')
            self.send_header("x-linked-size", str(len(files[name])))
            self.send_header("location", f"http://localhost:{server.server_port}/store/{name}")
            self.send_header("content-length", "0")
        else:
            self.send_header("etag", f'"{etag(name)}"')
            self.send_header("content-length", str(len(files[name])))
        self.end_headers()
        if with_body and not linked:
            self.wfile.write(files[name])

    def log_message(self, *args: object) -> None:
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=server.serve_forever, daemon=True).start()

with tempfile.TemporaryDirectory() as home:
    os.environ.update(HF_HOME=home, HF_ENDPOINT=f"http://127.0.0.1:{server.server_port}", HF_HUB_DISABLE_XET="1")
    import huggingface_hub

    for name in files:
        huggingface_hub.hf_hub_download(repo, name)
    model = pathlib.Path(home, "hub", "models--tiny--llama")
    entries = {}
    for path in sorted(model.rglob("*")):
        key = path.relative_to(model).as_posix()
        if path.is_symlink():
            entries[key] = {"link": os.readlink(path)}
        elif path.is_file() and key.startswith("refs/"):
            entries[key] = {"text": path.read_text()}
        elif path.is_file():
            content = path.read_bytes()
            entries[key] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

version = f"huggingface_hub {huggingface_hub.__version__}"
out.write_text(json.dumps({"madeWith": version, "folder": model.name, "entries": entries}, indent=2) + "\n")
