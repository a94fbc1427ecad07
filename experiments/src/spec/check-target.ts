import type { ExperimentFinding } from '@meshprof/contracts';
import { refusal } from './finding.ts';
import type { FullSpec } from './with-defaults.ts';

export function checkTarget({ driver, target }: FullSpec): ExperimentFinding[] {
  if (driver !== 'istio') return target.adminUrl ? [] : [noAdminUrl()];
  return target.namespace && target.workload ? [] : [noWorkload()];
}

const noAdminUrl = () =>
  refusal('target-without-admin', {
    sentence: 'The target names no admin listener, which the driver changes, counts and proves through.',
    remedy: 'Set target.adminUrl, for instance http://127.0.0.1:9901.',
  });

const noWorkload = () =>
  refusal('target-without-workload', {
    sentence: 'Istio configures workloads, and the target names none.',
    remedy: 'Set target.namespace and target.workload.',
  });
