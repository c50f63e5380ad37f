"""A small client of a language server, over its standard streams (Language Server Protocol)."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]  # the protocol's own JSON

PATIENCE = 60.0
"""How long one answer may take, in seconds: a shared machine is slow, a server that hangs never answers."""


class Client:
    """Talks with one server; what it says is read by a thread, so that no wait is without an end."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._said: queue.Queue[Message | None] = queue.Queue()
        self._answers: dict[int, Message] = {}
        self._diagnostics: dict[str, list[Message]] = {}
        self._last = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                line = stream.readline()
            self._said.put(json.loads(stream.read(length)))
        self._said.put(None)

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _take(self) -> None:
        """Read one message, and answer what the server asks: it asks for settings, and gets none."""
        message = self._said.get(timeout=PATIENCE)
        assert message is not None, "the server went away"
        method = message.get("method")
        if method is not None and "id" in message:
            wanted = (
                message.get("params", {}).get("items", []) if method == "workspace/configuration" else None
            )
            result: list[Message] | None = None if wanted is None else [{} for _ in wanted]
            self._send({"id": message["id"], "result": result})
        elif method == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method is None:
            self._answers[message["id"]] = message

    def tell(self, method: str, params: Message) -> None:
        """Send what needs no answer."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Message) -> Any:
        """Send a request, and wait for its answer."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while self._last not in self._answers:
            self._take()
        answer = self._answers.pop(self._last)
        assert "error" not in answer, answer
        return answer["result"]

    def faults(self, file: Path, text: str) -> list[Message]:
        """Open a file with some text, and wait for what the server finds wrong with it."""
        self._diagnostics.pop(file.as_uri(), None)
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        while file.as_uri() not in self._diagnostics:
            self._take()
        return self._diagnostics[file.as_uri()]

    def offered(self, file: Path, line: int, column: int) -> dict[str, str]:
        """What the server offers to write at a place (from 0), and what it says of each."""
        found = self.ask("textDocument/completion", _at(file, line, column))
        return {item["label"]: _words(item.get("documentation")) for item in found["items"]}

    def hover(self, file: Path, line: int, column: int) -> str:
        """What the server says of what stands at a place."""
        found = self.ask("textDocument/hover", _at(file, line, column))
        return "" if found is None else _words(found["contents"])


def _at(file: Path, line: int, column: int) -> Message:
    return {
        "textDocument": {"uri": file.as_uri()},
        "position": {"line": line, "character": column},
    }


def _words(said: Any) -> str:
    """A text of the protocol: plain, or with its kind beside it."""
    return said["value"] if isinstance(said, dict) else said or ""


@contextmanager
def serving(command: list[str], folder: Path) -> Iterator[Client]:
    """Starts a server for a folder, and ends it whatever happens."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
    )
    try:
        client = Client(process)
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True},
        }
        client.ask(
            "initialize",
            {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities},
        )
        client.tell("initialized", {})
        settings = {
            "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
        }
        client.tell("workspace/didChangeConfiguration", {"settings": settings})
        yield client
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
