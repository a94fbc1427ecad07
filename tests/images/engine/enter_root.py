"""Becomes a program of another root as a container engine would start it. Python, since that root may have no shell.

Usage: enter_root.py '{"root", "workdir", "uid", "gid", "env", "capabilities" (numbers, or null for all), "command"}'
"""

import ctypes
import json
import os
import sys
import warnings  # noqa: F401 - os.execvpe imports it, and the new root may have no Python

PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38

spec = json.loads(sys.argv[1])
prctl = ctypes.CDLL(None, use_errno=True).prctl

with open("/proc/sys/kernel/cap_last_cap") as file:
    last = int(file.read())
os.chroot(spec["root"])
os.chdir(spec["workdir"])
if spec["capabilities"] is not None:
    # The bounding set is what root's programs get at exec, in a container too.
    for number in range(last + 1):
        if number not in spec["capabilities"] and prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0:
            sys.exit(f"cannot drop capability {number}")
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        sys.exit("cannot set no_new_privs")
if spec["uid"] != 0:
    os.setgroups([])
    os.setgid(spec["gid"])
    os.setuid(spec["uid"])
command = spec["command"]
try:
    os.execvpe(command[0], command, spec["env"])
except OSError as error:
    sys.exit(f"{command[0]}: {error.strerror}")
