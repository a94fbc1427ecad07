import assert from 'node:assert/strict';
import type { ExperimentFinding, ExperimentSpec, KnobValue, Variant } from '@meshprof/contracts';
import type { Driver } from '../../../collector-agent/src/experiment/drivers/driver.ts';
import type { Outcome } from '../../../collector-agent/src/experiment/drivers/outcome.ts';
import { openIstioDriver } from '../../../collector-agent/src/experiment/kubernetes/open-istio-driver.ts';
import { NAMESPACE, type TestMesh, WORKLOAD } from './test-mesh.ts';

export const turned = (...knobs: KnobValue[]): Variant => ({ name: 'turned', knobs });

export interface OpenOptions {
  readonly variants?: Variant[];
  readonly experimentId?: string;
  readonly kubeconfig?: string;
  readonly adminUrl?: string;
  readonly pid?: number;
}

/** istiod takes a second here; a restore that must fail waits as long. */
const CONVERGE_LIMIT_MS = 15_000;

/** A driver on the mesh's gateway, as an experiment agent would open it. */
export async function openOn(mesh: TestMesh, options: OpenOptions = {}): Promise<Driver> {
  const { adminUrl = mesh.adminUrl, pid = mesh.proxyPid } = options;
  const spec: ExperimentSpec = {
    driver: 'istio',
    target: { namespace: NAMESPACE, workload: WORKLOAD, adminUrl, pid },
    baseline: { name: 'as-it-is', knobs: [] },
    variants: options.variants ?? [],
    load: { generator: 'external' },
    allowEnvoyFilter: true,
  };
  const { experimentId = 'exp-1', kubeconfig = mesh.plane.kubeconfig } = options;
  return valueOf(await openIstioDriver(spec, { experimentId, kubeconfig, convergeLimitMs: CONVERGE_LIMIT_MS }));
}

export function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.reason}: ${outcome.detail}`);
  return outcome.value;
}

export function reasonOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'it succeeded' : outcome.reason;
}

export const codesOf = (findings: readonly ExperimentFinding[], severity?: ExperimentFinding['severity']): string[] =>
  findings.filter((finding) => severity === undefined || finding.severity === severity).map(({ code }) => code);

export const neverAborted = (): AbortSignal => new AbortController().signal;
