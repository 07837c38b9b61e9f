"""A document opened in an editor: the language server finds the schema by the first line, marks, explains, completes.

Needs `yaml-language-server` (npm), which VS Code's extension "YAML" runs too, on the path; skipped without it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any, Final

import pytest

from competency.cli import main

SERVER: Final = shutil.which("yaml-language-server")

pytestmark = pytest.mark.skipif(SERVER is None, reason="yaml-language-server is not installed")


class Editor:
    """The editor's side of the language server protocol, as much of it as these tests need."""

    def __init__(self, folder: Path) -> None:
        assert SERVER is not None
        self.process = subprocess.Popen(
            [SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.number = 0
        settings = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
        self.settings = settings
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": settings})

    def tell(self, method: str, params: object) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: object) -> Any:
        self.number += 1
        self._send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        for message in self._messages():
            if message.get("id") == self.number and "method" not in message:
                return message["result"]
        raise AssertionError("the server has gone")

    def marked(self, file: Path) -> list[tuple[int, str]]:
        """What is marked in a document once it is open: line, from 1, and message."""
        text = file.read_text(encoding="utf-8")
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        for message in self._messages():
            if message.get("method") == "textDocument/publishDiagnostics":
                found = message["params"]["diagnostics"]
                return [(one["range"]["start"]["line"] + 1, one["message"]) for one in found]
        raise AssertionError("the server has gone")

    def at(self, method: str, file: Path, line: int, column: int) -> Any:
        """What the server says about a place, in lines and columns from 1."""
        place = {"line": line - 1, "character": column - 1}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": file.as_uri()}, "position": place})

    def _send(self, message: object) -> None:
        content = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self.process.stdin.flush()

    def _messages(self) -> Iterator[dict[str, Any]]:
        """What the server says from now on; what it asks itself is answered."""
        output = self.process.stdout
        assert output is not None
        while line := output.readline():
            length = int(line.removeprefix(b"Content-Length: "))
            while output.readline() != b"\r\n":
                pass
            message: dict[str, Any] = json.loads(output.read(length))
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items", [])
                known = [self.settings.get(item.get("section", ""), {}) for item in items]
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": known or None})
            yield message


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "our_board", "--repository", "."]) == 0
    return tmp_path


@pytest.fixture
def editor(board: Path) -> Iterator[Editor]:
    opened = Editor(board)
    patience = Timer(120, opened.process.kill)  # a server that has stopped answering is not waited for
    patience.start()
    yield opened
    patience.cancel()
    opened.process.kill()
    opened.process.wait()


def test_no_document_of_a_new_repository_is_marked(board: Path, editor: Editor) -> None:
    for folder in ("frameworks", "records", "scenarios"):
        for file in sorted((board / folder).iterdir()):
            assert editor.marked(file) == []


def test_a_mistake_is_marked_on_its_line(board: Path, editor: Editor) -> None:
    file = board / "frameworks" / "our_board.yaml"
    lines = file.read_text(encoding="utf-8").replace("    minutes: 120\n", "    minuts: 120\n").splitlines()
    file.write_text("\n".join(lines), encoding="utf-8")
    assert [line for line, _ in editor.marked(file)] == [lines.index("    minuts: 120") + 1]


def test_a_key_is_explained_and_its_neighbours_are_proposed(board: Path, editor: Editor) -> None:
    file = board / "frameworks" / "our_board.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    row = lines.index("    minutes: 120") + 1
    lines.insert(row, "    de")
    file.write_text("\n".join(lines), encoding="utf-8")
    editor.marked(file)
    assert "minutes" in json.dumps(editor.at("hover", file, row, 6)).lower()
    proposed = editor.at("completion", file, row + 1, 7)["items"]
    assert {"description", "provider", "requires"} <= {item["label"] for item in proposed}
