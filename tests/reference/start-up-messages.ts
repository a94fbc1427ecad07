import { readFileSync } from 'node:fs';
import { at } from '../harness/project.ts';
import { table } from './markdown.ts';

interface StartUpMessage {
  /** As it is written in the source; `…` stands for what varies. */
  readonly said: string;
  readonly source: string;
  readonly means: string;
  readonly remedy: string;
}

const MESSAGES: readonly StartUpMessage[] = [
  {
    said: 'These system packages are missing: …',
    source: 'scripts/setup/debian-packages.mjs',
    means: 'The set-up installs packages only as root, on Debian or Ubuntu.',
    remedy: 'Run the command that stands beneath it, as root. On another distribution install what it names.',
  },
  {
    said: 'the set-up cannot go on without "…',
    source: 'scripts/setup/run-steps.mjs',
    means: 'A step failed that everything else needs (npm packages, the app, the page).',
    remedy: 'The lines above it name the log. No network and a full disk are the usual causes.',
  },
  {
    said: 'Port … is in use by another program; choose another with …',
    source: 'standalone/src/start/busy-ports.ts',
    means: 'Another program, or another Meshprof, has the port. Nothing was started.',
    remedy: 'Use the option that the sentence names, or end the other program (`ss -ltnp` shows it).',
  },
  {
    said: 'Port … is asked for twice, for the … and the …',
    source: 'standalone/src/start/busy-ports.ts',
    means: 'Two options give the same port.',
    remedy: 'Change one of them.',
  },
  {
    said: 'cannot profile on this machine until this is mended:…',
    source: 'standalone/src/main.ts',
    means: 'All else works; the list beneath is that of `meshprof check`.',
    remedy: 'Each line says what to do. Not root is the usual cause.',
  },
  {
    said: 'the demo is not running: … The rest works without it.',
    source: 'standalone/src/main.ts',
    means: 'Envoy, nginx or h2load is missing or did not start.',
    remedy: 'Run `npm run setup` as root, or leave the demo out with `--no-demo`.',
  },
  {
    said: 'the agent ended (…); its log is …',
    source: 'standalone/src/main.ts',
    means: 'Page and store go on, nothing is profiled.',
    remedy: 'The last line of that log says why.',
  },
  {
    said: 'the native addon is not built (… is missing): run `npm run setup`',
    source: 'native/load-addon.ts',
    means: 'The BPF programs were not compiled on this machine.',
    remedy: 'Run `npm run setup` as root; its log `native` names a compiler or header that is missing.',
  },
  {
    said: 'the native addon cannot be loaded (…): run `npm run setup`',
    source: 'native/load-addon.ts',
    means: 'It was built against other libraries (libelf, libdw, zlib) or for another processor.',
    remedy: 'Build it on this machine, or install the library that the sentence names.',
  },
  {
    said: 'the … is not installed beside this command (…)',
    source: 'collector-agent/src/cli/service-command.ts',
    means: 'The package of that service is not there.',
    remedy: 'Install `@meshprof/controller` beside `meshprof`; `meshprof standalone` runs from a checkout only.',
  },
  {
    said: 'port … (…) is in use; …',
    source: 'controller/src/service.ts',
    means: 'Another program has the controller’s port.',
    remedy: 'Choose another with `--port` or `MESHPROF_PORT`.',
  },
  {
    said: 'no permission to listen on port …',
    source: 'controller/src/service.ts',
    means: 'Ports below 1024 need a right that the controller does not have and does not need.',
    remedy: 'Use a port from 1024 on and let a proxy or Service have the low one.',
  },
  {
    said: 'cannot open the database: …',
    source: 'controller/src/service.ts',
    means: 'PostgreSQL is away, refuses the login, or the folder of SQLite cannot be written.',
    remedy: 'The rest of the sentence says which. Try `psql` with the same URL.',
  },
  {
    said: 'PostgreSQL … or newer is needed; this is …',
    source: 'controller/src/storage/open-storage.ts',
    means: 'The server is too old for statements that the controller uses.',
    remedy: 'Use a newer PostgreSQL.',
  },
  {
    said: 'a newer version has used this database; run that version, or restore a backup from before it',
    source: 'controller/src/storage/migrate.ts',
    means: 'An older controller was started on a database that a newer one has migrated.',
    remedy: 'Do what it says. Migrations go forward only: back the database up before an upgrade.',
  },
  {
    said: 'cannot bring the database to this version',
    source: 'controller/src/storage/migrate.ts',
    means: 'A migration failed and was rolled back; nothing has changed.',
    remedy: 'The cause stands behind it. A role without the right to create tables is the usual one.',
  },
  {
    said: 'cannot use the state folder …',
    source: 'collector-agent/src/agent/start-agent.ts',
    means: 'The agent cannot write where its credential and spool belong.',
    remedy: 'Give it a writable `stateDir`; in a container, a volume.',
  },
  {
    said: 'the certificate files for the controller cannot be used',
    source: 'collector-agent/src/agent/start-agent.ts',
    means: 'A PEM file is missing, unreadable, or key and certificate do not belong together.',
    remedy: 'Check `controllerCaFile`, `controllerClientCertFile` and `controllerClientKeyFile`.',
  },
  {
    said: 'the certificate of the controller is signed by nobody this agent trusts; …',
    source: 'collector-agent/src/agent/connection-failure.ts',
    means: 'Your own authority signed it.',
    remedy: 'Set `controllerCaFile` of the agent.',
  },
  {
    said: 'controllerUrl says https, but there is no TLS at that port; …',
    source: 'collector-agent/src/agent/connection-failure.ts',
    means: 'The controller has no certificate.',
    remedy: 'Write `http://`, or give the controller `tlsCertFile` and `tlsKeyFile`.',
  },
];

/** Throws where a message does not stand in its source any more. */
export function startUpTable(): string {
  for (const message of MESSAGES) assertSaid(message);
  const rows = MESSAGES.map(({ said, means, remedy }) => [`“${said}”`, means, remedy]);
  return table(['It says', 'Means', 'Do this'], rows);
}

function assertSaid({ said, source }: StartUpMessage): void {
  // A template's variable stands where the table has `…`.
  const pattern = said.split('…').map(escaped).join('[\\s\\S]{0,120}?');
  const code = readFileSync(at(source), 'utf8').replaceAll('\\`', '`').replaceAll("\\'", "'");
  if (!new RegExp(pattern).test(code)) {
    throw new Error(`“${said}” is not in ${source} any more: change or remove its row in start-up-messages.ts`);
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
