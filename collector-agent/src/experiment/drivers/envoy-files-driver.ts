import type { ExperimentFinding, ExperimentSpec, TreatmentProof, Variant } from '@meshprof/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyCounters } from '../envoy/proxy-counters.ts';
import type { ProxyConfig } from '../envoy/read-config.ts';
import { awaitFiles, type FilesAwaited } from './await-files.ts';
import type { Converged, Driver, Restored, Snapshot } from './driver.ts';
import { EnvoyProxy } from './envoy-proxy.ts';
import { type FilesSnapshot, keepFile, keptContent, readFilesSnapshot } from './files-snapshot.ts';
import { keepTheirs } from './keep-theirs.ts';
import { managedFiles } from './managed-files.ts';
import { fail, type Outcome, succeed } from './outcome.ts';
import { preflightOfFiles } from './preflight-files.ts';
import { proveVariant } from './prove-variant.ts';
import { ProxyFiles } from './proxy-files.ts';
import { type VariantFile, variantFiles, versionOf } from './variant-files.ts';

/** For a file that is back to have its effect. */
const RESTORE_WAIT_MS = 15_000;
const POLL_MS = 200;

export async function openEnvoyFilesDriver(spec: ExperimentSpec): Promise<Outcome<Driver>> {
  const proxy = await EnvoyProxy.open(spec.target);
  return proxy.ok ? succeed(new EnvoyFilesDriver(spec, proxy.value)) : proxy;
}

/** Turns what stands in files that Envoy watches: listeners (LDS), which drain connections, and runtime (RTDS). */
class EnvoyFilesDriver implements Driver {
  readonly #spec: ExperimentSpec;
  readonly #proxy: EnvoyProxy;
  /** Files as we wrote them last, or found them, with what tells that they are still the same. */
  readonly #files = new Map<string, { readonly bytes: Buffer; stamp: string }>();
  #awaited: FilesAwaited = {};

  constructor(spec: ExperimentSpec, proxy: EnvoyProxy) {
    this.#spec = spec;
    this.#proxy = proxy;
  }

  get pid(): number {
    return this.#proxy.pid;
  }

