"""Packs a folder: zip.py FOLDER FILE. Names sorted, one time, one mode: the same content gives the same bytes."""

import os
import sys
import zipfile

folder, target = sys.argv[1:]
names = sorted(
    os.path.relpath(os.path.join(parent, name), folder) for parent, _, files in os.walk(folder) for name in files
)
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for name in names:
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = 3  # Unix, so that the mode counts
        entry.external_attr = 0o100644 << 16
        with open(os.path.join(folder, name), "rb") as content:
            archive.writestr(entry, content.read())
