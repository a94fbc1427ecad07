import { createHash } from 'node:crypto';
import { type AlertSource, stringEnum } from '@meshprof/contracts';
import { type Static, Type } from 'typebox';

/** More in one notification than anybody reads; Grafana's maxAlerts and Alertmanager's max_alerts split them. */
const MAX_ALERTS = 500;

const TextMap = Type.Record(Type.String(), Type.String());

/**
 * What we read of a notification. Grafana's webhook (payload version 1) and Alertmanager's (version 4) agree in this;
 * all their other fields are left alone.
 */
export const WebhookSchema = Type.Object(
  {
    alerts: Type.Array(
      Type.Object({
        status: stringEnum(['firing', 'resolved'] as const),
        labels: TextMap,
        annotations: Type.Optional(TextMap),
        startsAt: Type.String({ minLength: 1, maxLength: 64, description: 'RFC 3339' }),
        fingerprint: Type.Optional(Type.String()),
      }),
      { maxItems: MAX_ALERTS }
    ),
  },
  { title: 'AlertNotification' }
);
export type Webhook = Static<typeof WebhookSchema>;

export interface IncomingAlert {
  readonly source: AlertSource;
  readonly isFiring: boolean;
  readonly name: string;
  readonly fingerprint: string;
  /** Undefined if the sender wrote no time that can be read. */
  readonly startsAtMs: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Equal for the same alert, firing since the same moment, of the same sender. */
  readonly key: string;
}

const MAX_LABELS = 64;
const MAX_NAME_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const MAX_ANNOTATION_LENGTH = 2_048;

export function alertsOf(source: AlertSource, { alerts }: Webhook): IncomingAlert[] {
  return alerts.map(({ status, startsAt, annotations, ...alert }) => {
    const fingerprint = plain(alert.fingerprint ?? '') || digest(JSON.stringify(Object.entries(alert.labels).sort()));
    const startsAtMs = readTime(startsAt);
    return {
      source,
      isFiring: status === 'firing',
      name: plain(alert.labels['alertname'] ?? '').slice(0, MAX_NAME_LENGTH) || 'alert without a name',
      fingerprint: fingerprint.length <= MAX_NAME_LENGTH ? fingerprint : digest(fingerprint),
      startsAtMs,
      labels: bounded(alert.labels, MAX_VALUE_LENGTH),
      annotations: bounded(ours(annotations ?? {}), MAX_ANNOTATION_LENGTH),
      key: digest(JSON.stringify([source, fingerprint, startsAtMs ?? startsAt])),
    };
  });
}

/** Annotations carry run books and messages; only ours matter. */
function ours(annotations: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name.startsWith('meshprof_')));
}

/** A value over the bound is cut with a mark, so that it is seen but never taken for the whole value. */
function bounded(map: Record<string, string>, maxLength: number): Record<string, string> {
  const entries = Object.entries(map).filter(([name]) => name !== '' && name.length <= MAX_NAME_LENGTH);
  return Object.fromEntries(
    entries.slice(0, MAX_LABELS).map(([name, value]) => {
      const text = plain(value);
      return [plain(name), text.length <= maxLength ? text : `${text.slice(0, maxLength)}${CUT_MARK}`];
    })
  );
}

export const CUT_MARK = '…[cut]';

/** Without control characters: they break lines and terminals, and PostgreSQL stores no NUL. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '�').toWellFormed();
}

function readTime(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
