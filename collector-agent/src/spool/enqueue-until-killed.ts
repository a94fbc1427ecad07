import { createGrpcProfilesExporter } from '../export/grpc-profiles-exporter.ts';
import { parseExporterOptions } from '../export/exporter-options.ts';
import { createDelivery } from './delivery.ts';

/**
 * For the kill test, run as a process of its own: enqueues numbered requests as fast as it can and prints each number
 * once `enqueue` has promised that the request is on disk. Arguments: spool folder, server's port, first number.
 */
const [spoolDir = '', port = '', first = '0'] = process.argv.slice(2);
const parsed = parseExporterOptions({ endpoint: `http://127.0.0.1:${port}` }, {});
if (parsed.kind === 'invalid') throw new Error(parsed.problems.join());
const created = createGrpcProfilesExporter(parsed.options);
if (created.kind === 'failed') throw new Error(created.reason);
const opened = await createDelivery({ spoolDir, exporter: created.exporter });
if (opened.kind === 'failed') throw new Error(opened.reason);
for (let number = Number(first); ; number++) {
  const result = await opened.delivery.enqueue(Buffer.from(`${number}`.padEnd(20_000, ' ')));
  if (result.kind === 'stored') process.stdout.write(`${number}\n`);
}
