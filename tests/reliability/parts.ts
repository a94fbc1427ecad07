import { isDeepStrictEqual } from 'node:util';
import { markdownTable } from '../harness/page-sections.ts';
import { LONG_AGENT_FAULTS, SHORT_AGENT_FAULTS } from './faults/agent-faults.ts';
import { LONG_CONTROLLER_FAULTS, SHORT_CONTROLLER_FAULTS } from './faults/controller-faults.ts';
import { LONG_ENDPOINT_FAULTS, SHORT_ENDPOINT_FAULTS } from './faults/endpoint-faults.ts';
import type { Fault } from './faults/fault.ts';
import { faultTable, type FaultResult, formatTime } from './faults/fault-table.ts';
import { runFault } from './faults/run-fault.ts';
import { LOADS } from './loads/loads.ts';

/** A section of docs/reliability.md. */
export interface Part {
  /** For `--only`. */
  readonly name: string;
  readonly section: string;
  readonly run: (context: PartContext) => Promise<PartResult>;
}

export interface PartContext {
  readonly say: (line: string) => void;
  /** What is over within seconds. */
  readonly short: boolean;
  /** Only what has this in its title. */
  readonly match: string;
}

export interface PartResult {
  readonly table: string;
  /** What was not as the tests expect it. */
  readonly surprises: readonly string[];
}

const faultPart = (
  name: string,
  section: string,
  faults: { short: readonly Fault[]; long: readonly Fault[] }
): Part => ({
  name,
  section,
  run: ({ say, short, match }) => {
    const all = short ? faults.short : [...faults.short, ...faults.long];
    return runFaults(
      all.filter((fault) => titleOf(fault).includes(match)),
      say
    );
  },
});

export const PARTS: readonly Part[] = [
  faultPart('agent', 'The agent and what it profiles', { short: SHORT_AGENT_FAULTS, long: LONG_AGENT_FAULTS }),
  faultPart('controller', 'The controller and its database', {
    short: SHORT_CONTROLLER_FAULTS,
    long: LONG_CONTROLLER_FAULTS,
  }),
  faultPart('endpoint', 'The way to the store', { short: SHORT_ENDPOINT_FAULTS, long: LONG_ENDPOINT_FAULTS }),
  { name: 'load', section: 'Load', run: ({ say, match }) => runLoads(match, say) },
];

async function runFaults(faults: readonly Fault[], say: PartContext['say']): Promise<PartResult> {
  const results: FaultResult[] = [];
  const surprises: string[] = [];
  for (const [index, fault] of faults.entries()) {
    const title = titleOf(fault);
    say(`[${index + 1}/${faults.length}] ${title}`);
    try {
      const outcome = await runFault(fault);
      results.push({ fault, outcome });
      if (!isDeepStrictEqual(outcome, fault.expected)) surprises.push(`${title}: ${JSON.stringify(outcome)}`);
    } catch (error) {
      // The others' rows are an hour's work: one that fails does not throw them away.
      surprises.push(`${title}: ${(error as Error).stack ?? String(error)}`);
    }
  }
  return { table: faultTable(results), surprises };
}

function titleOf({ what, moment, lastsMs }: Fault): string {
  return `${what}, ${moment}, ${formatTime(lastsMs)}`;
}

async function runLoads(match: string, say: PartContext['say']): Promise<PartResult> {
  const rows: string[][] = [];
  const surprises: string[] = [];
  for (const { what, run } of LOADS.filter((load) => load.what.includes(match))) {
    say(what);
    try {
      const { got, problems } = await run();
      rows.push([what, got]);
      surprises.push(...problems.map((problem) => `${what}: ${problem}`));
    } catch (error) {
      surprises.push(`${what}: ${(error as Error).stack ?? String(error)}`);
    }
  }
  return { table: markdownTable(['What', 'What came of it'], rows), surprises };
}
