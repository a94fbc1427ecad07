import type { Logger } from 'pino';
import { ExportLogsServiceRequestSchema } from '../generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import { ExportProfilesServiceRequestSchema } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import type { DiskSpace } from '../persistence/disk-space.ts';
import type { LogFiles } from '../persistence/log-files.ts';
import type { ProfileWriter } from '../persistence/profile-writer.ts';
import type { Limits } from '../store-config.ts';
import { convertExport } from './convert-export.ts';
import { decodeRequest, type Encoding } from './decode-request.ts';
import { type ExportOutcome, OK_OUTCOME, summarizeReasons } from './export-outcome.ts';
import { logLines } from './log-lines.ts';

type Refusal = Exclude<ExportOutcome, { kind: 'stored' }>;

/** What was received since the start. */
export interface IngestCounters {
  profiles: number;
  duplicates: number;
  rejectedProfiles: number;
  logRecords: number;
  refusedExports: number;
}

const DISK_FULL = {
  kind: 'unavailable',
  message: 'the disk of the store is almost full; nothing was stored, try again later',
} as const;

/** Takes OTLP requests as bytes, whatever brought them, and answers once they are safely kept or refused. */
export class Ingest {
  readonly counters: IngestCounters = {
    profiles: 0,
    duplicates: 0,
    rejectedProfiles: 0,
    logRecords: 0,
    refusedExports: 0,
  };
  readonly #writer: ProfileWriter;
  readonly #logs: LogFiles;
  readonly #disk: DiskSpace;
  readonly #limits: Limits;
  readonly #logger: Logger;

  constructor(options: { writer: ProfileWriter; logs: LogFiles; disk: DiskSpace; limits: Limits; logger: Logger }) {
    this.#writer = options.writer;
    this.#logs = options.logs;
    this.#disk = options.disk;
    this.#limits = options.limits;
    this.#logger = options.logger;
  }

  async profiles(bytes: Uint8Array, encoding: Encoding): Promise<ExportOutcome> {
    if (!this.#disk.enough()) return this.#refuse(DISK_FULL);
    const request = decodeRequest(ExportProfilesServiceRequestSchema, bytes, encoding, this.#limits);
    if (!request.ok) return this.#refuse({ kind: 'invalid', message: request.reason });
    const { profiles, rejected } = convertExport(request.value, this.#limits, Date.now());
    const reasons = [...rejected];
    if (profiles.length > 0) {
      const outcome = await this.#writer.write(profiles);
      if (outcome.kind === 'unavailable') return this.#refuse({ kind: 'unavailable', message: outcome.reason });
      for (const result of outcome.results) {
        if (result.kind === 'refused') reasons.push(result.reason);
        else if (result.kind === 'duplicate') this.counters.duplicates++;
        else this.counters.profiles++;
      }
    }
    this.counters.rejectedProfiles += reasons.length;
    if (reasons.length === 0) return OK_OUTCOME;
    const message = summarizeReasons(reasons);
    this.#logger.warn({ rejected: reasons.length, reason: message }, 'rejected profiles of an export');
    return { kind: 'stored', rejected: reasons.length, message };
  }

  async logs(bytes: Uint8Array, encoding: Encoding): Promise<ExportOutcome> {
    if (!this.#disk.enough()) return this.#refuse(DISK_FULL);
    const request = decodeRequest(ExportLogsServiceRequestSchema, bytes, encoding, this.#limits);
    if (!request.ok) return this.#refuse({ kind: 'invalid', message: request.reason });
    const lines = logLines(request.value);
    if (lines.length === 0) return OK_OUTCOME;
    try {
      await this.#logs.append(lines.join(''));
    } catch (error) {
      // The file system's errors: full, or an I/O error that may pass.
      const detail = error instanceof Error ? error.message : String(error);
      return this.#refuse({ kind: 'unavailable', message: `the disk does not take the data: ${detail}` });
    }
    this.counters.logRecords += lines.length;
    return OK_OUTCOME;
  }

  #refuse(outcome: Refusal): ExportOutcome {
    this.counters.refusedExports++;
    this.#logger.warn({ outcome: outcome.kind, reason: outcome.message }, 'refused an export');
    return outcome;
  }
}
