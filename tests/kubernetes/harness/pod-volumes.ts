import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Manifest, type PodSpec, find, type Volume } from './kubectl.ts';

/** Folder of each volume of a pod; what has none is in memory. */
export type VolumeFolders = ReadonlyMap<string, string>;

const DEFAULT_MODE = 0o644;

/** Makes the volumes of a pod as a kubelet would, with owners and modes; `objects` are the Secrets and ConfigMaps. */
export function makeVolumes(folder: string, pod: PodSpec, objects: readonly Manifest[]): VolumeFolders {
  const made = pod.volumes.flatMap((volume): [string, string][] => {
    if (volume.emptyDir !== undefined) return [];
    const at = path.join(folder, volume.name);
    mkdirSync(at, { recursive: true });
    const { fsGroup } = pod.securityContext;
    for (const [name, content] of contentOf(volume, objects)) {
      const file = path.join(at, name);
      writeFileSync(file, content);
      chownSync(file, 0, fsGroup ?? 0);
      chmodSync(file, modeOf(volume));
    }
    if (volume.persistentVolumeClaim !== undefined && fsGroup !== undefined) {
      chownSync(at, 0, fsGroup);
      chmodSync(at, 0o2775);
    }
    return [[volume.name, at]];
  });
  return new Map(made);
}

const modeOf = ({ secret, projected }: Volume): number => secret?.defaultMode ?? projected?.defaultMode ?? DEFAULT_MODE;

function contentOf({ secret, configMap, projected }: Volume, objects: readonly Manifest[]): [string, Buffer][] {
  const sources = [
    ...(secret === undefined ? [] : [{ secret: { name: secret.secretName } }]),
    ...(configMap === undefined ? [] : [{ configMap }]),
    ...(projected?.sources ?? []),
  ];
  return sources.flatMap((source) =>
    'secret' in source && source.secret !== undefined
      ? filesOf(find(objects, 'Secret', source.secret.name), 'base64', source.secret)
      : 'configMap' in source && source.configMap !== undefined
        ? filesOf(find(objects, 'ConfigMap', source.configMap.name), 'utf8', source.configMap)
        : []
  );
}

function filesOf(
  { data }: Manifest,
  encoding: 'base64' | 'utf8',
  { items }: { items?: readonly { key: string; path: string }[] }
): [string, Buffer][] {
  const values = data as Record<string, string>;
  const wanted = items ?? Object.keys(values).map((key) => ({ key, path: key }));
  return wanted.map(({ key, path: name }) => {
    const value = values[key];
    if (value === undefined) throw new Error(`there is no key ${key}`);
    return [name, Buffer.from(value, encoding)];
  });
}
