"""A person's connections to a server on this machine, kept open as a browser keeps them."""

from __future__ import annotations

import asyncio
import ipaddress
import sys
from collections import deque
from dataclasses import dataclass
from urllib.parse import urlsplit

AT_ONCE = 6  # connections to one host, as browsers have it


@dataclass(frozen=True, slots=True)
class Reply:
    status: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Pool:
    """One person's connections: opened when needed, kept open, a few at once."""

    def __init__(self, host: str, port: int, cookie: str) -> None:
        self.host, self.port = host, port
        self.head = f"Host: {host}:{port}\r\nCookie: {cookie}\r\nAccept: */*\r\n"
        self.idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()
        self.free = asyncio.Semaphore(AT_ONCE)

    async def get(self, path: str, **fields: str) -> Reply:
        return await self._ask("GET", path, fields, b"")

    async def post(self, path: str, body: bytes, **fields: str) -> Reply:
        return await self._ask("POST", path, fields | {"Content-Length": str(len(body))}, body)

    async def _ask(self, verb: str, path: str, fields: dict[str, str], body: bytes) -> Reply:
        """The answer, read to the end; who gives up meanwhile closes the connection."""
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
        async with self.free:
            reader, writer = self._open() or await asyncio.open_connection(self.host, self.port)
            stays = False
            try:
                head = f"{verb} {path} HTTP/1.1\r\n{self.head}{more}\r\n"
                writer.write(head.encode() + body)
                reply, stays = await answer(reader)
            finally:
                if stays:
                    self.idle.append((reader, writer))
                else:
                    writer.close()
        return reply

    def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """One that the server has not closed meanwhile, as it does after half a minute's rest."""
        while self.idle:
            reader, writer = self.idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    def close(self) -> None:
        for _, writer in self.idle:
            writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[Reply, bool]:
    """The answer, and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    first, *lines = head.split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    status = first.split(" ")[1]
    body = b"" if status in ("204", "304") else await _body(reader, fields)
    return Reply(status, body), fields.get("connection") != "close"


async def _body(reader: asyncio.StreamReader, fields: dict[str, str]) -> bytes:
    """Only bodies of a stated length, or in chunks, are known."""
    if "content-length" in fields:
        return await reader.readexactly(int(fields["content-length"]))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readline()
    return b"".join(parts)


def loopback(url: str) -> tuple[str, int]:
    """Host and port; nothing but this machine is ever loaded."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host != "localhost" and not _is_here(host):
        sys.exit(f"{host} is not this machine")
    return host, parts.port or 80


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
