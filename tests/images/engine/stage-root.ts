import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** An image or a stage: folders that lie over one another, and what programs of it are started with. */
export interface Image {
  /** The lowest first. */
  readonly layers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
}

export const EMPTY_IMAGE: Image = { layers: [], env: {}, workdir: '/', user: 'root', entrypoint: [] };

/** A stage while it is built: its layers as one file system, until `unmount`. */
export interface StageRoot {
  readonly root: string;
  readonly layer: string;
  unmount(): void;
}

/** Lays a new folder over the layers of an image, as an engine does. */
export function openStageRoot(folder: string, { layers }: Pick<Image, 'layers'>): StageRoot {
  const [root, layer, work, empty] = ['root', 'layer', 'work', 'empty'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const each of [root, layer, work, empty]) mkdirSync(each, { recursive: true });
  const lower = [...layers].reverse();
  const options = `lowerdir=${(lower.length === 0 ? [empty] : lower).join(':')},upperdir=${layer},workdir=${work}`;
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, root]);
  return { root, layer, unmount: () => execFileSync('umount', [root]) };
}

/** As `du`, of all layers: what an engine stores for the image. */
export function sizeBytes({ layers }: Pick<Image, 'layers'>): number {
  if (layers.length === 0) return 0;
  const total = execFileSync('du', ['--summarize', '--total', '--block-size=1', ...layers], { encoding: 'utf8' });
  return Number(total.trim().split('\n').at(-1)?.split('\t')[0]);
}
