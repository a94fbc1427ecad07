import type { CodeBlock } from './code-blocks.ts';

/**
 * What a test does with the commands of a block: the word behind `sh`.
 * - `run`: runs them, here and now; no root, no service.
 * - `stack`: runs them as root against what `npm start` starts, with its demo.
 * - `long`: the same, in `npm run test:long`.
 * - `check`: they need a cluster, Docker or a file of the reader: the shell runs them with stand-ins for all programs, and
 *   Meshprof's own command lines are read by its own parser.
 * - `tested-by=FILE`: that test runs them.
 */
export const COMMAND_CLASSES = ['run', 'stack', 'long', 'check'] as const;
export type CommandClass = (typeof COMMAND_CLASSES)[number] | 'tested-by';

const SHELLS = new Set(['sh', 'bash', 'shell', 'console', 'zsh']);

export function isShell(block: CodeBlock): boolean {
  return SHELLS.has(block.language);
}

/** Undefined where a block says nothing, or something unknown. */
export function classOf(block: CodeBlock): CommandClass | undefined {
  const word = block.words[0] ?? '';
  if (word.startsWith('tested-by=')) return 'tested-by';
  return COMMAND_CLASSES.find((name) => name === word);
}

/** The test that runs a block of the class `tested-by`. */
export function testFileOf(block: CodeBlock): string {
  return (block.words[0] ?? '').slice('tested-by='.length);
}

/** Name under which a block of data lies beside the commands of its page: `yaml file=policy.yaml`. */
export function fileNameOf(block: CodeBlock): string | undefined {
  return block.words.find((word) => word.startsWith('file='))?.slice('file='.length);
}

export const whereOf = ({ file, line }: CodeBlock): string => `${file}:${line}`;
