import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyOf, expand, pairsOf, type Stage } from './parse-dockerfile.ts';
import { BUILD_ENV, runInRoot } from './run-in-root.ts';
import { EMPTY_IMAGE, type Image, openStageRoot, type StageRoot } from './stage-root.ts';

export interface BuildOptions {
  readonly stages: readonly Stage[];
  /** Stages are kept here; one that was built here before is not built again. */
  readonly folder: string;
  /** The build context. */
  readonly context: string;
  readonly args: Readonly<Record<string, string>>;
  /** What stands in for an image of a registry. */
  readonly baseImage: (name: string) => Promise<Image>;
  /** Caches of this machine, by their place in the root. */
  readonly caches: Readonly<Record<string, string>>;
  readonly onStep?: (stage: string, step: string) => void;
}

/** Builds stages of a Dockerfile as an engine does, each once and only those that are needed. */
export class ImageBuilder {
  readonly #options: BuildOptions;
  readonly #built = new Map<string, Promise<Image>>();

  constructor(options: BuildOptions) {
    this.#options = options;
  }

  image(name: string): Promise<Image> {
    if (name === 'scratch') return Promise.resolve(EMPTY_IMAGE);
    let image = this.#built.get(name);
    if (image === undefined) {
      const stage = this.#options.stages.find((each) => each.name === name);
      image = stage === undefined ? this.#options.baseImage(name) : this.#build(stage);
      this.#built.set(name, image);
    }
    return image;
  }

  async #build({ from, name, steps }: Stage): Promise<Image> {
    const folder = path.join(this.#options.folder, name);
    const builtFile = path.join(folder, 'image.json');
    if (existsSync(builtFile)) return JSON.parse(readFileSync(builtFile, 'utf8')) as Image;
    const base = await this.image(from);
    const stage = openStageRoot(folder, base);
    let image: Image = { ...base, layers: [...base.layers, stage.layer] };
    let args: Record<string, string> = {};
    try {
      for (const { keyword, rest } of steps) {
        this.#options.onStep?.(name, `${keyword} ${rest}`);
        if (keyword === 'ARG') args = { ...args, [rest]: this.#options.args[rest] ?? '' };
        else image = await this.#step(stage, image, { keyword, rest, variables: { ...args, ...image.env } });
      }
    } finally {
      stage.unmount();
    }
    writeFileSync(builtFile, JSON.stringify(image));
    return image;
  }

  async #step(
    stage: StageRoot,
    image: Image,
    { keyword, rest, variables }: { keyword: string; rest: string; variables: Record<string, string> }
  ): Promise<Image> {
    switch (keyword) {
      case 'ENV':
        return { ...image, env: { ...image.env, ...pairsOf(expand(rest, variables)) } };
      case 'USER':
        return { ...image, user: rest };
      case 'ENTRYPOINT':
        return { ...image, entrypoint: JSON.parse(rest) as string[] };
      case 'WORKDIR':
        mkdirSync(path.join(stage.root, rest), { recursive: true });
        return { ...image, workdir: path.resolve(image.workdir, rest) };
      case 'COPY':
        await this.#copy(stage, image, expand(rest, variables));
        return image;
      case 'RUN':
        await this.#run(stage, image, rest, variables);
        return image;
      default:
        throw new Error(`cannot run ${keyword}`);
    }
  }

  async #run(stage: StageRoot, image: Image, rest: string, variables: Record<string, string>): Promise<void> {
    await runInRoot({
      root: stage.root,
      command: ['/bin/sh', '-c', rest],
      workdir: image.workdir,
      user: image.user,
      env: { ...BUILD_ENV, ...variables },
      mounts: this.#options.caches,
    });
  }

  async #copy(stage: StageRoot, { workdir }: Image, rest: string): Promise<void> {
    const { from, sources, to } = copyOf(rest);
    const other = from === undefined ? undefined : openCopySource(this.#options.folder, from, await this.image(from));
    try {
      const root = other?.root ?? this.#options.context;
      const files = sources.flatMap((source) => matching(root, source));
      if (files.length === 0) throw new Error(`COPY ${rest}: nothing is there`);
      copyInto(files, path.join(stage.root, path.resolve(workdir, to)), files.length > 1 || to.endsWith('/'));
    } finally {
      other?.unmount();
    }
  }
}

function openCopySource(folder: string, name: string, image: Image): StageRoot {
  return openStageRoot(path.join(folder, `read-${name.replaceAll(/\W/g, '-')}`), image);
}

function matching(root: string, source: string): string[] {
  const relative = source.replace(/^\//, '');
  return globSync(relative, { cwd: root }).map((file) => path.join(root, file));
}

/** As COPY: a folder's content, not the folder itself; a file under its own name where the target is a folder. */
function copyInto(files: readonly string[], to: string, toIsFolder: boolean): void {
  for (const file of files) {
    const isFolder = statSync(file).isDirectory();
    const target = isFolder ? `${to.replace(/\/$/, '')}/` : toIsFolder || isExistingFolder(to) ? `${to}/` : to;
    mkdirSync(target.endsWith('/') ? target : path.dirname(target), { recursive: true });
    execFileSync('cp', ['-a', '--no-preserve=ownership', isFolder ? `${file}/.` : file, target]);
  }
}

function isExistingFolder(file: string): boolean {
  return existsSync(file) && statSync(file).isDirectory();
}
