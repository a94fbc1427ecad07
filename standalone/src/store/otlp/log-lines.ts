import type { AnyValue, KeyValue } from '../generated/opentelemetry/proto/common/v1/common_pb.js';
import type { ExportLogsServiceRequest } from '../generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import type { LogRecord } from '../generated/opentelemetry/proto/logs/v1/logs_pb.js';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** Each record of an export as one line of JSON, with its resource and scope. Times are decimal nanoseconds. */
export function logLines(request: ExportLogsServiceRequest): string[] {
  const lines: string[] = [];
  for (const { resource, scopeLogs } of request.resourceLogs) {
    const resourceAttributes = attributesJson(resource?.attributes ?? []);
    for (const { scope, logRecords } of scopeLogs) {
      const context = {
        resource: resourceAttributes,
        scope: { name: scope?.name ?? '', version: scope?.version ?? '', ...nonEmpty(scope?.attributes ?? []) },
      };
      for (const record of logRecords) lines.push(`${JSON.stringify({ ...recordJson(record), ...context })}\n`);
    }
  }
  return lines;
}

function recordJson(record: LogRecord): Record<string, Json> {
  return {
    timeUnixNano: record.timeUnixNano.toString(),
    observedTimeUnixNano: record.observedTimeUnixNano.toString(),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    ...(record.eventName === '' ? {} : { eventName: record.eventName }),
    body: valueJson(record.body),
    attributes: attributesJson(record.attributes),
    ...(record.traceId.length === 0 ? {} : { traceId: Buffer.from(record.traceId).toString('hex') }),
    ...(record.spanId.length === 0 ? {} : { spanId: Buffer.from(record.spanId).toString('hex') }),
    ...(record.flags === 0 ? {} : { flags: record.flags }),
  };
}

function nonEmpty(attributes: readonly KeyValue[]): Record<string, Json> {
  return attributes.length === 0 ? {} : { attributes: attributesJson(attributes) };
}

function attributesJson(attributes: readonly KeyValue[]): { [name: string]: Json } {
  // fromEntries defines properties, so that a key such as __proto__ is a key like any other.
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueJson(value)]));
}

/** 64-bit integers that JavaScript cannot hold become text, as do bytes (base64). */
function valueJson(value: AnyValue | undefined): Json {
  const content = value?.value;
  switch (content?.case) {
    case 'stringValue':
    case 'boolValue':
      return content.value;
    case 'doubleValue':
      return Number.isFinite(content.value) ? content.value : String(content.value);
    case 'intValue': {
      const number = Number(content.value);
      return Number.isSafeInteger(number) ? number : content.value.toString();
    }
    case 'bytesValue':
      return Buffer.from(content.value).toString('base64');
    case 'arrayValue':
      return content.value.values.map(valueJson);
    case 'kvlistValue':
      return attributesJson(content.value.values);
    case 'stringValueStrindex':
    case undefined:
      // References exist in profiles only.
      return null;
  }
}
