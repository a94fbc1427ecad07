/**
 * `npm run kernels`: boots Debian's kernels in an emulator, tries Meshprof in them and writes the tables of
 * docs/kernels.md. Takes minutes a kernel.
 *   --only SUITE   that suite's kernel only, printed and not written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { at } from '../harness/project.ts';
import { KernelLab } from './boot-kernels.ts';
import { cannotBoot } from './boot/qemu.ts';
import { KERNELS, SITUATION_SUITE } from './kernels.ts';
import { featureSteps, lockdownSteps, situationSteps } from './steps.ts';
import {
  type Booted,
  featureTable,
  purposeTable,
  replaceBetweenMarks,
  situationsOf,
  situationTable,
} from './table/kernel-page.ts';

const PAGE = at('docs', 'kernels.md');

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const impediment = cannotBoot('amd64');
if (impediment !== undefined) {
  process.stderr.write(`${impediment}: apt-get install qemu-system-x86\n`);
  process.exit(1);
}
const wanted = KERNELS.filter(({ suite }) => values.only === undefined || suite === values.only);
const lab = new KernelLab();
try {
  const booted = await bootAll();
  const features = featureTable(booted);
  const situations = await trySituations(booted);
  if (values.only !== undefined) process.stdout.write(`${features}\n${situations ?? ''}`);
  else await write(features, situations);
} finally {
  lab.close();
}

/** One at a time: an emulated machine takes all there is. The same kernel of two suites is booted once. */
async function bootAll(): Promise<Booted[]> {
  const booted: Booted[] = [];
  for (const kernel of wanted) {
    process.stderr.write(`${kernel.suite}: `);
    const withSituations = kernel.suite === SITUATION_SUITE;
    const parsed = await lab.run(kernel, [...featureSteps(), ...(withSituations ? situationSteps() : [])]);
    process.stderr.write(`${parsed.ok ? parsed.report.kernel : parsed.problem}\n`);
    const { suite } = kernel;
    booted.push(parsed.ok ? { suite, report: parsed.report } : { suite, problem: firstLine(parsed.problem) });
  }
  return booted;
}

async function trySituations(booted: readonly Booted[]): Promise<string | undefined> {
  const kernel = KERNELS.find(({ suite }) => suite === SITUATION_SUITE);
  const one = booted.find(({ suite }) => suite === SITUATION_SUITE);
  if (kernel === undefined || one === undefined || !('report' in one)) return undefined;
  process.stderr.write(`${SITUATION_SUITE} with lockdown=confidentiality\n`);
  const locked = await lab.run(kernel, lockdownSteps(), ['lockdown=confidentiality']);
  if (!locked.ok) process.stderr.write(`${locked.problem}\n`);
  return situationTable(situationsOf(one.report, locked.ok ? locked.report : undefined));
}

async function write(features: string, situations: string | undefined): Promise<void> {
  let page = replaceBetweenMarks(readFileSync(PAGE, 'utf8'), 'features', features);
  if (situations !== undefined) page = replaceBetweenMarks(page, 'situations', situations);
  page = replaceBetweenMarks(page, 'purposes', purposeTable());
  const options = (await prettier.resolveConfig(PAGE)) ?? {};
  writeFileSync(PAGE, await prettier.format(page, { ...options, filepath: PAGE }));
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
