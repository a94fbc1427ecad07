import { createHash } from 'node:crypto';
import { REASONS, type Role, type Target } from '@meshprof/contracts';

export const TARGETS_A_NODE = 50;
/** Of these a node, no process can be profiled, as on a real one. */
const REFUSED_A_NODE = 10;
const PODS_A_NAMESPACE = 40;

/** A node that exists in the numbers only. Everything of it follows from its index, in every process. */
export interface SimulatedNode {
  readonly index: number;
  readonly name: string;
  readonly machineId: string;
  readonly agentId: string;
  readonly credential: string;
}

export function simulatedNode(index: number): SimulatedNode {
  const agentId = `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const secret = createHash('sha256').update(agentId).digest('base64url');
  return {
    index,
    name: `node-${index}`,
    machineId: `machine-${index}`,
    agentId,
    credential: `mpa_${agentId}_${secret}`,
  };
}

/** The service that runs once on each of `nodesAService` neighbouring nodes: a task on it has so many targets. */
export function spreadService(index: number, nodesAService: number): string {
  return `spread-${Math.floor(index / nodesAService)}`;
}

export interface Spread {
  readonly nodesAService: number;
}

/** Sidecars and applications of a mesh with some thousand workloads, and what runs on a host beside them. */
export function targetsOf({ index, name }: SimulatedNode, { nodesAService }: Spread): Target[] {
  return Array.from({ length: TARGETS_A_NODE }, (_, slot) => {
    if (slot === 0) return podTarget({ index, slot, service: spreadService(index, nodesAService), role: 'service' });
    if (slot >= TARGETS_A_NODE - REFUSED_A_NODE) return hostTarget(name, slot);
    const workload = (index * 7 + Math.floor(slot / 2)) % 2_000;
    const role = slot % 2 === 0 ? 'envoy-sidecar' : 'mesh-app';
    return podTarget({ index, slot, service: `service-${workload}`, role });
  });
}

function podTarget(of: { index: number; slot: number; service: string; role: Role }): Target {
  const { index, slot, service, role } = of;
  const isSidecar = role === 'envoy-sidecar';
  return {
    pid: 1_000 + slot,
    service,
    role,
    container: isSidecar ? 'istio-proxy' : 'app',
    verdict: 'profilable',
    reasonCode: 'profilable',
    reason: REASONS.profilable.sentence,
    process: isSidecar ? 'envoy' : 'server',
    startTimeTicks: String(100_000 + index),
    threads: 8,
    cluster: 'bench',
    namespace: `namespace-${Math.floor(index / PODS_A_NAMESPACE)}`,
    workload: service,
    pod: `${service}-${index}-${Math.floor(slot / 2)}`,
  };
}

function hostTarget(node: string, slot: number): Target {
  return {
    pid: 1_000 + slot,
    service: node,
    role: 'host-process',
    container: null,
    verdict: 'refused',
    reasonCode: 'kernel-thread',
    reason: REASONS['kernel-thread'].sentence,
    process: `kworker/${slot}`,
    startTimeTicks: '12',
    threads: 1,
  };
}
