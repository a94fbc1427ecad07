import { createHash } from 'node:crypto';
import type { Variant } from '@meshprof/contracts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import { ConfigDocument } from './config-document.ts';
import { type FilesSnapshot, keptContent } from './files-snapshot.ts';
import { editListeners, setsRuntime } from './listener-edits.ts';
import { fail, type Outcome, succeed } from './outcome.ts';
import type { FileContent } from './proxy-files.ts';
import { setRuntimeKeys } from './runtime-file.ts';
import { keysOfVariant } from './runtime-keys.ts';

export interface VariantFile {
  readonly kind: 'listeners' | 'runtime';
  readonly path: string;
  readonly content: FileContent;
}

/** The files of a variant, made of those of before: the very bytes where the variant changes nothing in them. */
export function variantFiles(variant: Variant, snapshot: FilesSnapshot, config: ProxyConfig): Outcome<VariantFile[]> {
  const files: VariantFile[] = [];
  const { listeners, runtime } = snapshot;
  for (const [kind, file] of [
    ['listeners', listeners],
    ['runtime', runtime?.file],
  ] as const) {
    if (file === undefined) continue;
    const before = keptContent(file);
    if (before === undefined) return fail('preflight-failed', `The snapshot of ${file.path} is broken.`);
    const isTouched = variant.knobs.some((knob) => setsRuntime(knob) === (kind === 'runtime'));
    if (!isTouched) {
      files.push({ kind, path: file.path, content: before });
      continue;
    }
    const parsed = ConfigDocument.parse(before.bytes, file.path);
    if (!parsed.ok) return fail('preflight-failed', `${parsed.problem}.`);
    const edit = kind === 'listeners' ? editListeners : editRuntime(runtime?.resource ?? '', config);
    const problem = edit(parsed.value, variant);
    if (problem !== undefined) return fail('preflight-failed', problem);
    files.push({ kind, path: file.path, content: { ...before, bytes: written(parsed.value, variant) } });
  }
  return succeed(files);
}

function editRuntime(resource: string, config: ProxyConfig) {
  return (document: ConfigDocument, variant: Variant): string | undefined => {
    const keys = keysOfVariant({ ...variant, knobs: variant.knobs.filter(setsRuntime) }, config);
    return keys.ok ? setRuntimeKeys(document, resource, keys.keys) : keys.problem;
  };
}

/** In the place of a version that is made of the text around it. */
const NO_VERSION = 'meshprof-000000000000';

/**
 * With a version of its own, by which the proxy tells that it has this file and no other, and we that nobody else has
 * changed it.
 */
function written(document: ConfigDocument, { name }: Variant): Buffer {
  const note = `Variant ${name} of a Meshprof experiment. The file of before comes back when it ends.`;
  document.setVersion(NO_VERSION);
  const text = document.toBytes(note).toString('utf8');
  return Buffer.from(text.replaceAll(NO_VERSION, versionMadeOf(text)));
}

const versionMadeOf = (text: string): string =>
  `meshprof-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;

/** Whether an experiment wrote this, to the byte. */
export function isOfAVariant(bytes: Buffer, path: string): boolean {
  const version = versionOf(bytes, path);
  if (!/^meshprof-[0-9a-f]{12}$/.test(version)) return false;
  return versionMadeOf(bytes.toString('utf8').replaceAll(version, NO_VERSION)) === version;
}

/** Empty for what cannot be read, or names none. */
export function versionOf(bytes: Buffer, path: string): string {
  const parsed = ConfigDocument.parse(bytes, path);
  return parsed.ok ? (parsed.value.version() ?? '') : '';
}
