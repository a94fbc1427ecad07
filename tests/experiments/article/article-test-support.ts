import type { SlotProfile, SlotResult } from '@meshprof/contracts';

export const EMPTY_PROFILE: SlotProfile = {
  startUnixMs: 0,
  durationMs: 1_000,
  requests: 1_000,
  cpuNs: 1e8,
  onCpuSamples: 0,
  onCpuSamplesByCategory: {},
  switches: 0,
  switchesByCategory: {},
  offCpuNsByCategory: {},
};

/** A slot of which only what a test is about is given. */
export function slotWith({
  profile,
  ...slot
}: Partial<Omit<SlotResult, 'profile'>> & { profile?: Partial<SlotProfile> }): SlotResult {
  return {
    phase: 'variants',
    block: 0,
    slot: 0,
    attempt: 0,
    variant: 'a',
    startUnixMs: 0,
    durationMs: 1_000,
    requests: 1_000,
    failedRequests: 0,
    requestsPerSecond: 1_000,
    cpuNs: 1e8,
    cpuPerRequestUs: 100,
    switches: 100,
    treatment: [],
    configHash: 'hash',
    ...slot,
    ...(profile !== undefined && { profile: { ...EMPTY_PROFILE, ...profile } }),
  };
}
