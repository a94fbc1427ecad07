/** An object as an API server stores it; `managedFields` names the owner of each block, in short. */
export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager: string; readonly blocks?: readonly string[] }[];
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface ApplyRequest {
  readonly manager: string;
  readonly isForced: boolean;
  readonly version: string;
}

/** Server-side apply on objects whose fields under `spec` are one value each (lists without keys). */
export function applyIntent(
  current: StoredObject | undefined,
  intent: StoredObject,
  { manager, isForced, version }: ApplyRequest
): { object: StoredObject } | { conflict: string } {
  const asked = intent.metadata.resourceVersion as string | undefined;
  if (asked !== undefined && asked !== current?.metadata.resourceVersion) {
    return { conflict: 'the object has been modified; please apply your changes to the latest version' };
  }
  const spec = { ...current?.spec };
  const others = (current?.metadata.managedFields ?? []).filter((entry) => entry.manager !== manager);
  const owned = current?.metadata.managedFields?.find((entry) => entry.manager === manager)?.blocks ?? [];
  const differing = Object.keys(intent.spec).filter((block) => {
    const isOurs = owned.includes(block) || !(block in spec);
    return !isOurs && JSON.stringify(spec[block]) !== JSON.stringify(intent.spec[block]);
  });
  if (differing.length > 0 && !isForced) {
    return { conflict: `Apply failed with 1 conflict: conflict with "${others[0]?.manager}": .spec.${differing[0]}` };
  }
  for (const block of owned) if (!(block in intent.spec)) delete spec[block];
  const metadata = {
    ...intent.metadata,
    uid: current?.metadata.uid ?? `uid-${version}`,
    resourceVersion: version,
    creationTimestamp: current?.metadata.creationTimestamp ?? '2026-01-02T00:00:00Z',
    labels: { ...current?.metadata.labels, ...intent.metadata.labels },
    annotations: { ...current?.metadata.annotations, ...intent.metadata.annotations },
    managedFields: [...others, { manager, blocks: Object.keys(intent.spec) }],
  };
  return { object: { ...intent, metadata, spec: { ...spec, ...intent.spec } } };
}
