export const AGENT_STATES = ['connected', 'lost', 'revoked'] as const;

export const HEARTBEAT_MS = 20_000;
/** An agent not heard of for this long (two heartbeats) is lost, and its targets with it. */
export const AGENT_LOST_MS = 45_000;
