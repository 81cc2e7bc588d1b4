"""A hub with one model, on this machine, that can also be out of order."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

HUB_ID = "somebody/tiny"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Mood(Enum):
    """How the hub answers."""

    HELPFUL = auto()
    FILES_GATED = auto()
    GATED = auto()
    NO_SUCH_REPOSITORY = auto()
    BROKEN = auto()
    SILENT = auto()
    HANGING_UP = auto()
    A_LOGIN_PAGE = auto()
    JSON_OF_SOMETHING_ELSE = auto()


REFUSALS = {
    Mood.GATED: (403, "GatedRepo"),
    Mood.NO_SUCH_REPOSITORY: (404, "RepoNotFound"),
    Mood.BROKEN: (500, ""),
}


class HubServer(ThreadingHTTPServer):
    """Answers for the files below `folder`; `asked` holds the path of every request."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder = folder
        self.mood = Mood.HELPFUL
        self.asked: list[str] = []
        self.closing = threading.Event()

    @property
    def endpoint(self) -> str:
        """What HF_ENDPOINT must be."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def files_asked(self) -> set[str]:
        """The model's files that were downloaded."""
        resolve = f"/{HUB_ID}/resolve/{COMMIT}/"
        return {path.removeprefix(resolve) for path in self.asked if path.startswith(resolve)}

    def names(self) -> list[str]:
        """All of the model's files."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return [path.relative_to(self.folder).as_posix() for path in paths]


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HubServer

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(path)
        match self.server.mood:
            case Mood.SILENT:
                self.server.closing.wait()
                self.close_connection = True
            case Mood.HANGING_UP:
                self.close_connection = True
            case Mood.A_LOGIN_PAGE:
                self._send(200, b"<html>Welcome to this hotel</html>")
            case Mood.JSON_OF_SOMETHING_ELSE:
                self._send(200, b"[1]")
            case mood if mood in REFUSALS:
                status, code = REFUSALS[mood]
                self._send(status, b"", **({"X-Error-Code": code} if code else {}))
            case _:
                self._be_helpful(path)

    do_HEAD = do_GET

    def _be_helpful(self, path: str) -> None:
        about, files = f"/api/models/{HUB_ID}", f"/{HUB_ID}/resolve/"
        if path in (about, f"{about}/revision/main", f"{about}/revision/{COMMIT}"):
            siblings = [{"rfilename": name} for name in self.server.names()]
            self._send_json({"id": HUB_ID, "sha": COMMIT, "siblings": siblings, "tags": []})
        elif path == f"{about}/tree/{COMMIT}":
            self._send_json([self._described(name) for name in self.server.names()])
        elif path.startswith(files) and self.server.mood is Mood.FILES_GATED:
            self._send(403, b"", **{"X-Error-Code": "GatedRepo"})
        elif path.startswith(files):
            _, name = path.removeprefix(files).split("/", 1)
            content = (self.server.folder / name).read_bytes()
            etag = sha1(content).hexdigest()
            self._send(200, content, **{"X-Repo-Commit": COMMIT, "ETag": f'"{etag}"'})
        else:
            self._send(404, b"", **{"X-Error-Code": "RepoNotFound"})

    def _described(self, name: str) -> dict[str, object]:
        content = (self.server.folder / name).read_bytes()
        oid = sha1(content).hexdigest()
        return {"type": "file", "path": name, "size": len(content), "oid": oid}

    def _send_json(self, content: object) -> None:
        self._send(200, json.dumps(content).encode())

    def _send(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[HubServer]:
    """Serve the model in `folder` until the end of the block."""
    with HubServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
