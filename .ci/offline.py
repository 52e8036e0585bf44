"""Run a command where no network is but the computer's own: `python .ci/offline.py COMMAND …`.

By a network namespace of Linux; where the system allows none, the command runs as it is and a line says so.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys

_SET_FLAGS, _UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP
_INSIDE = "BELEGT_OFFLINE"
_NAMESPACE = ["unshare", "--map-root-user", "--net"]


def main() -> None:
    command = sys.argv[1:]
    if os.environ.get(_INSIDE) == "1":
        with socket.socket() as any_socket:
            fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP))
        print("No network but the loopback from here on.", flush=True)
    elif can_unshare():
        os.environ[_INSIDE] = "1"
        command = [*_NAMESPACE, sys.executable, __file__, *command]
    else:
        print("This system allows no network namespace: the command runs with the network it has.", flush=True)
    os.execvp(command[0], command)


def can_unshare() -> bool:
    """Tell whether this user may make a network namespace."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main()
