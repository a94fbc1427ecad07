import { inventoryVersion } from '../../../collector-agent/src/agent/inventory-version.ts';
import { hashCredential } from '../../../controller/src/agents/agent-credentials.ts';
import type { AgentRow } from '../../../controller/src/agents/agent-rows.ts';
import { openStorage, type Storage } from '../../../controller/src/storage/open-storage.ts';
import { inventoryRow } from '../../../controller/src/targets/inventory-store.ts';
import { simulatedNode, type SimulatedNode, type Spread, targetsOf } from './simulated-node.ts';

/** Of inventory rows; 17 columns each stay below the parameters that SQLite takes. */
const NODES_A_STATEMENT = 20;

/**
 * What the database holds once `nodes` agents have joined and reported, written at once: joining and reporting are not
 * what is measured, and 10,000 of them one by one take minutes.
 */
export async function seedInventory(database: string, nodes: number, spread: Spread): Promise<void> {
  const storage = await openStorage(database, { statementTimeoutMs: 0 });
  try {
    for (let first = 0; first < nodes; first += NODES_A_STATEMENT) {
      const count = Math.min(NODES_A_STATEMENT, nodes - first);
      await insert(
        storage,
        Array.from({ length: count }, (_, offset) => simulatedNode(first + offset)),
        spread
      );
    }
  } finally {
    await storage.destroy();
  }
}

async function insert(storage: Storage, nodes: readonly SimulatedNode[], spread: Spread): Promise<void> {
  await storage
    .insertInto('agents')
    .values(nodes.map((node) => agentRow(node, spread)))
    .execute();
  const targets = nodes.flatMap((node) => targetsOf(node, spread).map((target) => inventoryRow(node.agentId, target)));
  await storage.insertInto('inventory_targets').values(targets).execute();
}

function agentRow(node: SimulatedNode, spread: Spread): AgentRow {
  return {
    id: node.agentId,
    node: node.name,
    machine_id: node.machineId,
    version: 'simulated',
    capabilities_json: '["on-cpu","off-cpu"]',
    credential_hash: hashCredential(node.credential),
    next_credential_hash: null,
    rotation_requested_at_ms: null,
    revoked_at_ms: null,
    revoked_by: null,
    join_token_id: null,
    inventory_version: inventoryVersion(targetsOf(node, spread)),
    facts_json: null,
    assignments_version: 0,
    registered_at_ms: Date.now(),
    last_seen_at_ms: Date.now(),
  };
}