  preflight(): Promise<readonly ExperimentFinding[]> {
    return preflightOfFiles(this.#spec, this.#proxy);
  }

  async snapshot(): Promise<Outcome<Snapshot>> {
    const config = await this.#proxy.readConfig();
    if (!config.ok) return config;
    const data = this.#snapshotData(config.value);
    return data.ok ? succeed({ driver: 'envoy-files', hash: config.value.hashes.whole, data: data.value }) : data;
  }

  #snapshotData(config: ProxyConfig): Outcome<FilesSnapshot> {
    const { listeners, runtime, missing } = managedFiles(this.#spec, config);
    if (missing.length > 0) return fail('preflight-failed', `The proxy reads no file of ${missing.join(' and ')}.`);
    const { files } = this.#proxy;
    const kept: FilesSnapshot = { isOurRoot: files.isOurRoot() };
    for (const path of [listeners, runtime?.path]) {
      if (path === undefined) continue;
      const content = files.read(path);
      if (!content.ok) return fail('preflight-failed', `${content.problem}.`);
      const file = keepFile(files.absolute(path), content.value);
      if (path === listeners) kept.listeners = file;
      else kept.runtime = { file, resource: runtime?.resource ?? '' };
    }
    return succeed(kept);
  }

  async apply(variant: Variant, snapshot: Snapshot): Promise<Outcome<void>> {
    this.#proxy.forgetConverged();
    this.#files.clear();
    const data = readFilesSnapshot(snapshot);
    if (!data.ok) return data;
    const config = await this.#proxy.readConfig();
    if (!config.ok) return config;
    const files = variantFiles(variant, data.value, config.value);
    if (!files.ok) return files;
    const before = await this.#proxy.readCounters();
    if (!before.ok) return before;
    const written = write(this.#proxy.files, files.value);
    if (!written.ok) return written;
    this.#awaited = { before: before.value, kinds: written.value };
    const listeners = files.value.find(({ kind }) => kind === 'listeners');
    if (listeners !== undefined) this.#awaited.version = versionOf(listeners.content.bytes, listeners.path);
    for (const { path, content } of files.value) this.#files.set(path, { bytes: content.bytes, stamp: '' });
    return succeed(undefined);
  }

  async converge(variant: Variant, signal: AbortSignal): Promise<Outcome<Converged>> {
    const awaited = await awaitFiles(this.#proxy, this.#awaited, signal);
    if (!awaited.ok) return awaited;
    const { drained, config } = awaited.value;
    if (this.#awaited.version !== undefined && this.#awaited.version !== config.facts.listenersVersion) {
      return fail(
        'foreign-change',
        `The proxy has other listeners than those of ${variant.name}: somebody else wrote the file.`
      );
    }
    for (const [path, file] of this.#files) file.stamp = this.#proxy.files.stamp(path);
    const noted = await this.#proxy.noteConverged(config);
    if (!noted.ok) return noted;
    const same = this.#checkFiles();
    return same.ok ? succeed({ drained, configHash: config.hashes.whole }) : same;
  }

  async restore(snapshot: Snapshot): Promise<Outcome<Restored>> {
    const data = readFilesSnapshot(snapshot);
    if (!data.ok) return data;
    this.#proxy.forgetConverged();
    this.#files.clear();
    this.#awaited = {};
    const kept = [data.value.listeners, data.value.runtime?.file].filter((file) => file !== undefined);
    const files = kept.map((file) => ({ path: file.path, content: keptContent(file) }));
    const whole = files.filter((file): file is Pick<VariantFile, 'path' | 'content'> => file.content !== undefined);
    if (whole.length < files.length) return fail('preflight-failed', 'The snapshot of a file is broken.');
    if (!data.value.isOurRoot) {
      const back = await this.#proxy.reopenIfGone(this.#spec.target);
      if (!back.ok) return back;
    }
    // Before a proxy that was started anew is waited for: it reads them when it starts.
    const view = this.#proxy.isAlive() ? this.#proxy.files : new ProxyFiles(process.pid);
    const notes = whole.flatMap(({ path, content }) => keepTheirs(view, path, content) ?? []);
    const written = write(view, whole);
    if (!written.ok) return written;
    const back = await this.#proxy.reopenIfGone(this.#spec.target);
    const restored = back.ok ? await this.#awaitHash(snapshot.hash) : back;
    return restored.ok && notes.length > 0 ? succeed({ ...restored.value, notes }) : restored;
  }

  async #awaitHash(wanted: string): Promise<Outcome<Restored>> {
    const deadline = performance.now() + RESTORE_WAIT_MS;
    for (;;) {
      const hash = await this.configHash();
      if (!hash.ok) return hash;
      const proven = hash.value === wanted;
      if (proven || performance.now() > deadline) return succeed({ hash: hash.value, proven });
      await sleep(POLL_MS);
    }
  }

  configHash(): Promise<Outcome<string>> {
    return this.#proxy.configHash();
  }

  async checkUnchanged(): Promise<Outcome<void>> {
    const files = this.#checkFiles();
    return files.ok ? this.#proxy.checkUnchanged() : files;
  }

  #checkFiles(): Outcome<void> {
    for (const [path, file] of this.#files) {
      const stamp = this.#proxy.files.stamp(path);
      if (file.stamp === '' || stamp === file.stamp) continue;
      const now = this.#proxy.files.read(path);
      if (!this.#proxy.isAlive()) return succeed(undefined);
      if (!now.ok || !now.value.bytes.equals(file.bytes)) {
        return fail('foreign-change', `Somebody else changed ${path} while the experiment ran.`);
      }
      file.stamp = stamp;
    }
    return succeed(undefined);
  }

  readCounters(): Promise<Outcome<ProxyCounters>> {
    return this.#proxy.readCounters();
  }

  async prove(variant: Variant, before: ProxyCounters, after: ProxyCounters): Promise<readonly TreatmentProof[]> {
    return proveVariant({ variant, before, after, config: await this.#proxy.readConfig(), byRuntime: false });
  }

  async diskPaths(): Promise<readonly string[]> {
    const { files } = this.#proxy;
    return [...new Set([...(await this.#proxy.logFolders()), ...files.folders([...this.#files.keys()])])];
  }

  close(): Promise<void> {
    return this.#proxy.close();
  }
}

type FileToWrite = Pick<VariantFile, 'path' | 'content'> & { readonly kind?: VariantFile['kind'] };

/** Those that are not there already; says which kinds were written. */
function write(view: ProxyFiles, files: readonly FileToWrite[]): Outcome<VariantFile['kind'][]> {
  const written: VariantFile['kind'][] = [];
  for (const { kind, path, content } of files) {
    const now = view.read(path);
    const { bytes, uid, gid, mode } = content;
    if (
      now.ok &&
      now.value.bytes.equals(bytes) &&
      now.value.uid === uid &&
      now.value.gid === gid &&
      now.value.mode === mode
    )
      continue;
    const replaced = view.replace(path, content);
    if (!replaced.ok) return fail(replaced.isDiskFull ? 'disk-full' : 'preflight-failed', `${replaced.problem}.`);
    if (kind !== undefined) written.push(kind);
  }
  return succeed(written);
}
