/** Resources of Grafana's Pyroscope data source, `/api/datasources/uid/<uid>/resources/…`, as far as the app asks. */
import type { StoreQuery } from '../store/store-types.ts';

/** Of `profileTypes`: what there is to choose, or why there is no answer. */
export async function profileTypesOf(
  store: StoreQuery,
  { start, end }: { start?: unknown; end?: unknown }
): Promise<{ status: number; body: object }> {
  const range = { start: Number(start), end: Number(end) };
  if (!Number.isSafeInteger(range.start) || !Number.isSafeInteger(range.end)) {
    return { status: 400, body: { message: 'start and end are Unix milliseconds' } };
  }
  const result = await store.profileTypes(range);
  if (!result.ok) return { status: 500, body: { message: result.error.message } };
  const types = result.value.profileTypes ?? [];
  return { status: 200, body: types.map(({ ID, name, sampleType }) => ({ id: ID, label: `${name} - ${sampleType}` })) };
}
