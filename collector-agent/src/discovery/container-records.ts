import path from 'node:path';
import { displayName } from './display-name.ts';
import { readProcText } from './proc-file.ts';

/** What a container's runtime calls it. */
export interface ContainerFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerLookup {
  /** By its 64 hex digits. */
  find(id: string): ContainerFacts | undefined;
}

/** Where runtimes keep what they know of their containers. */
export interface RuntimeFolders {
  /** A folder for each container, by its id. */
  readonly docker: string;
  /** One list of all. */
  readonly podman: string;
}

const DEFAULT_FOLDERS: RuntimeFolders = {
  docker: '/var/lib/docker/containers',
  podman: '/var/lib/containers/storage/overlay-containers',
};

const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_LABELS = 100;
/** A container's files are there before its processes are; one that has none belongs to another runtime. */
const LOOK_AGAIN_MS = 60_000;
const MAX_REMEMBERED = 10_000;

type Json = Readonly<Record<string, unknown>>;

interface Remembered {
  readonly facts: ContainerFacts | undefined;
  readonly readAtMs: number;
}

/**
 * Names and labels of containers outside Kubernetes, from the files that Docker and Podman write for themselves. Never
 * from their sockets: who may ask those is root of the node. Where the files are not to be seen, a container has its id
 * alone.
 */
export class ContainerRecords implements ContainerLookup {
  readonly #folders: RuntimeFolders;
  readonly #now: () => number;
  readonly #known = new Map<string, Remembered>();

  constructor(folders = DEFAULT_FOLDERS, now: () => number = () => performance.now()) {
    this.#folders = folders;
    this.#now = now;
  }

  find(id: string): ContainerFacts | undefined {
    // It becomes part of a path.
    if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
    const known = this.#known.get(id);
    if (known !== undefined && (known.facts !== undefined || this.#now() - known.readAtMs < LOOK_AGAIN_MS)) {
      return known.facts;
    }
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    const facts = this.#ofDocker(id) ?? this.#ofPodman(id);
    this.#known.set(id, { facts, readAtMs: this.#now() });
    return facts;
  }

  #ofDocker(id: string): ContainerFacts | undefined {
    const record = readJson(path.join(this.#folders.docker, id, 'config.v2.json'));
    if (!isRecord(record) || typeof record['Name'] !== 'string') return undefined;
    const config = record['Config'];
    const labels = isRecord(config) ? config['Labels'] : undefined;
    return factsOf(record['Name'].replace(/^\//, ''), isRecord(labels) ? labels : {});
  }

  #ofPodman(id: string): ContainerFacts | undefined {
    const list = readJson(path.join(this.#folders.podman, 'containers.json'));
    if (!Array.isArray(list)) return undefined;
    const record = list.find((each): each is Json => isRecord(each) && each['id'] === id);
    const names: unknown = record?.['names'];
    const name: unknown = Array.isArray(names) ? names[0] : undefined;
    return typeof name === 'string' ? factsOf(name, {}) : undefined;
  }
}

function factsOf(name: string, labels: Json): ContainerFacts | undefined {
  if (name === '') return undefined;
  const texts = Object.entries(labels)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .slice(0, MAX_LABELS);
  return { name: displayName(name), labels: Object.fromEntries(texts) };
}

function readJson(file: string): unknown {
  const text = readProcText(file, MAX_FILE_BYTES);
  if (!text.ok) return undefined;
  try {
    return JSON.parse(text.text);
  } catch {
    // Half written, or cut at the limit.
    return undefined;
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
