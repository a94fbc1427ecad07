import {
  type ExperimentReport,
  VOID_REASONS,
  type SlotResult,
  type VariantReport,
  type VoidReason,
} from '@meshprof/contracts';
import { amountText, percentText } from '../verdict/percent-text.ts';
import type { Analysis } from './analysis.ts';

/** Above this share of samples without a name, nothing should be concluded from categories. */
const MOST_UNRESOLVED = 0.2;
const FAILED_DIFFERENCE = 0.005;

interface WarningInput {
  readonly analysis: Analysis;
  readonly attempts: readonly SlotResult[];
  readonly variants: readonly VariantReport[];
  readonly drift: ExperimentReport['drift'];
  readonly restored: ExperimentReport['restored'];
}

/** What a reader must know besides the verdicts; a sentence each. */
export function warningsOf(input: WarningInput): string[] {
  return [
    restoredWarning(input),
    progressNote(input),
    driftWarning(input),
    voidWarning(input),
    failedWarning(input),
    unresolvedWarning(input),
  ].filter((sentence) => sentence !== undefined);
}

function restoredWarning({ restored, analysis: { ending } }: WarningInput): string | undefined {
  if (restored.proven || ending === 'unfinished') return undefined;
  const hashes = restored.hashAfter === '' ? '' : `: its hash was ${restored.hashBefore} and is ${restored.hashAfter}`;
  return `The proxy's configuration is not proven to be the one of before${hashes}.`;
}

function progressNote({ analysis: { ending, blocks, spec } }: WarningInput): string | undefined {
  if (ending === 'as-planned') return undefined;
  const done = `${blocks.length} of ${spec.blocks} blocks`;
  return ending === 'early'
    ? `It ended after ${done}: by then no interval could change a verdict any more.`
    : `${done} are complete, so these numbers are provisional.`;
}

function driftWarning({ drift }: WarningInput): string | undefined {
  if (!drift.drifts || drift.rankCorrelation === null) return undefined;
  return `The baseline's CPU per request ${drift.rankCorrelation > 0 ? 'rose' : 'fell'} in the course of the run (rank correlation with time ${amountText(Math.abs(drift.rankCorrelation))}). Blocks take most of that out of the differences; the levels themselves hold for the middle of the run.`;
}

function voidWarning({ attempts }: WarningInput): string | undefined {
  const reasons = new Map<VoidReason, number>();
  for (const { void: cause } of attempts) if (cause) reasons.set(cause.reason, (reasons.get(cause.reason) ?? 0) + 1);
  if (reasons.size === 0) return undefined;
  const total = [...reasons.values()].reduce((sum, number) => sum + number, 0);
  const told = [...reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, number]) => `${number} × ${VOID_REASONS[reason]}`);
  return `${total} of ${attempts.length} slots were void and do not count: ${told.join(' ')}`;
}

function failedWarning({ analysis: { blocks, spec } }: WarningInput): string | undefined {
  const ofBaseline = failedShare(blocks.flatMap(({ baselines }) => baselines));
  const more = spec.variants.filter(
    ({ name }) =>
      Math.abs(failedShare(blocks.flatMap(({ byVariant }) => byVariant.get(name) ?? [])) - ofBaseline) >
      FAILED_DIFFERENCE
  );
  if (more.length === 0) return undefined;
  return `Of ${more.map(({ name }) => name).join(', ')} another share of requests failed than of the baseline: a request that fails has other costs than one that does not.`;
}

function failedShare(slots: readonly SlotResult[]): number {
  const sum = (of: (slot: SlotResult) => number) => slots.reduce((total, slot) => total + of(slot), 0);
  const requests = sum(({ requests: number }) => number);
  return requests === 0 ? 0 : sum(({ failedRequests }) => failedRequests) / requests;
}

function unresolvedWarning({ variants }: WarningInput): string | undefined {
  const worst = Math.max(0, ...variants.map(({ onCpuShares }) => onCpuShares['unresolved']?.share ?? 0));
  if (worst <= MOST_UNRESOLVED) return undefined;
  return `Up to ${percentText(100 * worst)} % of the samples have no name, so categories say too little to conclude from. A symbol pack of the proxy helps (meshprof symbols pack).`;
}
