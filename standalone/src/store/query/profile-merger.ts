import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { decodeProfileBody } from '../persistence/profile-body.ts';
import { type CheckedMerge, refuse, type Valid } from './checked-request.ts';
import { MergedProfile } from './merged-profile.ts';
import type { SeriesSelection } from './series-selection.ts';
import { timeSlices } from './time-slices.ts';

/** Adds up the profiles that a query selects. */
export class ProfileMerger {
  readonly #selection: SeriesSelection;
  readonly #body: StatementSync;
  readonly #maxProfiles: number;

  constructor(options: { database: DatabaseSync; selection: SeriesSelection; maxProfiles: number }) {
    this.#selection = options.selection;
    this.#maxProfiles = options.maxProfiles;
    this.#body = options.database.prepare('SELECT body FROM profile WHERE id = ?');
  }

  async merge(query: CheckedMerge, into = new MergedProfile()): Promise<Valid<MergedProfile>> {
    const pause = timeSlices();
    const setsByProfile = new Map<number, number[]>();
    for (const series of this.#selection.ofType(query.type.id, query.selector)) {
      for (const { profile, valueSet } of this.#selection.entries(series, query.range)) {
        const sets = setsByProfile.get(profile);
        if (sets === undefined) setsByProfile.set(profile, [valueSet]);
        else sets.push(valueSet);
      }
      if (setsByProfile.size > this.#maxProfiles) {
        return refuse(
          `the query selects more than ${this.#maxProfiles} profiles; narrow the time range or the selector`,
          'resource_exhausted'
        );
      }
      await pause();
    }
    for (const [profile, sets] of setsByProfile) {
      const row = this.#body.get(profile);
      // The retention may have taken it since.
      if (row !== undefined) into.add(decodeProfileBody(row['body'] as Uint8Array), sets);
      await pause();
    }
    return { ok: true, value: into };
  }
}
