import { fetchFrames, type ProfileQuery } from './profile-query';

const STEP_MS = 60_000;

/** When anything of this selection was recorded: Unix ms, to the minute. */
export async function queryDataTimes(query: Omit<ProfileQuery, 'maxNodes'>, signal?: AbortSignal): Promise<number[]> {
  const frames = await fetchFrames({ ...query, queryType: 'metrics', groupBy: [], intervalMs: STEP_MS }, signal);
  return frames.flatMap(({ fields }) => {
    const [time, value] = ['time', 'number'].map((type) => fields.find((field) => field.type === type));
    return (time?.values ?? []).filter((_, row) => Number(value?.values[row]) > 0).map(Number);
  });
}
