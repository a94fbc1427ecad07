import type { ExperimentFinding } from '@meshprof/contracts';
import { checkSpec, type FullSpec } from '@meshprof/experiments';
import type { Driver, Snapshot } from '../drivers/driver.ts';
import { fail, type Failure, type Outcome, succeed } from '../drivers/outcome.ts';
import type { RunTools, SlotBench } from './run-tools.ts';

/** What forbids the run, in one sentence; undefined if nothing does. */
export function refusalOf(findings: readonly ExperimentFinding[]): Failure | undefined {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return undefined;
  const isLoad = errors.some(({ code }) => code.startsWith('load-refused'));
  const sentences = errors.map(({ sentence, remedy }) => `${sentence} ${remedy}`.trim());
  return fail(isLoad ? 'load-refused' : 'preflight-failed', sentences.join(' '));
}

/** All that can be known before anything is changed. */
export async function inspect(
  spec: FullSpec,
  driver: Driver,
  tools: RunTools
): Promise<Outcome<{ bench: SlotBench; findings: readonly ExperimentFinding[] }>> {
  const ofSpec = checkSpec(spec);
  const ofTarget = await driver.preflight();
  // A refusal of the target says more than what then fails with the bench.
  const refusal = refusalOf([...ofSpec, ...ofTarget]);
  if (refusal !== undefined) return refusal;
  const bench = tools.openBench(driver);
  if (!bench.ok) return bench;
  const findings = [...ofSpec, ...ofTarget, ...bench.value.findings];
  return refusalOf(findings) ?? succeed({ bench: bench.value, findings });
}

export interface CalibrationParts {
  readonly spec: FullSpec;
  readonly driver: Driver;
  readonly bench: SlotBench;
  readonly snapshot: Snapshot;
  /** Before each variant is applied. */
  readonly onWrite: (variant: string) => void;
}

/** Whether the run keeps a fixed rate that nobody named. */
export function needsCalibration({ load, mode }: FullSpec): boolean {
  return mode === 'fixed-rate' && load.generator !== 'external' && load.requestsPerSecond === undefined;
}

/** The rate of the whole run: a share of the highest that the slowest variant can take. */
export async function calibrate(parts: CalibrationParts, signal: AbortSignal): Promise<Outcome<number>> {
  const { spec, driver, bench, snapshot, onWrite } = parts;
  const found = await bench.calibrate(
    [spec.baseline, ...spec.variants].map((variant) => ({
      name: variant.name,
      apply: async (): Promise<Outcome<void>> => {
        onWrite(variant.name);
        const applied = await driver.apply(variant, snapshot);
        if (!applied.ok) return applied;
        const converged = await driver.converge(variant, signal);
        return converged.ok ? succeed(undefined) : converged;
      },
    })),
    signal
  );
  return found.ok ? succeed(found.value.requestsPerSecond) : found;
}
