import { execFileSync } from 'node:child_process';
import { symbolsBuildPath } from './symbols-build.ts';

export interface GoFunction {
  readonly start: number;
  readonly limit: number;
  readonly name: string;
  readonly file: string;
}

/** Index in GoFrameRow::Rule. */
export const GO_FRAME_RULES = ['stack-pointer', 'frame-pointer', 'end', 'signal', 'unknown'] as const;

export interface GoFrameRow {
  readonly start: number;
  readonly rule: (typeof GO_FRAME_RULES)[number];
  /** From rsp or rbp to the canonical frame address. */
  readonly cfaOffset: number;
}

function listLines(program: string, ...options: string[]): string[][] {
  const text = execFileSync(symbolsBuildPath('list-go'), [program, ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return text.split('\n').map((line) => line.split('\t'));
}

/** How our reader unwinds a Go program's functions, by address. */
export function listGoFrameRows(program: string): GoFrameRow[] {
  const rows: GoFrameRow[] = [];
  for (const [kind, start = '', rule = '', cfaOffset = ''] of listLines(program, '--frames')) {
    if (kind !== 'R') continue;
    rows.push({
      start: parseInt(start, 16),
      rule: GO_FRAME_RULES[Number(rule)] ?? 'unknown',
      cfaOffset: Number(cfaOffset),
    });
  }
  return rows.sort((a, b) => a.start - b.start);
}

/** What our reader finds in a Go program's own function table. */
export function listGoFunctions(program: string): GoFunction[] {
  const functions: GoFunction[] = [];
  for (const [kind, start = '', limit = '', name = '', file = ''] of listLines(program)) {
    if (kind === 'F') functions.push({ start: parseInt(start, 16), limit: parseInt(limit, 16), name, file });
  }
  return functions;
}
