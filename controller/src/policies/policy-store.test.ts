import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AuditLog } from '../audit/audit-log.ts';
import { NO_EVENT_LOG, type StateEvent } from '../events/event-log.ts';
import { openStorage } from '../storage/open-storage.ts';
import { freshDatabase } from '../testing/fresh-database.ts';
import { completeRule } from './complete-rule.ts';
import { PolicyStore } from './policy-store.ts';

const RULE = completeRule({ kind: 'always-on', selector: { process: 'envoy' } });
const DEFINITION = { name: 'low and slow', enabled: true, rule: RULE };

async function openStore() {
  const storage = await openStorage((await freshDatabase()).url);
  const events: StateEvent[] = [];
  let nowMs = 1_000;
  const now = () => nowMs++;
  const store = new PolicyStore({
    storage,
    audit: new AuditLog(now),
    events: { ...NO_EVENT_LOG, emit: (event) => events.push(event) },
    now,
    onChange: () => undefined,
  });
  return { storage, store, events, [Symbol.asyncDispose]: () => storage.destroy() };
}

describe('changes of policies', () => {
  it('are in the audit log with before and after, and are events', async () => {
    await using opened = await openStore();
    const { storage, store, events } = opened;
    const { id } = await store.create(DEFINITION, 'anna');
    await store.replace(id, { ...DEFINITION, name: 'other' }, 'ben');
    await store.setEnabled(id, false, 'ben');
    await store.setEnabled(id, true, 'ben');
    await store.delete(id, 'anna');
    const entries = await storage.selectFrom('audit_entries').selectAll().orderBy('id').execute();
    const nameIn = (json: string | null) => (json === null ? null : (JSON.parse(json) as { name: string }).name);
    assert.deepEqual(
      entries.map((entry) => [entry.action, entry.actor, nameIn(entry.before_json), nameIn(entry.after_json)]),
      [
        ['policy.create', 'anna', null, 'low and slow'],
        ['policy.replace', 'ben', 'low and slow', 'other'],
        ['policy.disable', 'ben', 'other', 'other'],
        ['policy.enable', 'ben', 'other', 'other'],
        ['policy.delete', 'anna', 'other', null],
      ]
    );
    assert.deepEqual(
      events.map(({ name, attributes }) => [name, attributes.state]),
      ['created', 'changed', 'disabled', 'enabled', 'deleted'].map((state) => ['meshprof.policy.state', state])
    );
  });

  it('tell of a problem when it begins and when it ends', async () => {
    await using opened = await openStore();
    const { store, events } = opened;
    const { id } = await store.create(DEFINITION, 'anna');
    for (const problem of [null, 'no answer', 'still none', null, null]) await store.noteEvaluation(id, problem);
    assert.deepEqual(
      events.map(({ attributes, isBad }) => [attributes.state, isBad]),
      [
        ['created', false],
        ['failing', true],
        ['working', false],
      ]
    );
  });

  it('keep when a problem began', async () => {
    await using opened = await openStore();
    const { id } = await opened.store.create(DEFINITION, 'anna');
    await opened.store.noteEvaluation(id, 'no answer');
    const first = (await opened.store.find(id))?.problem;
    await opened.store.noteEvaluation(id, 'another');
    assert.deepEqual((await opened.store.find(id))?.problem, { detail: 'another', since: first?.since });
  });
});
