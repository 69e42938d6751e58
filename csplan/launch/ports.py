"""Finding and probing ports on this machine alone."""

import http.client
import socket

from csplan.launch.errors import LaunchError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def require_free(port: int) -> None:
    """Raise LaunchError when the port is taken or may not be used."""
    with socket.socket() as probe:
        # As gunicorn does: a port left a moment ago is free although it lingers.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError as error:
            raise LaunchError(f"Port {port} needs more rights: choose one above 1023.") from error
        except OSError as error:
            raise LaunchError(
                f"Port {port} is in use: stop what uses it, or choose another with --port."
            ) from error


def answers(port: int, question: bytes = b"", expected: bytes = b"") -> bool:
    """Say whether what listens on the port answers the question as expected."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as connection:
            connection.sendall(question)
            return connection.recv(1024).startswith(expected) if expected else True
    except OSError:
        return False


def is_alive(port: int, host: str = LOOPBACK) -> bool:
    """Say whether a csplan that serves the host answers on the port that it is well."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
