"""Decodes a serialized ExportProfilesServiceRequest from standard input and prints it as JSON.

The decoder is opentelemetry-proto's generated code, which shares nothing with our encoder. A field it does not know
is an error: it would be data that every receiver silently loses.
"""

import json
import sys

from google.protobuf.json_format import MessageToDict
from google.protobuf.unknown_fields import UnknownFieldSet
from opentelemetry.proto.collector.profiles.v1development.profiles_service_pb2 import ExportProfilesServiceRequest


def refuse_unknown_fields(message, path):
    for unknown in UnknownFieldSet(message):
        sys.exit(f"unknown field {unknown.field_number} in {path}")
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        parts = [value] if hasattr(value, "ListFields") else value
        for part in parts:
            refuse_unknown_fields(part, f"{path}.{field.name}")


request = ExportProfilesServiceRequest()
request.ParseFromString(sys.stdin.buffer.read())
refuse_unknown_fields(request, "request")
json.dump(MessageToDict(request, preserving_proto_field_name=True), sys.stdout)
