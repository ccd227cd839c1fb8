"""Give up what a reader of hostile files does not need; runs inside the child process.

Everything here is one-way and asks for no rights of its own. What the system does not
offer is left out, and the rest still holds: each step returns the protections that
are really in force, in words that `provenance doctor` can show.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import struct
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.limits import Limits

LARGEST_FILE = 1 << 20  # bytes; only its own error log is written
MOST_DESCRIPTORS = 64

# linux/prctl.h
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
# linux/sched.h
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
# linux/landlock.h; the numbers of the calls are the same on every processor
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIRECTORY = 1 << 2, 1 << 3
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # version -> how many rights it knows
NETWORK_SINCE, BIND_AND_CONNECT = 4, 0b11
SCOPES_SINCE, SOCKETS_AND_SIGNALS = 6, 0b11


def limit(limits: Limits) -> tuple[str, ...]:
    """Bound memory, open files and what may be written; ignore interrupts from a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # rather this process than its caller, when memory runs out
        Path("/proc/self/oom_score_adj").write_text("1000")
    bounds = (
        ("memory limit", resource.RLIMIT_AS, limits.memory_bytes),
        ("no writing", resource.RLIMIT_FSIZE, LARGEST_FILE),
        ("few open files", resource.RLIMIT_NOFILE, MOST_DESCRIPTORS),
        ("no memory dumps", resource.RLIMIT_CORE, 0),
    )
    return tuple(name for name, bound, most in bounds if _bound(bound, most))


def allow_processor_time(seconds: float) -> None:
    """Let the kernel end this process after `seconds` more of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    total = math.ceil(used.ru_utime + used.ru_stime + seconds)
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (total, hard))


def end_with_parent() -> tuple[str, ...]:
    """Let the kernel end this process as soon as the thread that started it ends."""
    return ("ends with its caller",) if _prctl(PR_SET_PDEATHSIG, signal.SIGKILL) else ()


def leave_network() -> tuple[str, ...]:
    """Move into a network namespace without any interface; must run before the first thread."""
    if sys.platform != "linux":
        return ()
    for spaces in (CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET):
        if _libc().unshare(spaces) == 0:
            return ("no network",)
    return ()


def close_files() -> tuple[str, ...]:
    """Forbid to open any file but code, for threads that start from now on (Landlock)."""
    if not _prctl(PR_SET_NO_NEW_PRIVS, 1):
        return ()
    _prctl(PR_SET_DUMPABLE, 0)
    version = _libc().syscall(CREATE_RULESET, None, 0, ASK_VERSION)
    if version < 1:
        return ("no new rights",)
    rights = (1 << FILE_RIGHTS[min(version, max(FILE_RIGHTS))]) - 1
    network = BIND_AND_CONNECT if version >= NETWORK_SINCE else 0
    scopes = SOCKETS_AND_SIGNALS if version >= SCOPES_SINCE else 0
    # Older kernels refuse a longer description unless the rest of it is zero.
    description = struct.pack("=3Q", rights, network, scopes)
    rules = _libc().syscall(CREATE_RULESET, description, len(description), 0)
    if rules < 0:
        return ("no new rights",)
    try:
        for folder in _own_code():
            _allow_reading(rules, folder)
        closed = _libc().syscall(RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)
    return ("no new rights", "no files of others") if closed else ("no new rights",)


def _own_code() -> tuple[Path, ...]:
    """Return where Python and the system keep code that may still have to be loaded: decoders."""
    homes = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    ours = Path(__file__).resolve().parents[2]
    return (*map(Path, dict.fromkeys(homes)), ours, *_system_libraries())


def _system_libraries() -> tuple[Path, ...]:
    """Return the folder that the C library of this process was loaded from."""
    with suppress(OSError):
        for line in Path("/proc/self/maps").read_text().splitlines():
            path = Path(line.rpartition(" ")[2])
            if path.name.startswith(("libc.so", "libc-", "ld-musl")):
                return (path.parent,)
    return ()


def _allow_reading(rules: int, folder: Path) -> None:
    try:
        opened = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = struct.pack("=Qi", READ_FILE | READ_DIRECTORY, opened)
        _libc().syscall(ADD_RULE, rules, PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)


def _bound(bound: int, most: int) -> bool:
    try:
        _, hard = resource.getrlimit(bound)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(bound, (most, most))
    except (ValueError, OSError):
        return False
    return True


def _prctl(option: int, value: int) -> bool:
    return sys.platform == "linux" and bool(_libc().prctl(option, value, 0, 0, 0) == 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
