import type { ExperimentFinding, ExperimentPlan } from '@meshprof/contracts';
import { planExperiment, withDefaults } from '@meshprof/experiments';
import { openTools } from '../../experiment/run/open-tools.ts';
import { refusalOf } from '../../experiment/run/preflight.ts';
import { CliError } from '../cli-failure.ts';
import { formatTable } from '../table.ts';
import { writeOut } from '../terminal.ts';
import { leftText } from './progress-text.ts';
import { type SpecOptions, specOf } from './spec-options.ts';

/** The plan, with what the proxy itself says to it where it can be asked. */
export async function planCommand(
  file: string | undefined,
  options: SpecOptions & { readonly json?: boolean }
): Promise<void> {
  const spec = await specOf(file, options);
  const plan = planExperiment(spec);
  const findings = [...plan.findings, ...(await targetFindings(withDefaults(spec, plan.seed)))];
  const whole = { ...plan, findings };
  writeOut(options.json === true ? `${JSON.stringify(whole, null, 2)}\n` : planText(whole));
  const refusal = refusalOf(findings);
  if (refusal !== undefined) throw new CliError({ exit: 'refused', message: `this would not run: ${refusal.detail}` });
}

async function targetFindings(spec: ReturnType<typeof withDefaults>): Promise<readonly ExperimentFinding[]> {
  const tools = openTools({ experimentId: 'plan', spec, journalFolder: '/', onNote: () => undefined });
  const driver = await tools.openDriver();
  if (!driver.ok) return [{ severity: 'error', code: driver.reason, sentence: driver.detail, remedy: '' }];
  try {
    const findings = await driver.value.preflight();
    const bench = tools.openBench(driver.value);
    if (bench.ok) return [...findings, ...bench.value.findings];
    return [...findings, { severity: 'error', code: bench.reason, sentence: bench.detail, remedy: '' }];
  } finally {
    await driver.value.close();
  }
}

function planText(plan: ExperimentPlan): string {
  const rows = plan.variants.flatMap(({ name, baseline, changes }) => {
    const title = baseline ? `${name} (baseline)` : name;
    if (changes.length === 0) return [[title, 'nothing: the configuration that is there', '', '']];
    return changes.map(({ what, drains, proof }, index) => [
      index === 0 ? title : '',
      what,
      drains ? 'yes' : 'no',
      proof,
    ]);
  });
  const columns = [{ title: 'variant' }, { title: 'changes' }, { title: 'drains' }, { title: 'proof' }];
  const { blocks, blocksNeeded, slots, durationMs, detectablePercent, seed } = plan;
  const found = detectablePercent === null ? '' : `; finds effects from about ${detectablePercent.toFixed(1)} % on`;
  const facts = [
    `${blocks} blocks (a result needs ${blocksNeeded}), ${slots} slots, about ${leftText(durationMs)}${found}. Seed ${seed}.`,
    ...plan.schedule.map((names, block) => `block ${block + 1}: ${names.join(', ')}`),
    ...plan.findings.map(({ severity, sentence, remedy }) => `${severity}: ${sentence} ${remedy}`.trim()),
  ];
  return `${formatTable(columns, rows)}\n${facts.join('\n')}\n`;
}
