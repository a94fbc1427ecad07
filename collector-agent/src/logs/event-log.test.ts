import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { eventLogTo } from './event-log.ts';

test('an event becomes an OTLP log record with name, severity and attributes', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const shutdown = exporter.shutdown.bind(exporter);
  // Its own shutdown would forget the records.
  exporter.shutdown = () => Promise.resolve();
  const log = eventLogTo(exporter, { node: 'n1', cluster: 'c1' });
  log.emit({
    name: 'meshprof.session.state',
    body: 'session t1 is failed',
    isBad: true,
    attributes: { task_id: 't1', process_pid: 7, state: 'failed', reason_code: 'agent-busy' },
  });
  await log.close(1_000);
  const [record] = exporter.getFinishedLogRecords();
  assert.equal(record?.eventName, 'meshprof.session.state');
  assert.equal(record?.body, 'session t1 is failed');
  assert.equal(record?.severityText, 'WARN');
  assert.deepEqual(record?.attributes, {
    event_name: 'meshprof.session.state',
    task_id: 't1',
    process_pid: 7,
    state: 'failed',
    reason_code: 'agent-busy',
    node: 'n1',
  });
  assert.deepEqual(record?.resource.attributes['service.name'], 'meshprof-agent');
  await shutdown();
});
