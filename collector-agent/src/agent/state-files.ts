import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type RegisterResponse,
  RegisterResponseSchema,
  StandingAssignmentSchema,
  type StandingAssignment,
  type StatusReport,
  StatusReportSchema,
  type Watch,
  WatchSchema,
} from '@meshprof/contracts';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/**
 * What an agent keeps over restarts, in its state folder: an identity, the credential the controller gave it, and final
 * reports the controller has not acknowledged. Readable by the owner only. A damaged file counts as missing: the agent
 * can always register again.
 */
export interface StateFiles {
  readonly machineId: string;
  readonly spoolDir: string;
  readCredential(): RegisterResponse | undefined;
  writeCredential(credential: RegisterResponse | undefined): void;
  readPendingReports(): StatusReport[];
  writePendingReports(reports: readonly StatusReport[]): void;
  /** What policies asked for last: it goes on after a restart while the controller is away. */
  readPolicyWork(): StoredPolicyWork;
  writePolicyWork(work: StoredPolicyWork): void;
}

export interface StoredPolicyWork {
  readonly standing: readonly StandingAssignment[];
  readonly watches: readonly Watch[];
}

/** @throws if the folder cannot be made or written: an agent that would forget its identity must not start. */
export function openStateFiles(stateDir: string, controllerUrl: string): StateFiles {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = (name: string): string => path.join(stateDir, name);
  return {
    machineId: machineId(file('machine-id')),
    spoolDir: file('spool'),
    readCredential() {
      const stored = readJson(file('credential.json'), StoredCredentialSchema);
      // A credential is worth something to the controller that gave it, and must not be shown to another.
      return stored?.controllerUrl === controllerUrl
        ? { agentId: stored.agentId, credential: stored.credential }
        : undefined;
    },
    writeCredential(credential) {
      if (credential === undefined) rmSync(file('credential.json'), { force: true });
      else writeWhole(file('credential.json'), JSON.stringify({ ...credential, controllerUrl }));
    },
    readPendingReports: () => readJson(file('pending-reports.json'), Type.Array(StatusReportSchema)) ?? [],
    readPolicyWork: () => readJson(file('policies.json'), PolicyWorkSchema) ?? { standing: [], watches: [] },
    writePolicyWork: (work) => writeWhole(file('policies.json'), JSON.stringify(work)),
    writePendingReports: (reports) => writeWhole(file('pending-reports.json'), JSON.stringify(reports)),
  };
}

const StoredCredentialSchema = Type.Intersect([RegisterResponseSchema, Type.Object({ controllerUrl: Type.String() })]);

const PolicyWorkSchema = Type.Object({
  standing: Type.Array(StandingAssignmentSchema),
  watches: Type.Array(WatchSchema),
});

function machineId(file: string): string {
  try {
    const known = readFileSync(file, 'utf8').trim();
    if (/^[\w-]{8,128}$/.test(known)) return known;
  } catch {
    // The first start.
  }
  const made = randomUUID();
  writeWhole(file, `${made}\n`);
  return made;
}

function readJson<T extends TSchema>(file: string, schema: T): ReturnType<typeof Value.Parse<T>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(schema, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.tmp`, file);
}
