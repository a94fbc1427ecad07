import type { AdminResult, EnvoyAdmin } from './envoy-admin.ts';
import { parseStats, statsPath } from './stats.ts';

/**
 * Counters that stand still for as long as nobody changes the configuration. Asking for them costs the proxy next to
 * nothing, where its whole configuration may be megabytes of JSON made on its main thread, in the middle of a
 * measurement: that is asked for only when one of these has moved.
 */
const CHANGES = [
  'listener_manager\\.(lds\\.update_(success|rejected|failure)|listener_(added|modified|removed|in_place_updated))',
  'cluster_manager\\.(cds\\.update_(success|rejected|failure)|cluster_(added|modified|removed))',
  'runtime\\.(load_success|load_error|update_success|update_rejected|update_failure|num_keys)',
  'http\\..+\\.rds\\..+\\.(config_reload|update_success)',
];
const CHANGES_PATH = statsPath(`^(${CHANGES.join('|')})$`);

/** As one text, to be compared. */
export async function readChangeCounters(admin: EnvoyAdmin): Promise<AdminResult<string>> {
  const answer = await admin.getJson(CHANGES_PATH);
  if (!answer.ok) return answer;
  const stats = parseStats(answer.value);
  if (stats === undefined) return { ok: false, detail: 'does not answer as an Envoy does' };
  return { ok: true, value: JSON.stringify([...stats].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
