"""gRPC calls by server reflection alone: no generated code, no .proto file."""

import contextlib

import grpc
from google.protobuf import json_format
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

CALL_SECONDS = 20


def messages_of(channel, service, method):
    """The classes of a method's request and reply."""
    pool = DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
    described = pool.FindServiceByName(service).FindMethodByName(method)
    return GetMessageClass(described.input_type), GetMessageClass(described.output_type)


@contextlib.contextmanager
def method_of(target, service, method):
    """`service`/`method` at `target`, as a function of a request, given as a dict, that returns the reply as a dict."""
    with grpc.insecure_channel(target) as channel:
        request_class, reply_class = messages_of(channel, service, method)
        invoke = channel.unary_unary(
            f"/{service}/{method}",
            request_serializer=request_class.SerializeToString,
            response_deserializer=reply_class.FromString,
        )

        def ask(request, seconds=CALL_SECONDS):
            reply = invoke(json_format.ParseDict(request, request_class()), timeout=seconds)
            return json_format.MessageToDict(reply, preserving_proto_field_name=True)

        yield ask


@contextlib.contextmanager
def caller_of(target, package):
    """`ask(service, method, **request)`: calls over one connection, which stays open until the end."""
    with grpc.insecure_channel(target) as channel:
        def ask(service, method, **request):
            request_class, reply_class = messages_of(channel, f"{package}.{service}", method)
            invoke = channel.unary_unary(f"/{package}.{service}/{method}",
                                         request_serializer=request_class.SerializeToString,
                                         response_deserializer=reply_class.FromString)
            reply = invoke(json_format.ParseDict(request, request_class()), timeout=CALL_SECONDS)
            return json_format.MessageToDict(reply, preserving_proto_field_name=True)

        yield ask


def call(target, service, method, request, seconds=CALL_SECONDS):
    """One such call."""
    with method_of(target, service, method) as ask:
        return ask(request, seconds)
