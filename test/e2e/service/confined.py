# Runs a program under the system call filter of the unit, as systemd would set it up: what `systemd-analyze` lists as
# @system-service, less @privileged and @resources; anything else is answered EPERM. libseccomp comes with systemd.
import ctypes, ctypes.util, errno, os, re, resource, subprocess, sys


def calls(*sets):
    found = set()
    for name in sets:
        text = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
        for line in text.splitlines()[1:]:
            word = line.split("#")[0].strip()
            if word.startswith("@"):
                found |= calls(word)
            elif re.fullmatch(r"\w+", word):
                found.add(word)
    return found


seccomp = ctypes.CDLL("libseccomp.so.2")
seccomp.seccomp_init.restype = ctypes.c_void_p
seccomp.seccomp_load.argtypes = [ctypes.c_void_p]
seccomp.seccomp_rule_add_exact.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
allow, refuse = 0x7FFF0000, 0x00050000 | errno.EPERM
filter_ = seccomp.seccomp_init(ctypes.c_uint32(refuse))
# systemd leaves @default to every program.
for name in (calls("@system-service", "@default") - calls("@privileged", "@resources")) | calls("@default"):
    number = seccomp.seccomp_syscall_resolve_name(name.encode())
    if number >= 0:
        seccomp.seccomp_rule_add_exact(filter_, allow, number, 0)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.umask(0o077)
if seccomp.seccomp_load(filter_) != 0:
    sys.exit("the filter could not be set")
try:
    os.nice(1)
    sys.exit("the filter refuses nothing")
except PermissionError:
    os.execv(sys.argv[1], sys.argv[1:])
