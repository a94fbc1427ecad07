import { type CostCategoryId, type PROFILE_TYPES, type ProfileTypeId, profileTypesOfEvents } from '@meshprof/contracts';
import type { ProcessProfile } from './process-profile.ts';

/** One value of one sample in one dimension. */
export interface DimensionSample {
  readonly stack: number;
  readonly thread: string;
  readonly costCategory: CostCategoryId;
  /** Of waits, in stalls too. */
  readonly waitClass?: string;
  /** Of page faults. */
  readonly faultKind?: string;
  readonly value: bigint;
}

/** The profile types that a profile's events yield, with or without samples. */
export function profileTypesOf(profile: ProcessProfile): (typeof PROFILE_TYPES)[number][] {
  return profileTypesOfEvents(profile.events, { wakers: profile.wakers, stalls: profile.stallProfile });
}

/** False if the profile has nothing to tell in any dimension. */
export function hasSamples(profile: ProcessProfile): boolean {
  return profileTypesOf(profile).some(({ id }) => samplesIn(profile, id).length > 0);
}

/** A profile's samples in one dimension, without those that have no value there. */
export function samplesIn(profile: ProcessProfile, dimension: ProfileTypeId): DimensionSample[] {
  return valuesIn(profile, dimension)
    .filter(({ value }) => value > 0n)
    .map((sample) => ({ ...sample, costCategory: profile.stacks[sample.stack]?.costCategory ?? 'unresolved' }));
}

function valuesIn(profile: ProcessProfile, dimension: ProfileTypeId): Omit<DimensionSample, 'costCategory'>[] {
  switch (dimension) {
    case 'on-cpu':
      return profile.onCpu.map(({ stack, thread, ticks }) => ({ stack, thread, value: ticks }));
    case 'off-cpu-time':
      return profile.offCpu.map(({ stack, thread, waitClass, timeNs }) => ({
        stack,
        thread,
        waitClass,
        value: timeNs,
      }));
    case 'off-cpu-switches':
      return profile.offCpu.map(({ stack, thread, waitClass, switches }) => ({
        stack,
        thread,
        waitClass,
        value: switches,
      }));
    case 'wakeups':
      return profile.wakeups.map(({ stack, thread, wakeups }) => ({ stack, thread, value: wakeups }));
    case 'loop-stalls':
      return profile.stalls.map(({ stack, thread, waitClass, timeNs }) => ({
        stack,
        thread,
        ...(waitClass !== undefined && { waitClass }),
        value: timeNs,
      }));
    case 'page-faults':
      return profile.pageFaults.map(({ stack, thread, faultKind, faults }) => ({
        stack,
        thread,
        faultKind,
        value: faults,
      }));
  }
}

/** Nanoseconds of CPU time that one tick stands for. */
export function periodNs(frequencyHz: number): bigint {
  return BigInt(Math.round(1e9 / frequencyHz));
}
