"""Ports: free, taken, answering."""

import socket
from collections.abc import Iterator

import pytest

from csplan.launch import ports
from csplan.launch.errors import LaunchError


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        yield server


class TestRequireFree:
    def test_accepts_a_port_that_nothing_uses(self) -> None:
        ports.require_free(ports.free_port())

    def test_names_the_port_that_is_in_use(self, listener: socket.socket) -> None:
        port = listener.getsockname()[1]

        with pytest.raises(LaunchError, match=rf"^Port {port} is in use: .*--port\.$"):
            ports.require_free(port)


class TestAnswers:
    def test_is_false_where_nothing_listens(self) -> None:
        assert not ports.answers(ports.free_port(), b"PING\r\n", b"+PONG")
        assert not ports.is_alive(ports.free_port())

    def test_is_true_where_something_listens(self, listener: socket.socket) -> None:
        assert ports.answers(listener.getsockname()[1])
