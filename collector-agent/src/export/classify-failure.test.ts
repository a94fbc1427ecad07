import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import { classifyFailure } from './classify-failure.ts';
import { retryInfoTrailers } from './retry-info-test-support.ts';

function classify(code: status, details = 'why', metadata = new Metadata()): ReturnType<typeof classifyFailure> {
  return classifyFailure({ code, details, metadata });
}

/** The table of the OTLP specification, section "Failures" of OTLP/gRPC. */
const retryable: readonly status[] = [
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
];
const notRetryable: readonly status[] = [
  status.UNKNOWN,
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.ALREADY_EXISTS,
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
  status.INTERNAL,
];

test('follows the specification’s table of codes', () => {
  for (const code of retryable) {
    assert.deepEqual(classify(code), { kind: 'retryable', reason: `${status[code]}: why`, mayNeverPass: false });
  }
  for (const code of notRetryable) {
    assert.deepEqual(classify(code), { kind: 'rejected', reason: `${status[code]}: why` });
  }
});

test('a rate limit is retried, but not for ever; a message too large for the server is not', () => {
  assert.deepEqual(classify(status.RESOURCE_EXHAUSTED, 'ingestion rate limit (4 MB) exceeded'), {
    kind: 'retryable',
    reason: 'RESOURCE_EXHAUSTED: ingestion rate limit (4 MB) exceeded',
    mayNeverPass: true,
  });
  for (const details of [
    'grpc: received message larger than max (5000000 vs. 4194304)',
    'Received message larger than max (5000000 vs 4194304)',
  ]) {
    assert.equal(classify(status.RESOURCE_EXHAUSTED, details).kind, 'rejected');
  }
});

test('takes the delay the server asks for', () => {
  const outcome = classify(status.RESOURCE_EXHAUSTED, 'slow down', retryInfoTrailers(2, 500_000_000));
  assert.equal(outcome.kind === 'retryable' && outcome.delayMs, 2500);
  const unavailable = classify(status.UNAVAILABLE, 'busy', retryInfoTrailers(0, 1_000_000));
  assert.equal(unavailable.kind === 'retryable' && unavailable.delayMs, 1);
});

test('ignores broken or negative advice', () => {
  const broken = new Metadata();
  broken.set('grpc-status-details-bin', Buffer.from([0xff, 0xff, 0xff]));
  const outcome = classify(status.UNAVAILABLE, 'busy', broken);
  assert.equal(outcome.kind === 'retryable' && outcome.delayMs, undefined);
  const negative = classify(status.UNAVAILABLE, 'busy', retryInfoTrailers(-5, 0));
  assert.equal(negative.kind === 'retryable' && negative.delayMs, 0);
});

test('a stream that broke under the client is retried although grpc-js calls it INTERNAL', () => {
  const outcome = classify(status.INTERNAL, 'Received RST_STREAM with code 2 (Internal server error)');
  assert.equal(outcome.kind, 'retryable');
  assert.equal(outcome.kind === 'retryable' && outcome.mayNeverPass, true);
});
