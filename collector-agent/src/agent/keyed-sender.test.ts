import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallResult } from './http-json.ts';
import { KeyedSender } from './keyed-sender.ts';

function open(answers: CallResult<unknown>['kind'][], maxAgeMs = Infinity) {
  const sent: string[] = [];
  const refused: string[] = [];
  const abort = new AbortController();
  const sender = new KeyedSender<string>({
    send: (news) => {
      sent.push(news);
      const kind = answers.shift() ?? 'ok';
      return Promise.resolve({ kind, value: undefined, status: 400, detail: 'why' } as CallResult<unknown>);
    },
    onResult: () => undefined,
    maxAgeMs,
    onRefused: (news, detail) => refused.push(`${news}: ${detail}`),
  });
  return { sender, sent, refused, abort };
}

describe('news for the controller', () => {
  it('is sent in order, the newest of each key, again until it is taken, but not if it is refused', async () => {
    const { sender, sent, refused, abort } = open(['unavailable', 'ok', 'refused']);
    sender.add('a', 'a1');
    sender.add('b', 'b1');
    sender.add('a', 'a2');
    const running = sender.run(abort.signal);
    while (sent.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await running;
    assert.deepEqual([sent, refused], [['b1', 'b1', 'a2'], ['a2: why']]);
  });

  it('is dropped when it is old', async () => {
    const { sender, sent, abort } = open([], -1);
    sender.add('a', 'old');
    const running = sender.run(abort.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort();
    await running;
    assert.deepEqual(sent, []);
  });

  it('is bounded', async () => {
    const { sender, sent, abort } = open([]);
    for (let n = 0; n < 300; n++) sender.add(String(n), String(n));
    const running = sender.run(abort.signal);
    while (sent.at(-1) !== '299') await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort();
    await running;
    assert.deepEqual([sent.length, sent[0]], [256, '44']);
  });
});
