import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { at } from '../harness/project.ts';
import { shareWithInterval } from './statistics.ts';
import { compareWithTwin, featureTicks, isTwinBuilt, ticksWhere } from './symbolised-twin.ts';

const unable = cannotProfile();
if (unable === false) execFileSync('make', ['-s', '-C', at('tests', 'workloads'), 'twin'], { stdio: 'ignore' });
const skip = unable || (!isTwinBuilt() && 'the stand-in needs lld-19, libc++-19-dev and libc++abi-19-dev');
/** Clock reads at the borders of the program's sections are its neighbours' in one account and not in the other. */
const BORDERS = 0.01;

test('a stripped program has the cost categories of its symbolised twin', { skip }, async (context) => {
  const comparison = await compareWithTwin(6);
  const { stacks } = comparison;
  const total = ticksWhere(stacks, () => true);
  assert.ok(total > 300, `${total} samples`);
  const agreeing = ticksWhere(stacks, ({ named, stripped }) => named === stripped);
  context.diagnostic(`${agreeing} of ${total} samples agree`);
  // Not less than the goal by more than chance.
  assert.ok(shareWithInterval(agreeing, total).high >= 0.95, `${agreeing} of ${total} samples agree`);
  for (const { feature, named, truth } of featureTicks(comparison)) {
    const { value, low, high } = shareWithInterval(named, total);
    // Five features: an interval of 95 % each would fail every fourth run; twice as wide, one in two thousand.
    const [least, most] = [value - 2 * (value - low) - BORDERS, value + 2 * (high - value) + BORDERS];
    context.diagnostic(`${feature}: ${value.toFixed(4)}, by its own clocks ${truth.toFixed(4)}`);
    assert.ok(least <= truth && truth <= most, `${feature} has ${value}, by the program's clocks ${truth}`);
  }
});
