"""Validates a CycloneDX file in JSON against its schema, with somebody else's validator. Usage: FILE VERSION"""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

file, version = sys.argv[1:]
with open(file, encoding="utf-8") as content:
    problem = JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(content.read())
if problem is not None:
    sys.exit(f"{file}: {problem}")
