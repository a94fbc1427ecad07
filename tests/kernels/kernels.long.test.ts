import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { GuestReport } from './boot/guest-report.ts';
import { cannotBoot } from './boot/qemu.ts';
import { KernelLab } from './boot-kernels.ts';
import { type DebianKernel, KERNELS, labelOf, SITUATION_SUITE } from './kernels.ts';
import { GUEST_SENTENCES, SENTENCES } from './situation-sentences.ts';
import { featureSteps, type GuestStep, LOCKDOWN, lockdownSteps, SITUATIONS, situationSteps } from './steps.ts';
import { columnOf, readColumns, verdictOf } from './table/feature-table.ts';
import { readPage } from './table/kernel-page.ts';
import { betweenMarks } from './table/markdown.ts';
import { sentenceOf } from './table/observed.ts';

const ONE_BOOT_MS = 5_700_000;
const SITUATION_KERNEL = KERNELS.find(({ suite }) => suite === SITUATION_SUITE)!;

describe('Debian kernels in an emulator', { timeout: 8 * ONE_BOOT_MS }, () => {
  let lab: KernelLab;
  before(() => (lab = new KernelLab()));
  after(() => lab.close());

  for (const kernel of KERNELS) {
    test(`that of ${labelOf(kernel)} does what docs/kernels.md says`, { timeout: ONE_BOOT_MS }, async (context) => {
      const report = await boot(context, kernel, featureSteps());
      if (report === undefined) return;
      const seen = columnOf(labelOf(kernel), report);
      const documented = readColumns(betweenMarks(readPage(), 'features')).find(({ label }) => label === seen.label);
      assert.ok(documented, `no column ${seen.label}: npm run kernels -- --only '${seen.label}'`);
      // Numbers in a cell that says no are of one run.
      const answers = (cells: ReadonlyMap<string, string>): object =>
        Object.fromEntries([...cells].map(([title, cell]) => [title, cell.replace(/^no: .*/, 'no')]));
      assert.deepEqual(answers(seen.cells), answers(documented.cells));
    });
  }

  test('each situation is told by its sentence', { timeout: ONE_BOOT_MS }, async (context) => {
    const report = await boot(context, SITUATION_KERNEL, situationSteps());
    for (const { id, title } of report === undefined ? [] : SITUATIONS) {
      assert.match(verdictOf(report!, id), GUEST_SENTENCES[id]!, title);
    }
  });

  test('one that is locked down says so, and so does a session', { timeout: ONE_BOOT_MS }, async (context) => {
    const report = await boot(context, SITUATION_KERNEL, lockdownSteps(), LOCKDOWN.append);
    for (const step of report === undefined ? [] : ['check', 'record']) {
      assert.match(sentenceOf(report!.steps.get(step)), SENTENCES.lockdown!);
    }
  });

  /** undefined: skipped. */
  async function boot(
    context: TestContext,
    kernel: DebianKernel,
    steps: readonly GuestStep[],
    append: readonly string[] = []
  ): Promise<GuestReport | undefined> {
    const impediment = cannotBoot(kernel.architecture);
    if (impediment !== undefined) return void context.skip(impediment);
    const parsed = await lab.run(kernel, steps, append);
    if (parsed.ok) return parsed.report;
    if (/^apt|leads to no kernel/.test(parsed.problem)) return void context.skip(parsed.problem);
    assert.fail(parsed.problem);
  }
});
