import { formatBytes, formatCount } from '../cli/quantity.ts';
import { formatTable } from '../cli/table.ts';
import type { BinaryDescription, ResolvedAddress } from './binary-description.ts';

/** Sections that say something about names or unwinding. */
const TELLING = /^\.(symtab|dynsym|eh_frame_hdr|debug_frame|gopclntab|gnu_debugdata|gnu_debuglink|debug_info)$/;

const MAX_EXAMPLE_LENGTH = 60;

/** For people; `--json` has everything. */
export function formatDescription(binary: BinaryDescription): string {
  const facts: [string, string][] = [
    ['binary', `${binary.path} (${formatBytes(binary.fileBytes)})`],
    ['build id', binary.buildId === '' ? 'none' : binary.buildId],
    ['symbols', `${binary.isStripped ? 'stripped' : 'not stripped'}${binary.hasDwarf ? ', with DWARF' : ''}`],
    ['sections', binary.sections.filter((name) => TELLING.test(name)).join(' ') || 'none that help'],
    ['unwinding', unwinding(binary)],
    ...(binary.debugFile === null ? [] : ([['debug file', binary.debugFile]] as [string, string][])),
    ...(binary.problem === '' ? [] : ([['problem', binary.problem]] as [string, string][])),
  ];
  const rows = binary.sources
    .filter(({ functions, problem }) => functions > 0 || problem !== '')
    .map(({ source, functions, withFile, examples, problem }) => [
      source,
      formatCount(functions),
      formatCount(withFile),
      problem === '' ? examples.map(shorten).join(', ') : problem,
    ]);
  const table = formatTable(
    [
      { title: 'SOURCE' },
      { title: 'FUNCTIONS', align: 'right' },
      { title: 'WITH FILE', align: 'right' },
      { title: 'SUCH AS' },
    ],
    rows
  );
  const lines = facts.map(([name, text]) => `${name.padEnd(10)}  ${text}\n`).join('');
  const advice = binary.advice.map((sentence) => `\n${sentence}\n`).join('');
  return `${lines}\n${rows.length > 0 ? table : 'Nothing in it names a function.\n'}${advice}`;
}

/** Template instances have names of kilobytes. */
function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= MAX_EXAMPLE_LENGTH ? name : `${characters.slice(0, MAX_EXAMPLE_LENGTH - 1).join('')}…`;
}

function unwinding(binary: BinaryDescription): string {
  const go = binary.sources.find(({ source }) => source === 'go-table')?.functions ?? 0;
  const parts = [
    ...(binary.unwindEntries > 0 ? [`.eh_frame of ${formatCount(binary.unwindEntries)} functions`] : []),
    ...(go > 0 ? [`Go's table of ${formatCount(go)} functions`] : []),
  ];
  return parts.join(', ') || 'frame pointers only, if it keeps them';
}

export function formatAddresses(rows: readonly ResolvedAddress[]): string {
  return rows.map(formatAddress).join('');
}

function formatAddress({ address, name, file, source, frames }: ResolvedAddress): string {
  const place = file === '' ? '' : ` in ${file}`;
  const head = `${address}  ${name === '' ? 'no name' : `${name}${place} (${source})`}\n`;
  const lines = frames.map((frame) => {
    const where = frame.file === '' ? '' : ` at ${frame.file}:${frame.line}`;
    return `    ${frame.function || '?'}${where}${frame.isInlined ? ' (inlined)' : ''}\n`;
  });
  return head + lines.join('');
}
