import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgentAdmission } from '../agents/agent-admission.ts';
import { AgentPresence } from '../agents/agent-presence.ts';
import { AssignmentBoard } from '../agents/assignment-board.ts';
import { JoinTokenStore } from '../agents/join-token-store.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { NO_EVENT_LOG } from '../events/event-log.ts';
import { openStorage, type Storage } from '../storage/open-storage.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { InventoryStore } from '../targets/inventory-store.ts';
import { targetOf } from '../testing/controller-under-test.ts';
import { TaskCreator } from './create-task.ts';
import { TaskChanges } from './task-changes.ts';

const REQUEST = {
  body: { selector: { process: 'envoy' } },
  author: 'ann',
  origin: 'user',
  idempotencyKey: 'k',
} as const;

async function joinAgent(parts: { storage: Storage; presence: AgentPresence; now: () => number }): Promise<string> {
  const audit = new AuditLog(parts.now);
  const admission = new AgentAdmission({ ...parts, audit, joinTokens: new JoinTokenStore({ ...parts, audit }) });
  const request = { node: 'n', machineId: 'm', version: '1', capabilities: [] };
  const registration = await admission.register(request, { kind: 'configured' });
  assert.equal(registration.outcome, 'admitted');
  return registration.admitted.agentId;
}

/** A creator; `before` runs between its look for the key and its insert, as another replica's request may. */
async function openCreator(before: (creator: TaskCreator) => Promise<unknown>) {
  const now = Date.now;
  const storage = await openStorage((await freshDatabase()).url);
  const presence = new AgentPresence(storage, now);
  const agentId = await joinAgent({ storage, presence, now });
  const inventory = new InventoryStore(storage, presence);
  await inventory.replace(agentId, [targetOf()]);
  const audit = new AuditLog(now);
  const changes = new TaskChanges({ storage, board: new AssignmentBoard(storage, now), events: NO_EVENT_LOG, now });
  const other = new TaskCreator({ storage, inventory, audit, changes, now });
  const create: TaskChanges['create'] = async (...args) => {
    await before(other);
    return changes.create(...args);
  };
  return { creator: new TaskCreator({ storage, inventory, audit, changes: { create }, now }), storage };
}

describe('two requests with one idempotency key at the same moment', () => {
  it('make one task, which both answer', async () => {
    const faster: unknown[] = [];
    const { creator, storage } = await openCreator(async (other) => faster.push(await other.create(REQUEST)));
    const slower = await creator.create(REQUEST);
    assert.equal(slower.outcome, 'known');
    assert.deepEqual(faster, [{ ...slower, outcome: 'created' }]);
    assert.equal((await storage.selectFrom('tasks').selectAll().execute()).length, 1);
    await storage.destroy();
  });

  it('refuse the slower one if it asks for something else', async () => {
    const { creator, storage } = await openCreator((other) =>
      other.create({ ...REQUEST, body: { ...REQUEST.body, title: 'other' } })
    );
    const slower = await creator.create(REQUEST);
    assert.ok(slower.outcome === 'refused' && slower.problem === 'idempotency-key-reused');
    await storage.destroy();
  });

  it('leave nothing behind when the database fails', async () => {
    const { creator, storage } = await openCreator(() => Promise.reject(new Error('disk full')));
    await assert.rejects(creator.create(REQUEST), /disk full/);
    assert.deepEqual(await storage.selectFrom('idempotency_keys').selectAll().execute(), []);
    await storage.destroy();
  });
});
