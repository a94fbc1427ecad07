import type { AgentId } from '../storage/ids.ts';

export interface AgentRow {
  id: AgentId;
  node: string;
  machine_id: string;
  version: string;
  capabilities_json: string;
  /** SHA-256 in hex. A credential has 256 random bits, so a slow hash would only slow us down. */
  credential_hash: string;
  /** Of the credential that the agent was given last and has not used yet; `credential_hash` ends with its first use. */
  next_credential_hash: string | null;
  rotation_requested_at_ms: number | null;
  revoked_at_ms: number | null;
  revoked_by: string | null;
  /** Null: the configured token. */
  join_token_id: string | null;
  /** What the agent calls the inventory that is stored; null if it gave it no name. */
  inventory_version: string | null;
  /** Kernel, requirements and limits (AgentFacts); null until the agent has said them. */
  facts_json: string | null;
  /** Grows with every change of the agent's list of assignments. */
  assignments_version: number;
  registered_at_ms: number;
  last_seen_at_ms: number;
}

export interface AgentUsageRow {
  agent_id: AgentId;
  /** AgentUsage. */
  usage_json: string;
  reported_at_ms: number;
}

export interface JoinTokenRow {
  id: string;
  name: string;
  /** SHA-256 in hex, as of credentials. */
  token_hash: string;
  uses: number;
  max_uses: number | null;
  created_at_ms: number;
  created_by: string;
  expires_at_ms: number | null;
  last_used_at_ms: number | null;
  revoked_at_ms: number | null;
  revoked_by: string | null;
}
