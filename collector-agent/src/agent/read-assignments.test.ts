import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAssignments } from './read-assignments.ts';

const good = {
  ...{ taskId: 't', targetId: 'a:1:2', pid: 1, startTimeTicks: '2', events: ['on-cpu'] },
  ...{ frequencyHz: 99, durationMs: 1_000 },
};

test('a bad entry costs itself only, and its target is told', () => {
  const bad = [
    { ...good, targetId: 'a:2:2', pid: 'x' },
    { ...good, targetId: 'a:3:2', frequencyHz: 1e9 },
    { ...good, targetId: 'a:4:2', events: [] },
  ];
  const nameless = [null, 7, 'x', [], {}, { ...good, taskId: 'x'.repeat(129) }, { ...good, targetId: 5 }];
  const read = readAssignments({ version: 3, assignments: [...nameless, good, ...bad, good] });
  assert.deepEqual(read.assignments, [good]);
  assert.deepEqual(
    read.invalid.map(({ targetId, detail }) => [targetId, detail.split(' ')[0]]),
    [
      ['a:2:2', 'pid'],
      ['a:3:2', 'frequencyHz'],
      ['a:4:2', 'events'],
    ]
  );
  assert.equal(read.ignored, nameless.length);
});

test('lists are bounded', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => ({ ...good, taskId: `t${n}` }));
  const read = readAssignments({ version: 0, assignments: many, watches: many });
  assert.equal(read.assignments.length, 2_000);
  assert.deepEqual(read.watches, []);
  assert.equal(read.ignored, 8_000 + 10_000);
});
