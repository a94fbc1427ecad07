import type { SlotResult } from '@meshprof/contracts';

const PROFILE_MS = 30_000;
const REQUESTS = 100_000;
const SAMPLES_PER_SECOND = 198;

/** A slot with a profile whose categories cost so many microseconds of CPU per request. */
export function profiledSlot(slot: SlotResult, usByCategory: Readonly<Record<string, number>>): SlotResult {
  const cpuUs = Object.values(usByCategory).reduce((sum, us) => sum + us, 0);
  const samples = (SAMPLES_PER_SECOND * PROFILE_MS) / 1_000;
  const sampled = Object.entries(usByCategory).map(([category, us]) => [category, (samples * us) / cpuUs]);
  return {
    ...slot,
    profile: {
      startUnixMs: slot.startUnixMs + slot.durationMs,
      durationMs: PROFILE_MS,
      requests: REQUESTS,
      cpuNs: cpuUs * 1_000 * REQUESTS,
      onCpuSamples: samples,
      onCpuSamplesByCategory: Object.fromEntries(sampled) as Record<string, number>,
      switches: 1_000,
      switchesByCategory: { 'accesslog.write': 280, 'event-loop': 720 },
      offCpuNsByCategory: {},
    },
  };
}
