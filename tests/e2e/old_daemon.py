"""A daemon of another version, as far as a client can tell: old_daemon.py SOCKET SOCKET_OF_A_REAL_ONE METHOD...

Answers these methods (SessionService/GetSession ...) as the real one answers an empty request, but for version and
process, and knows no other. Says `ready`.
"""

import concurrent.futures
import os
import sys

import grpc
from google.protobuf import json_format

from reflection_call import call, messages_of

VERSION = "0.0.9"


def handler(socket, real, service, method):
    target = f"unix:{real}"
    reply = call(target, service, method, {})
    reply["daemon"].update(version=VERSION, pid=os.getpid(), socket_path=socket)
    with grpc.insecure_channel(target) as channel:
        _, reply_class = messages_of(channel, service, method)
    answer = json_format.ParseDict(reply, reply_class()).SerializeToString()
    answering = grpc.unary_unary_rpc_method_handler(lambda request, context: answer)
    return grpc.method_handlers_generic_handler(service, {method: answering})


def main(socket, real, *methods):
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
    for name in methods:
        server.add_generic_rpc_handlers([handler(socket, real, *f"chutesd.v1.{name}".split("/"))])
    os.umask(0o077)
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])
