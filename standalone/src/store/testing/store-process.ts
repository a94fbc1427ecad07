/**
 * A process of its own for the kill test: opens a store in the folder given and says on which port it listens.
 */
import { pino } from 'pino';
import { createStore } from '../store.ts';

const store = await createStore({ dataDir: process.argv[2]!, logger: pino({ level: 'silent' }) });
const listener = await store.startOtlpGrpc({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${listener.port}\n`);
