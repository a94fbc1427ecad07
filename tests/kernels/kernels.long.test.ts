import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { KERNEL_FEATURES } from '../../collector-agent/src/requirements/kernel-features.ts';
import { at } from '../harness/project.ts';
import { KernelLab } from './boot-kernels.ts';
import type { GuestReport } from './boot/guest-report.ts';
import { cannotBoot } from './boot/qemu.ts';
import { KERNELS } from './kernels.ts';
import { featureSteps, lockdownSteps } from './steps.ts';
import { checkRows, JUDGES, observe, sentenceOf } from './table/observed.ts';

/** Which cells of docs/kernels.md say yes, by the column's kernel series and the row. */
function documented(series: string, row: string): boolean | undefined {
  const table = readFileSync(at('docs', 'kernels.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const cells = table.map((line) => line.split('|').map((cell) => cell.trim()));
  const column = cells[0]?.findIndex((kernel) => seriesOf(kernel) === series) ?? -1;
  const cell = cells.find((line) => line[1]?.includes(row))?.[column];
  return column < 0 || cell === undefined ? undefined : cell === 'yes';
}

const seriesOf = (kernel: string): string => /^\d+\.\d+/.exec(kernel)?.[0] ?? '';

describe('Debian kernels in an emulator', { skip: cannotBoot('amd64') ?? false, timeout: 7_200_000 }, () => {
  let lab: KernelLab;
  before(() => (lab = new KernelLab()));
  after(() => lab.close());

  for (const kernel of KERNELS) {
    test(`that of ${kernel.suite} does what docs/kernels.md says`, { timeout: 2_400_000 }, async (context) => {
      const parsed = await lab.run(kernel, featureSteps());
      if (!parsed.ok && /^apt|leads to no kernel/.test(parsed.problem)) return context.skip(parsed.problem);
      assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
      assertDocumented(parsed.report);
    });
  }

  test('one that is locked down says so, and so does a session', { timeout: 2_400_000 }, async (context) => {
    const parsed = await lab.run(
      KERNELS.find(({ suite }) => suite === 'bookworm')!,
      lockdownSteps(),
      ['lockdown=confidentiality']
    );
    if (!parsed.ok && parsed.problem.startsWith('apt')) return context.skip(parsed.problem);
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
    for (const step of ['check', 'record']) {
      assert.match(
        sentenceOf(parsed.report.steps.get(step)),
        /^kernel lockdown forbids BPF programs to read memory: boot without lockdown=confidentiality/
      );
    }
  });

  function assertDocumented(report: GuestReport): void {
    const series = seriesOf(report.kernel);
    const rows = checkRows(report.steps.get('check'));
    for (const id of Object.keys(KERNEL_FEATURES).slice(1)) {
      const expected = documented(series, `\`${id}\`:`);
      if (expected !== undefined) assert.equal(rows.find((row) => row.id === id)?.met, expected, `${series}: ${id}`);
    }
    for (const [step, { title }] of Object.entries(JUDGES)) {
      const seen = observe(report, step);
      const expected = documented(series, title);
      if (expected !== undefined) assert.equal(seen.holds, expected, `${series}: ${title}: ${JSON.stringify(seen)}`);
    }
  }
});
