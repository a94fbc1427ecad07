/**
 * A process of its own for tests that kill it: opens a store in the folder given and says on which port it takes OTLP.
 * Further arguments: that port, and one for queries.
 */
import { pino } from 'pino';
import { createStore } from '../store.ts';

const [dataDir = '', otlpPort = '0', queryPort] = process.argv.slice(2);
const host = '127.0.0.1';
const store = await createStore({ dataDir, logger: pino({ level: 'silent' }) });
const listener = await store.startOtlpGrpc({ host, port: Number(otlpPort) });
if (queryPort !== undefined) await store.startQueryApi({ host, port: Number(queryPort) });
process.stdout.write(`${listener.port}\n`);
