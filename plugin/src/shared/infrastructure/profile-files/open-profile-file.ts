import { gunzip, isGzip } from './gzip';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';
import { decodeProfileJson } from './profile-json';
import { readFolded } from './read-folded';
import { readPprof } from './read-pprof';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { checkedProfile, type SavedProfile } from './saved-profile';
import { loadedProfile } from '@shared/domain/profile-view/profile-content';
import { storedSampleType } from '@shared/domain/profile-view/stored-export';

/** Reads a profile in the browser; nothing leaves it. Throws ProfileFileError, which says why a file cannot be shown. */
export async function openProfileFile(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<SavedProfile> {
  if (file.size > FILE_LIMITS.packedBytes) {
    throw new ProfileFileError('too-large');
  }
  const bytes = await unpacked(new Uint8Array(await file.arrayBuffer()));
  const name = file.name.slice(0, 200);
  const text = textOf(bytes);
  if (text === undefined) {
    return readPprof(bytes, name);
  }
  return text.trimStart().startsWith('{') ? readJson(text, name) : readFolded(text, name);
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (!isGzip(bytes)) {
    return bytes;
  }
  let plain: Uint8Array | undefined;
  try {
    plain = await gunzip(bytes, FILE_LIMITS.bytes);
  } catch {
    throw new ProfileFileError('broken-gzip');
  }
  if (!plain) {
    throw new ProfileFileError('unpacks-too-large');
  }
  return plain;
}

const LOOKED_AT = 1024;

/** Folded stacks and JSON are UTF-8 without control characters; a pprof file has one in its second byte. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) {
    throw new ProfileFileError('unknown-format');
  }
  const isText = (byte: number) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
  if (!bytes.subarray(0, LOOKED_AT).every(isText)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readJson(json: string, fileName: string): SavedProfile {
  const { frame, subject, profileTypeId, title, unit, fromUnixMs, toUnixMs } = decodeProfileJson(json);
  const known = PROFILE_TYPES.find(({ storedAs }) => storedAs === profileTypeId);
  const profile = loadedProfile(frame);
  return checkedProfile({
    fileName,
    subject: subject || fileName,
    fromUnixMs,
    toUnixMs,
    profiles: [
      {
        id: 'json',
        title: known?.title ?? title,
        grafanaUnit: known?.grafanaUnit ?? unit,
        ...(known && { typeId: known.id }),
        sampleType: storedSampleType(profileTypeId),
        profileOf: (filters) => (Object.keys(filters).length === 0 ? profile : undefined),
        sumsOf: () => [],
      },
    ],
  });
}
