import type { ExportProfilesServiceRequest } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import type { ResourceProfiles } from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';
import type { PreparedProfile } from '../persistence/prepared-profile.ts';
import type { Limits } from '../store-config.ts';
import { convertProfile, type FrameBudget } from './convert-profile.ts';
import { DictionaryView } from './dictionary-view.ts';
import { readResourceAttributes } from './series-labels.ts';

export interface ConvertedExport {
  readonly profiles: readonly PreparedProfile[];
  /** A reason for each profile that is not taken. */
  readonly rejected: readonly string[];
}

/** Converts each profile by itself, so that a bad one costs only itself. */
export function convertExport(request: ExportProfilesServiceRequest, limits: Limits, nowMs: number): ConvertedExport {
  const view = new DictionaryView(request.dictionary, limits);
  const budget: FrameBudget = { left: limits.maxFramesPerExport };
  const converted: { profiles: PreparedProfile[]; rejected: string[] } = { profiles: [], rejected: [] };
  for (const resourceProfiles of request.resourceProfiles) {
    convertResource({ resourceProfiles, view, budget, limits, nowMs, converted });
  }
  return converted;
}

function convertResource(options: {
  resourceProfiles: ResourceProfiles;
  view: DictionaryView;
  budget: FrameBudget;
  limits: Limits;
  nowMs: number;
  converted: { profiles: PreparedProfile[]; rejected: string[] };
}): void {
  const { resourceProfiles, view, converted, ...rest } = options;
  for (const { scope, profiles } of resourceProfiles.scopeProfiles) {
    const own = resourceProfiles.resource?.attributes ?? [];
    const resource = readResourceAttributes([...own, ...(scope?.attributes ?? [])], view.string);
    for (const profile of profiles) {
      const result = resource.ok ? convertProfile(profile, { ...rest, view, resource: resource.value }) : resource;
      if (!result.ok) converted.rejected.push(result.reason);
      else if (result.value !== null) converted.profiles.push(result.value);
    }
  }
}
