import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { createTask, openController, targetOf } from '../testing/controller-under-test.ts';
import { eventLogTo } from './event-log.ts';

describe('event log', () => {
  it('has a record for each change of state, in order, with who and why', async () => {
    const exporter = new InMemoryLogRecordExporter();
    // Kept after the controller has shut it down.
    exporter.shutdown = () => Promise.resolve();
    const under = await openController({ events: eventLogTo(exporter) });
    const agent = await under.joinAgent();
    await agent.report([targetOf()]);
    const task = await createTask(under, { selector: { process_pid: 100 } });
    await agent.poll(0);
    await agent.status(task, 'running');
    await agent.status(task, 'running');
    await agent.status(task, 'failed', { reasonCode: 'process-exited' });
    await under[Symbol.asyncDispose]();

    const records = exporter.getFinishedLogRecords();
    const line = ({ eventName, severityText, attributes }: (typeof records)[number]) =>
      [eventName, severityText, attributes.previous_state ?? '-', attributes.state, attributes.reason_code ?? '-'].join(
        ' '
      );
    assert.deepEqual(records.map(line), [
      'meshprof.target.state INFO - waiting -',
      'meshprof.task.state INFO - scheduled -',
      'meshprof.task.state INFO scheduled dispatching -',
      'meshprof.target.state INFO waiting running -',
      'meshprof.task.state INFO dispatching running -',
      'meshprof.target.state WARN running failed process-exited',
      'meshprof.task.state WARN running failed process-exited',
    ]);
    for (const { eventName, attributes } of records) assert.equal(attributes.event_name, eventName);
    assert.equal(records[1]?.attributes.author, 'local');
    assert.equal(records[1]?.attributes.task_id, task.id);
    assert.equal(records[0]?.attributes['service.name'], 'envoy-demo');
    assert.equal(records[0]?.attributes.process_pid, 100);
    assert.equal(records[0]?.resource.attributes['service.name'], 'meshprof-controller');
  });

  it(
    'is sent by OTLP gRPC with the headers, at the latest when the controller closes',
    { timeout: 30_000 },
    async () => {
      const receiver = await startReceiver();
      const events = { endpoint: `http://127.0.0.1:${receiver.port}`, headers: { 'x-scope-orgid': 'mesh' } };
      const under = await openController({ events });
      await (await under.joinAgent()).report([targetOf()]);
      const task = await createTask(under, { selector: { process_pid: 100 } });
      await under[Symbol.asyncDispose]();
      receiver.close();

      const bytes = Buffer.concat(receiver.requests.map(({ body }) => body)).toString('latin1');
      assert.match(bytes, /meshprof\.task\.state/);
      assert.ok(bytes.includes(task.id));
      assert.equal(receiver.requests[0]?.tenant, 'mesh');
    }
  );

  it('keeps a controller neither from working nor from closing when nobody receives', { timeout: 60_000 }, async () => {
    const under = await openController({ events: { endpoint: 'http://127.0.0.1:1' } });
    await (await under.joinAgent()).report([targetOf()]);
    assert.equal((await createTask(under, { selector: { process_pid: 100 } })).state, 'scheduled');
    await under[Symbol.asyncDispose]();
  });
});

/** A gRPC server for the one method of the logs service; keeps what it gets, undecoded. */
async function startReceiver() {
  const requests: { body: Buffer; tenant: unknown }[] = [];
  const server = new Server();
  const bytes = (buffer: Buffer) => buffer;
  const method = {
    path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  const handler = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
    requests.push({ body: call.request, tenant: call.metadata.get('x-scope-orgid')[0] });
    done(null, Buffer.alloc(0));
  };
  server.addService({ export: method }, { export: handler });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error)
    );
  });
  return { port, requests, close: () => server.forceShutdown() };
}
