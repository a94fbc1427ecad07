import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SendSchedule } from './send-schedule.ts';

const START_US = 1_795_683_443_000_000;
/** 1,000 requests a second over 10 connections. */
const schedule = () => new SendSchedule(1_000, 10);

describe('waits before sending', () => {
  it('are none for requests that are sent when they are due, or in bursts of a tick', () => {
    const regular = schedule();
    for (let at = 0; at < 5_000; at += 1) regular.add(START_US + at * 1_000);
    const bursts = schedule();
    for (let at = 0; at < 5_000; at += 1) bursts.add(START_US + Math.ceil(at / 10) * 10_000);
    for (const tested of [regular, bursts]) {
      for (let at = 0; at < 5_000; at += 97) assert.equal(tested.waitedUs(START_US + at * 1_000), 0);
    }
  });

  it('are those of a proxy that stood still: due at once, sent afterwards', () => {
    const tested = schedule();
    const sent: number[] = [];
    for (let at = 0; at < 1_000; at += 1) sent.push(START_US + at * 1_000);
    // From 1 s on nothing is sent for 1 s; what was due is sent at 2 s, at 10 requests a millisecond.
    for (let at = 0; at < 1_000; at += 1) sent.push(START_US + 2_000_000 + at * 100);
    for (const startUs of sent) tested.add(startUs);
    // The first of them was due at 1 s; two ticks of 10 ms may be the timer's doing.
    assert.equal(tested.waitedUs(START_US + 2_000_000), 1_000_000 - 20_000);
    // The 500th was due at 1.5 s and sent at 2.05 s.
    assert.equal(tested.waitedUs(START_US + 2_050_000), 550_000 - 20_000);
  });

  it('stay known where the first to end was not the first to be sent, and for no requests at all', () => {
    const tested = schedule();
    assert.equal(tested.waitedUs(START_US), 0);
    tested.add(START_US);
    tested.add(START_US - 500);
    assert.equal(tested.waitedUs(START_US - 500), 0);
  });
});
