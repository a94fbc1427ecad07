import { credentials, Metadata } from '@grpc/grpc-js';
import { type Attributes, SeverityNumber } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { TaskRow, TaskTargetRow } from '../tasks/task-rows.ts';

/** One change of state of anything. */
export interface StateEvent {
  /** `meshprof.<kind>.state` */
  readonly name: string;
  /** One sentence. */
  readonly body: string;
  readonly isBad: boolean;
  readonly attributes: Attributes;
}

/** Hears of every change of state, after it is stored. */
export interface EventLog {
  /** For the changes of a domain that keeps its events beside its own code. */
  emit(event: StateEvent): void;
  taskChanged(task: TaskRow, from: string | undefined): void;
  targetChanged(task: TaskRow, target: TaskTargetRow, from: string | undefined): void;
  /** Sends what is queued. */
  close(): Promise<void>;
}

export interface EventLogOptions {
  /** OTLP gRPC endpoint, e.g. `http://127.0.0.1:14317`; `https://` uses TLS. */
  readonly endpoint: string;
  /** Metadata of each request, e.g. a tenant. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const NO_EVENT_LOG: EventLog = {
  emit: () => undefined,
  taskChanged: () => undefined,
  targetChanged: () => undefined,
  close: () => Promise.resolve(),
};

export function openEventLog({ endpoint, headers }: EventLogOptions): EventLog {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers ?? {})) metadata.set(name, value);
  const secure = new URL(endpoint).protocol === 'https:';
  const channel = secure ? credentials.createSsl() : credentials.createInsecure();
  return eventLogTo(new OTLPLogExporter({ url: endpoint, metadata, credentials: channel }));
}

/** Writes OTLP log records through this exporter. Each is one change: event name, who, from which state to which. */
export function eventLogTo(exporter: LogRecordExporter): EventLog {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'meshprof-controller' }),
    processors: [new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  const logger = provider.getLogger('meshprof.controller');
  const emit = ({ name, body, isBad, attributes }: StateEvent) => {
    const severityNumber = isBad ? SeverityNumber.WARN : SeverityNumber.INFO;
    const severityText = isBad ? 'WARN' : 'INFO';
    // Loki before 3.8 drops the name, so an attribute has it too; newer ones know that the two are one.
    const named = { event_name: name, ...attributes };
    logger.emit({ eventName: name, body, severityNumber, severityText, attributes: named });
  };
  return {
    emit,
    taskChanged: (task, from) =>
      emit({
        name: 'meshprof.task.state',
        body: `task ${task.id} is ${task.state}`,
        isBad: BAD_STATES.has(task.state),
        attributes: taskAttributes(task, from),
      }),
    targetChanged: (task, target, from) =>
      emit({
        name: 'meshprof.target.state',
        body: `target ${target.target_id} of task ${task.id} is ${target.state}`,
        isBad: BAD_STATES.has(target.state),
        attributes: targetAttributes(target, from),
      }),
    // An unreachable receiver must not keep the process from ending.
    close: () => provider.shutdown().catch(() => undefined),
  };
}

const BAD_STATES = new Set(['failed', 'lost', 'expired', 'partial']);

function taskAttributes(task: TaskRow, from: string | undefined): Attributes {
  return {
    task_id: task.id,
    state: task.state,
    origin: task.origin,
    author: task.author,
    ...(from !== undefined && { previous_state: from }),
    ...(task.reason_code !== null && { reason_code: task.reason_code }),
    ...(task.cancelled_by !== null && { cancelled_by: task.cancelled_by }),
  };
}

function targetAttributes(target: TaskTargetRow, from: string | undefined): Attributes {
  return {
    task_id: target.task_id,
    target_id: target.target_id,
    state: target.state,
    node: target.node,
    role: target.role,
    process: target.process,
    process_pid: target.pid,
    'service.name': target.service,
    ...(from !== undefined && { previous_state: from }),
    ...(target.reason_code !== null && { reason_code: target.reason_code }),
  };
}
