/**
 * `npm run kernels`: boots Debian's kernels in an emulator, tries Meshprof in them and writes the tables of
 * docs/kernels.md. Takes minutes a kernel; each is written when it is done, and one that fails leaves its column.
 *   --only LABEL   that kernel only (`trixie`), or `situations`
 */
import { parseArgs } from 'node:util';
import type { GuestReport, ParsedReport } from './boot/guest-report.ts';
import { KernelLab } from './boot-kernels.ts';
import { cannotBoot } from './boot/qemu.ts';
import { KERNELS, labelOf, SITUATION_SUITE } from './kernels.ts';
import { featureSteps, LOCKDOWN, lockdownSteps, situationSteps } from './steps.ts';
import { columnOf } from './table/feature-table.ts';
import { writeColumn, writePurposes, writeSentences } from './table/kernel-page.ts';
import { lockedSentence, sentencesOf } from './table/situation-table.ts';

const SITUATIONS_ONLY = 'situations';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = KERNELS.filter((kernel) => values.only === undefined || labelOf(kernel) === values.only);
const withSituations = values.only === undefined || values.only === SITUATIONS_ONLY;
if (wanted.length === 0 && !withSituations) fail(`--only takes one of ${names().join(', ')}`);
const lab = new KernelLab();
try {
  await writePurposes();
  for (const kernel of wanted) {
    await attempt(labelOf(kernel), await run(kernel), (report) => writeColumn(columnOf(labelOf(kernel), report)));
  }
  if (withSituations) await trySituations();
} finally {
  lab.close();
}

/** One at a time: an emulated machine takes all there is. */
async function run(kernel: (typeof KERNELS)[number]): Promise<ParsedReport> {
  const problem = cannotBoot(kernel.architecture);
  return problem === undefined ? lab.run(kernel, featureSteps()) : { ok: false, problem };
}

async function trySituations(): Promise<void> {
  const kernel = KERNELS.find(({ suite }) => suite === SITUATION_SUITE)!;
  const asked = await lab.run(kernel, situationSteps());
  await attempt(SITUATIONS_ONLY, asked, (report) => writeSentences(sentencesOf(report)));
  const locked = await lab.run(kernel, lockdownSteps(), LOCKDOWN.append);
  await attempt(LOCKDOWN.title, locked, (report) => writeSentences(lockedSentence(report)));
}

async function attempt(
  name: string,
  parsed: ParsedReport,
  write: (report: GuestReport) => Promise<void>
): Promise<void> {
  if (parsed.ok) await write(parsed.report);
  else process.exitCode = 1;
  process.stderr.write(`${name}: ${parsed.ok ? parsed.report.kernel : parsed.problem}\n`);
}

function names(): string[] {
  return [...KERNELS.map(labelOf), SITUATIONS_ONLY];
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
