import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Candidate, pickTargets, type Room } from './pick-targets.ts';

const orderOf = ({ id }: Candidate): string => createHash('sha256').update(id).digest('hex');

/** One after the other, in the order of the hashes, with nothing done to be quick. */
function pickSlowly(candidates: readonly Candidate[], { count, limits, held }: Room) {
  const taken: Candidate[] = [];
  const beyondSessions: Candidate[] = [];
  for (const candidate of candidates.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))) {
    if (taken.length >= count) break;
    const sessions = taken.filter((each) => each.agent_id === candidate.agent_id).length;
    const limit = (limits.get(candidate.agent_id) ?? Infinity) - (held?.get(candidate.agent_id) ?? 0);
    (sessions < limit ? taken : beyondSessions).push(candidate);
  }
  const isIn = (list: readonly Candidate[]) => (each: Candidate) => list.includes(each);
  return {
    taken: candidates.filter(isIn(taken)),
    tooMany: candidates.filter((each) => !isIn(taken)(each) && !isIn(beyondSessions)(each)),
    beyondSessions: candidates.filter(isIn(beyondSessions)),
  };
}

const agentId = fc.constantFrom('a', 'b', 'c', 'd');
const perAgent = fc.dictionary(agentId, fc.nat(4)).map((counts) => new Map(Object.entries(counts)));
const candidates = fc
  .array(agentId, { maxLength: 60 })
  .map((agents) => agents.map((agent_id, index): Candidate => ({ id: `${agent_id}-${index}`, agent_id })));

describe('processes that a task takes', () => {
  it('are the first by their hash whose agents hold another session, however few are wanted of many', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: -2, max: 12 }), perAgent, perAgent, (all, count, limits, held) => {
        assert.deepEqual(pickTargets(all, { count, limits, held }), pickSlowly(all, { count, limits, held }));
      })
    );
  });
});
