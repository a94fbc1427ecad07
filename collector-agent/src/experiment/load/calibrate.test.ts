import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { calibrate } from './calibrate.ts';
import type { LoadGenerator, LoadSample } from './load-generator.ts';

interface FakeVariant {
  readonly name: string;
  readonly rate: number;
  readonly failed?: number;
}

/** A generator whose rate is that of the variant applied last; real ones are in `real-load.integration.test.ts`. */
function setUp(variants: readonly FakeVariant[], tellsWindows = true) {
  let present = variants[0]!;
  const orders: object[] = [];
  let running = 0;
  const generator: LoadGenerator = {
    kind: 'h2load',
    start(order) {
      orders.push(order);
      running += 1;
      const { rate, failed = 0 } = present;
      const sample: LoadSample = { requests: rate, failed, requestsPerSecond: rate, generatorCpuShare: 0.2 };
      let isStopped = false;
      return {
        pid: 1,
        startUnixMs: 0,
        problem: undefined,
        sample: () => (tellsWindows ? sample : undefined),
        result: (): Promise<Outcome<LoadSample>> =>
          Promise.resolve(rate > 0 ? succeed(sample) : fail('preflight-failed', 'Nothing answered.')),
        stop: () => {
          if (!isStopped) running -= 1;
          isStopped = true;
          return Promise.resolve();
        },
      };
    },
  };
  const applied = variants.map((variant) => ({
    name: variant.name,
    apply: () => {
      present = variant;
      return Promise.resolve(succeed(undefined));
    },
  }));
  const options = { generator, variants: applied, signal: AbortSignal.timeout(60_000), warmMs: 1, windowMs: 1 };
  return { options, orders, running: () => running };
}

describe('the rate of an experiment', () => {
  it('is 60 % of what the slowest variant takes, in two digits', async () => {
    for (const tellsWindows of [true, false]) {
      const { options, orders, running } = setUp(
        [
          { name: 'fast', rate: 12_203 },
          { name: 'slow', rate: 6_020 },
        ],
        tellsWindows
      );
      const calibration = await calibrate(options);
      assert.deepEqual(calibration, {
        ok: true,
        value: {
          requestsPerSecond: 3_600,
          slowest: 'slow',
          capacities: [
            { variant: 'fast', requestsPerSecond: 12_203 },
            { variant: 'slow', requestsPerSecond: 6_020 },
          ],
        },
      });
      assert.equal(running(), 0);
      assert.ok(orders.every((order) => !('requestsPerSecond' in order)));
    }
  });

  it('is refused where requests fail, or none is answered', async () => {
    const failing = await calibrate(setUp([{ name: 'v', rate: 100, failed: 2 }]).options);
    assert.match(failing.ok ? '' : failing.detail, /^2 of 100 requests failed/);
    const dead = await calibrate(setUp([{ name: 'v', rate: 0 }]).options);
    assert.equal(dead.ok ? '' : dead.detail, 'Nothing answered.');
  });

  it('ends with the run, and leaves no load', async () => {
    const { options, running } = setUp([{ name: 'v', rate: 100 }]);
    const stopping = new AbortController();
    const seeking = calibrate({ ...options, signal: stopping.signal, warmMs: 60_000 });
    setTimeout(() => stopping.abort(), 20);
    const outcome = await seeking;
    assert.equal(!outcome.ok && outcome.reason, 'asked-for');
    assert.equal(running(), 0);
  });
});
