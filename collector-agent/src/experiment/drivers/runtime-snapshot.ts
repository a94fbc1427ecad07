import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Snapshot } from './driver.ts';
import { fail, type Outcome, succeed } from './outcome.ts';

const values = Type.Record(Type.String(), Type.String());

/** What the driver `envoy-runtime` keeps. Empty text: the admin layer does not have the key. */
export const RuntimeSnapshotSchema = Type.Object({
  before: values,
  /** By name, what each sets beyond that. */
  variants: Type.Record(Type.String(), values),
});
export type RuntimeSnapshot = Static<typeof RuntimeSnapshotSchema>;

export function readRuntimeSnapshot({ data }: Snapshot): Outcome<RuntimeSnapshot> {
  if (Value.Check(RuntimeSnapshotSchema, data)) return succeed(data);
  return fail('preflight-failed', 'The snapshot is not one of the driver envoy-runtime.');
}
