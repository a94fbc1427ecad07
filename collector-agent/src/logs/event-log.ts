import { readFileSync } from 'node:fs';
import { credentials, Metadata } from '@grpc/grpc-js';
import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { AgentConfig } from '../config/agent-config.ts';

/** Something that happened in the agent, for people who look for a task's history where their logs are. */
export interface AgentEvent {
  /** OTLP event name, e.g. `meshprof.session.state`. */
  readonly name:
    | 'meshprof.session.state'
    | 'meshprof.standing.state'
    | 'meshprof.flight-recorder.state'
    | 'meshprof.export.dropped'
    | 'meshprof.agent.state';
  readonly body: string;
  readonly isBad: boolean;
  readonly attributes: Attributes;
}

export interface EventLog {
  emit(event: AgentEvent): void;
  /** Sends what is queued, within `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

export const NO_EVENT_LOG: EventLog = { emit: () => undefined, close: () => Promise.resolve() };

/** Events go where the profiles go. @throws if a certificate file cannot be read, or a header of the environment sent. */
export function openEventLog(config: AgentConfig): EventLog {
  return config.otlpLogs ? eventLogTo(createExporter(config), config) : NO_EVENT_LOG;
}

export function eventLogTo(
  exporter: LogRecordExporter,
  { node, cluster }: Pick<AgentConfig, 'node' | 'cluster'>
): EventLog {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({
      'service.name': 'meshprof-agent',
      node,
      ...(cluster !== undefined && { cluster }),
    }),
    processors: [new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  const logger = provider.getLogger('meshprof.agent');
  return {
    emit({ name, body, isBad, attributes }) {
      const severityNumber = isBad ? SeverityNumber.WARN : SeverityNumber.INFO;
      const severityText = isBad ? 'WARN' : 'INFO';
      // Loki before 3.8 drops the name, so an attribute has it too; newer ones know that the two are one.
      const named = { event_name: name, ...attributes, node };
      logger.emit({ eventName: name, body, severityNumber, severityText, attributes: named });
    },
    async close(timeoutMs) {
      const late = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref());
      // An unreachable receiver must not keep the agent from ending.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

/** Without an endpoint of ours the exporter follows the standard OTEL_EXPORTER_OTLP_* variables. */
function createExporter(config: AgentConfig): LogRecordExporter {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(config.otlpHeaders ?? {})) metadata.set(name, value);
  if (config.otlpTenant !== undefined) metadata.set('x-scope-orgid', config.otlpTenant);
  if (config.otlpEndpoint === undefined) return exporterOfEnvironment(metadata);
  const read = (file: string | undefined): Buffer | null => (file === undefined ? null : readFileSync(file));
  const channel = config.otlpEndpoint.startsWith('https:')
    ? credentials.createSsl(read(config.otlpCaFile), read(config.otlpClientKeyFile), read(config.otlpClientCertFile))
    : credentials.createInsecure();
  return new OTLPLogExporter({ url: config.otlpEndpoint, metadata, credentials: channel });
}

function exporterOfEnvironment(metadata: Metadata): LogRecordExporter {
  try {
    return new OTLPLogExporter({ metadata });
  } catch {
    // Its own words are those of gRPC, which quotes the header.
    throw new Error('a header of OTEL_EXPORTER_OTLP_LOGS_HEADERS or OTEL_EXPORTER_OTLP_HEADERS is none for gRPC');
  }
}
