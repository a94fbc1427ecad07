export const AGENT_STATES = ['connected', 'lost', 'revoked'] as const;
