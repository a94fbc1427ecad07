import type { NameSource } from '@meshprof/contracts';

/** What one source of names says about a binary. */
export interface SourceDescription {
  readonly source: NameSource;
  readonly functions: number;
  /** Of these, functions with a source file. */
  readonly withFile: number;
  readonly examples: readonly string[];
  /** One sentence if the source is there but cannot be used, or ''. */
  readonly problem: string;
}

export interface BinaryDescription {
  readonly path: string;
  /** GNU build id in hex, or ''. */
  readonly buildId: string;
  readonly fileBytes: number;
  readonly isStripped: boolean;
  readonly hasDwarf: boolean;
  /** The file that `.gnu_debuglink` names, or null. */
  readonly debugLink: string | null;
  /** The debug file that was used, or null. */
  readonly debugFile: string | null;
  /** Functions that `.eh_frame_hdr` lists: those that can be unwound without frame pointers. */
  readonly unwindEntries: number;
  readonly sections: readonly string[];
  readonly sources: readonly SourceDescription[];
  /** One sentence about what is broken in the file, or ''. */
  readonly problem: string;
  /** What would give more names; sentences. */
  readonly advice: readonly string[];
}

export interface SourceFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly isInlined: boolean;
}

export interface ResolvedAddress {
  readonly address: string;
  /** '' where nothing proves a name. */
  readonly name: string;
  readonly file: string;
  readonly source: NameSource;
  /** First address of the function, or null. */
  readonly start: string | null;
  /** From DWARF, innermost first; only if asked for. */
  readonly frames: readonly SourceFrame[];
}
