"""Makes and shows OTLP requests with PyPI's opentelemetry-proto, whose decoder owes nothing to Meshprof or the Collector.

  otlp_check.py make-log          writes an ExportLogsServiceRequest to standard output
  otlp_check.py show-profiles     reads an ExportProfilesServiceRequest from standard input, writes JSON
  otlp_check.py show-logs         reads an ExportLogsServiceRequest from standard input, writes JSON
"""

import json
import sys

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.profiles.v1development.profiles_service_pb2 import ExportProfilesServiceRequest


def attributes(items):
    """Key and value exactly as they are on the wire: a reference shows as an empty key and a `keyStrindex`."""
    return [
        {
            "key": item.key,
            "keyStrindex": item.key_strindex,
            "value": item.value.string_value or item.value.int_value,
            "valueStrindex": item.value.string_value_strindex,
        }
        for item in items
    ]


def make_log():
    request = ExportLogsServiceRequest()
    resource_logs = request.resource_logs.add()
    resource = resource_logs.resource.attributes.add(key="service.name")
    resource.value.string_value = "meshprof-agent"
    record = resource_logs.scope_logs.add().log_records.add(time_unix_nano=1, severity_text="INFO")
    record.body.string_value = "task ended"
    record.attributes.add(key="task_id").value.string_value = "t1"
    sys.stdout.buffer.write(request.SerializeToString())


def show_profiles():
    request = ExportProfilesServiceRequest.FromString(sys.stdin.buffer.read())
    strings = request.dictionary.string_table
    resources = []
    for resource_profiles in request.resource_profiles:
        profiles = [profile for scope in resource_profiles.scope_profiles for profile in scope.profiles]
        resources.append(
            {
                "attributes": attributes(resource_profiles.resource.attributes),
                "profiles": [
                    {
                        "type": strings[profile.sample_type.type_strindex],
                        "unit": strings[profile.sample_type.unit_strindex],
                        "period": profile.period,
                        "samples": len(profile.samples),
                        "values": sum(value for sample in profile.samples for value in sample.values),
                        "profileId": profile.profile_id.hex(),
                    }
                    for profile in profiles
                ],
            }
        )
    sample_keys = sorted({strings[item.key_strindex] for item in request.dictionary.attribute_table[1:]})
    functions = sorted(strings[function.name_strindex] for function in request.dictionary.function_table[1:])
    json.dump({"resources": resources, "sampleKeys": sample_keys, "functions": functions}, sys.stdout)


def show_logs():
    request = ExportLogsServiceRequest.FromString(sys.stdin.buffer.read())
    records = [
        {
            "resource": attributes(resource_logs.resource.attributes),
            "body": record.body.string_value,
            "severity": record.severity_text,
            "attributes": attributes(record.attributes),
        }
        for resource_logs in request.resource_logs
        for scope in resource_logs.scope_logs
        for record in scope.log_records
    ]
    json.dump(records, sys.stdout)


if __name__ == "__main__":
    {"make-log": make_log, "show-profiles": show_profiles, "show-logs": show_logs}[sys.argv[1]]()
