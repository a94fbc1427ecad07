import type { ExperimentReport, ProfileTypeId, VariantReport } from '@meshprof/contracts';
import { experimentRef } from '@shared/domain/experiment/experiment-refs';
import { compareUrl, profileUrl, throughputUrl } from '../../../routes';
import { baselineOf } from './answer-sentences';

export interface VariantLinks {
  /** Undefined where no slot was profiled. */
  flameGraph?: string;
  offCpu?: string;
  /** Undefined for the baseline, too. */
  difference?: string;
}

const ON_CPU: ProfileTypeId = 'on-cpu';
const SWITCHES: ProfileTypeId = 'off-cpu-switches';

export function variantLinks(report: ExperimentReport, variant: VariantReport): VariantLinks {
  const ref = experimentRef(report.experimentId, variant.profiles, variant.name);
  const baseline = baselineOf(report);
  const baseRef = baseline && experimentRef(report.experimentId, baseline.profiles, baseline.name);
  if (!ref) {
    return {};
  }
  return {
    flameGraph: profileUrl(ref, ON_CPU),
    offCpu: profileUrl(ref, SWITCHES),
    ...(!variant.baseline && baseRef && { difference: compareUrl(baseRef, ref, ON_CPU) }),
  };
}

/** Requests and shares over the time of the run, with a band a slot in the colour of its variant. */
export function throughputOfReport({ experimentId, startUnixMs, endUnixMs, variants }: ExperimentReport): string {
  const profiles = variants.flatMap((variant) => variant.profiles);
  const stretch = { fromUnixMs: startUnixMs, toUnixMs: endUnixMs };
  const ref = experimentRef(experimentId, [stretch, ...profiles]);
  return throughputUrl(ref ?? { labelSelector: '', from: '', to: '' }, experimentId);
}
