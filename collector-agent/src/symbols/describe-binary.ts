import { closeSync, realpathSync } from 'node:fs';
import { NAME_SOURCES } from '@meshprof/contracts';
import { adviceFor } from './advice.ts';
import type { BinaryDescription, ResolvedAddress, SourceDescription } from './binary-description.ts';
import { debugFilePaths } from './debug-file-paths.ts';
import { openIfRegular } from '../files/open-if-regular.ts';
import { openRegularFile } from './open-regular-file.ts';
import { runSymbolsTool, type ToolFiles } from './symbols-tool.ts';

/** What the tool prints: sources by number, and no path. */
interface RawDescription extends Omit<BinaryDescription, 'path' | 'isStripped' | 'debugFile' | 'sources' | 'advice'> {
  readonly hasSymbolTable: boolean;
  readonly sources: readonly (Omit<SourceDescription, 'source'> & { readonly source: number })[];
}

export interface BinaryFiles {
  readonly path: string;
  readonly debugFile?: string;
  readonly pack?: string;
}

/** The files of one question about a binary, opened; `debugPath` is the debug file in use. */
export interface OpenBinary {
  readonly files: ToolFiles;
  readonly debugPath: string | null;
  readonly description: BinaryDescription;
  close(): void;
}

/** Opens a binary with the debug file that was named, or else the first of its usual places that belongs to it. */
export async function openBinary({ path, debugFile, pack }: BinaryFiles): Promise<OpenBinary> {
  const opened: number[] = [];
  const open = (name: string, what: string): number => {
    const descriptor = openRegularFile(name, what);
    opened.push(descriptor);
    return descriptor;
  };
  const close = () => opened.splice(0).forEach((descriptor) => closeSync(descriptor));
  try {
    const files: ToolFiles = {
      path,
      binary: open(path, 'the binary'),
      ...(pack !== undefined && { pack: open(pack, 'the symbol pack') }),
    };
    if (debugFile !== undefined) {
      const withDebug = { ...files, debugFile: open(debugFile, 'the debug file') };
      return { files: withDebug, debugPath: debugFile, description: await describe(path, withDebug, debugFile), close };
    }
    const own = await describe(path, files, null);
    for (const candidate of debugFilePaths(realpathSync(path), own.buildId, own.debugLink)) {
      const descriptor = openIfRegular(candidate);
      if (descriptor === undefined) continue;
      opened.push(descriptor);
      const withDebug = { ...files, debugFile: descriptor };
      const description = await describe(path, withDebug, candidate);
      const isUsable = description.sources.some(({ source, functions }) => source === 'debug-file' && functions > 0);
      if (isUsable) return { files: withDebug, debugPath: candidate, description, close };
    }
    return { files, debugPath: null, description: own, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function describe(path: string, files: ToolFiles, debugFile: string | null): Promise<BinaryDescription> {
  const raw = (await runSymbolsTool('describe', files)) as RawDescription;
  const { hasSymbolTable, sources, ...rest } = raw;
  const description = {
    path,
    ...rest,
    isStripped: !hasSymbolTable,
    debugFile,
    sources: sources.map((entry) => ({ ...entry, source: NAME_SOURCES[entry.source] ?? 'none' })),
  };
  return { ...description, advice: adviceFor(description) };
}

/** Names of ELF virtual addresses, with lines and inlined functions if wanted. */
export async function resolveAddresses(
  { files }: OpenBinary,
  addresses: readonly string[],
  withInlines: boolean
): Promise<ResolvedAddress[]> {
  const words = [...(withInlines ? ['inlines'] : []), ...addresses];
  const rows = (await runSymbolsTool('resolve', files, words)) as (Omit<ResolvedAddress, 'source'> & {
    source: number;
  })[];
  return rows.map((row) => ({ ...row, source: NAME_SOURCES[row.source] ?? 'none' }));
}
