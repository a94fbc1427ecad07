export const POLICY_KINDS = ['always-on', 'flight-recorder', 'trigger'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];
