"""Sends OTLP profiles made by the opentelemetry-proto package: an encoder that is not ours.

Usage: send_profiles.py http PORT sends them and prints each answer as JSON; send_profiles.py bytes 0 prints the
requests, base64-encoded, one a line.
"""

import base64
import json
import sys
import time
import urllib.request

from opentelemetry.proto.collector.profiles.v1development import profiles_service_pb2 as service


def build(references):
    request = service.ExportProfilesServiceRequest()
    strings = ["", "samples", "count", "cpu", "nanoseconds", "main", "work", "service.name", "python-ref", "pod", "p-1"]
    dictionary = request.dictionary
    dictionary.string_table.extend(strings)
    dictionary.mapping_table.add()
    dictionary.link_table.add(trace_id=bytes(16), span_id=bytes(8))
    dictionary.attribute_table.add()
    attribute = dictionary.attribute_table.add(key_strindex=strings.index("pod"))
    if references:
        attribute.value.string_value_strindex = strings.index("p-1")
    else:
        attribute.value.string_value = "p-1"
    dictionary.function_table.add()
    dictionary.location_table.add()
    for name in ("main", "work"):
        dictionary.function_table.add(name_strindex=strings.index(name))
        dictionary.location_table.add().lines.add(function_index=len(dictionary.function_table) - 1)
    dictionary.stack_table.add()
    dictionary.stack_table.add(location_indices=[2, 1])
    dictionary.stack_table.add(location_indices=[1])
    resource = request.resource_profiles.add()
    label = resource.resource.attributes.add()
    if references:
        label.key_strindex = strings.index("service.name")
        label.value.string_value_strindex = strings.index("python-ref")
    else:
        label.key = "service.name"
        label.value.string_value = "python-inline"
    profile = resource.scope_profiles.add().profiles.add(period=10, time_unix_nano=time.time_ns())
    profile.sample_type.type_strindex = strings.index("samples")
    profile.sample_type.unit_strindex = strings.index("count")
    profile.period_type.type_strindex = strings.index("cpu")
    profile.period_type.unit_strindex = strings.index("nanoseconds")
    profile.samples.add(stack_index=1, values=[3], attribute_indices=[1])
    profile.samples.add(stack_index=2, timestamps_unix_nano=[time.time_ns(), time.time_ns()], attribute_indices=[1])
    return request.SerializeToString()


def main():
    transport, port = sys.argv[1:]
    for references in (False, True):
        body = build(references)
        if transport == "bytes":
            print(base64.b64encode(body).decode())
            continue
        sent = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1development/profiles",
            data=body,
            headers={"content-type": "application/x-protobuf", "otlp-profiles-development-version": "1"},
        )
        with urllib.request.urlopen(sent) as answer:
            response = service.ExportProfilesServiceResponse.FromString(answer.read())
            print(json.dumps({"rejected": response.partial_success.rejected_profiles}))


main()
