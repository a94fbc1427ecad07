import { gunzipSync, gzipSync } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { MAX_CONFIG_BYTES } from '../../proxy-settings/config-files.ts';
import type { Snapshot } from './driver.ts';
import { fail, type Outcome, succeed } from './outcome.ts';
import type { FileContent } from './proxy-files.ts';

const FileSchema = Type.Object({
  path: Type.String(),
  gzipBase64: Type.String(),
  uid: Type.Integer(),
  gid: Type.Integer(),
  mode: Type.Integer(),
});
type KeptFile = Static<typeof FileSchema>;

/** What the driver `envoy-files` keeps: the files that it may change, to the byte. */
export const FilesSnapshotSchema = Type.Object({
  /** The proxy has our root directory, so that its files can be put back when it is gone. */
  isOurRoot: Type.Boolean(),
  listeners: Type.Optional(FileSchema),
  runtime: Type.Optional(Type.Object({ file: FileSchema, resource: Type.String() })),
});
export type FilesSnapshot = Static<typeof FilesSnapshotSchema>;

export function readFilesSnapshot({ data }: Snapshot): Outcome<FilesSnapshot> {
  if (Value.Check(FilesSnapshotSchema, data)) return succeed(data);
  return fail('preflight-failed', 'The snapshot is not one of the driver envoy-files.');
}

export function keepFile(path: string, { bytes, uid, gid, mode }: FileContent): KeptFile {
  return { path, gzipBase64: gzipSync(bytes).toString('base64'), uid, gid, mode };
}

/** Undefined for what no `keepFile` made. */
export function keptContent({ gzipBase64, uid, gid, mode }: KeptFile): FileContent | undefined {
  try {
    const bytes = gunzipSync(Buffer.from(gzipBase64, 'base64'), { maxOutputLength: MAX_CONFIG_BYTES });
    return { bytes, uid, gid, mode };
  } catch {
    return undefined;
  }
}
