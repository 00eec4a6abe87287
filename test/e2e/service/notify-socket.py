# A stand-in for the service manager's end of sd_notify(3): prints each datagram as a line of JSON. A barrier is passed
# by closing its descriptor, as the manager does. When READY arrives, it first asks the control socket, so that the line
# tells whether the daemon could be spoken to at that moment.
import json, os, socket, struct, sys, time

path, control = sys.argv[1], sys.argv[2]


def answers():
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(2)
            asking.connect(control)
            asking.sendall(b"GET /v1/hello HTTP/1.1\r\nHost: integ\r\nConnection: close\r\n\r\n")
            return asking.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind(path)
print(json.dumps({"listening": True}), flush=True)
while True:
    data, ancillary, _, _ = listening.recvmsg(65536, socket.CMSG_SPACE(16 * 4))
    said = dict(line.split("=", 1) for line in data.decode().splitlines() if "=" in line)
    if "BARRIER" not in said:
        event = {"atUs": time.monotonic_ns() // 1000, "said": said}
        if "READY" in said:
            event["answers"] = answers()
        print(json.dumps(event), flush=True)
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for descriptor in struct.unpack("%di" % (len(content) // 4), content[: len(content) // 4 * 4]):
                os.close(descriptor)
