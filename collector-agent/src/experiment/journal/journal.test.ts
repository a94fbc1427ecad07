import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { FAKE_SPEC, FakeWorld, live } from '../run/fake-run-test-support.ts';
import { type Journal, openJournal } from './journal.ts';
import { JOURNAL_FILE, journalFolder, listJournals, peekJournal } from './journal-folder.ts';
import { readJournal } from './read-journal.ts';

let stateDir = '';
beforeEach(() => (stateDir = mkdtempSync(path.join(tmpdir(), 'meshprof-journal-'))));
afterEach(() => rmSync(stateDir, { recursive: true }));

const RUN = { experimentId: 'run-1', spec: FAKE_SPEC, seed: 7 };
const file = (): string => path.join(journalFolder(stateDir, RUN.experimentId), JOURNAL_FILE);

function open(): Journal {
  const opened = openJournal(stateDir, RUN);
  if (opened.kind !== 'open') throw new Error(JSON.stringify(opened));
  return opened.journal;
}

test('what is appended is what the next process reads', () => {
  const first = open();
  first.append({ kind: 'state', state: 'preflight' });
  first.append({ kind: 'snapshot', snapshot: { driver: 'envoy-runtime', hash: 'h', data: { a: 1 } } });
  first.append({ kind: 'write', variant: 'on' });
  const { state } = first;
  first.close();
  const second = open();
  assert.deepEqual(second.state, state);
  assert.equal(second.state.isChanged, true);
  assert.deepEqual(peekJournal(stateDir, 'run-1'), state);
  assert.deepEqual(listJournals(stateDir), [state]);
  second.close();
});

test('one process at a time', () => {
  const first = open();
  assert.equal(openJournal(stateDir, RUN).kind, 'taken');
  first.close();
  open().close();
});

test('a torn last line has not happened, and is cut away', () => {
  const first = open();
  first.append({ kind: 'state', state: 'preflight' });
  first.close();
  const whole = statSync(file()).size;
  appendFileSync(file(), '{"kind":"state","atUnixMs":1,"state":"run');
  const second = open();
  assert.equal(second.state.state, 'preflight');
  assert.equal(statSync(file()).size, whole);
  second.append({ kind: 'state', state: 'a-a' });
  second.close();
  assert.equal(peekJournal(stateDir, 'run-1')?.state, 'a-a');
});

test('a damaged line in the middle leaves the proxy to be put back', () => {
  const first = open();
  first.append({ kind: 'snapshot', snapshot: { driver: 'envoy-runtime', hash: 'h', data: null } });
  first.append({ kind: 'write', variant: 'on' });
  first.append({ kind: 'state', state: 'preflight' });
  first.close();
  const lines = readFileSync(file(), 'utf8').split('\n');
  writeFileSync(file(), lines.map((line) => (line.includes('"write"') ? '\0\0\0' : line)).join('\n'));
  const read = readJournal(readFileSync(file()));
  assert.equal(read.damagedLines, 1);
  assert.equal(read.state?.isChanged, true);
  assert.equal(read.state?.state, 'preflight');
});

test('an id from elsewhere does not leave the folder', () => {
  const opened = openJournal(stateDir, { ...RUN, experimentId: '../../etc' });
  assert.equal(opened.kind, 'open');
  if (opened.kind === 'open') opened.journal.close();
  assert.ok(journalFolder(stateDir, '../../etc').startsWith(path.join(stateDir, 'experiments')));
  assert.equal(listJournals(stateDir)[0]?.experimentId, '../../etc');
});

test('time counts while it runs, and not while it is paused or nobody leads it', () => {
  const state = readJournal(
    Buffer.from(
      [
        { kind: 'begun', atUnixMs: 1_000, ...RUN },
        { kind: 'state', atUnixMs: 3_000, state: 'running' },
        { kind: 'state', atUnixMs: 6_000, state: 'paused' },
        { kind: 'state', atUnixMs: 100_000, state: 'running' },
        { kind: 'step', atUnixMs: 101_000, step: 'warm' },
        { kind: 'opened', atUnixMs: 500_000, pid: 1 },
        { kind: 'step', atUnixMs: 400_000, step: 'warm' },
        { kind: 'step', atUnixMs: 400_500, step: 'warm' },
      ]
        .map((record) => `${JSON.stringify(record)}\n`)
        .join('')
    )
  ).state;
  assert.equal(state?.activeMs, 2_000 + 3_000 + 1_000 + 500);
});

test('each beginning of a whole journal, cut at any byte of its lines, is gone on with to a true end', async () => {
  const whole = new FakeWorld();
  await live(whole, () => undefined);
  for (let lines = 1; lines <= whole.records.length; lines++) {
    const kept = whole.records.slice(0, lines);
    const text = kept.map((record) => `${JSON.stringify(record)}\n`).join('');
    const torn = JSON.stringify(whole.records[lines] ?? {}).slice(0, lines % 40);
    const { state, wholeBytes, damagedLines } = readJournal(Buffer.from(text + torn));
    assert.equal(wholeBytes, Buffer.byteLength(text));
    assert.equal(damagedLines, 0);
    const world = new FakeWorld();
    world.records.splice(0, 1, ...kept);
    // The worst that may be: what the journal says may have been changed is.
    if (state?.isChanged === true) world.config = 'on';
    await live(world, () => assert.equal(world.config, world.original));
    assert.equal(world.state.state, 'inconclusive', `after line ${lines}`);
    assert.equal(world.state.slots.filter((slot) => slot.void === undefined).length, 12);
  }
});
