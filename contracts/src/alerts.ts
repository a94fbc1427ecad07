import { type Static, Type } from 'typebox';
import { ALERT_OUTCOMES, ALERT_SOURCES } from './alert-names.ts';
import type { SELECTOR_LABELS } from './labels.ts';
import { SelectorSchema } from './selectors.ts';
import { stringEnum } from './string-enum.ts';

const Reason = {
  reasonCode: Type.Optional(Type.String({ description: 'A key of the reason table' })),
  reason: Type.Optional(Type.String()),
  remedy: Type.Optional(Type.String()),
};

/** One alert as it was delivered: repeated notifications of it count up, they make no second one. */
export const AlertDeliverySchema = Type.Object(
  {
    id: Type.String(),
    source: stringEnum(ALERT_SOURCES),
    outcome: stringEnum(ALERT_OUTCOMES),
    ...Reason,
    alertName: Type.String(),
    fingerprint: Type.String({ description: 'Which alert of the sender; with startsAt, which time it fired' }),
    startsAt: Type.Optional(Type.String({ format: 'date-time' })),
    labels: Type.Record(Type.String(), Type.String()),
    usedLabels: Type.Unsafe<Partial<Record<(typeof SELECTOR_LABELS)[number], string>>>({
      ...Type.Record(Type.String(), Type.String()),
      description: 'Selector label → the label of the alert that its value came from',
    }),
    selector: Type.Optional(SelectorSchema),
    notes: Type.Array(Type.String(), { description: 'What was not taken as written, such as a wrong annotation' }),
    taskId: Type.Optional(Type.String()),
    receivedAt: Type.String({ format: 'date-time' }),
    lastReceivedAt: Type.String({ format: 'date-time' }),
    repeats: Type.Integer({ minimum: 0, description: 'Notifications of this alert after the first' }),
    resolvedAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { title: 'AlertDelivery' }
);
export type AlertDelivery = Static<typeof AlertDeliverySchema>;

/** Answer to a webhook: one entry for each of its alerts, in their order. */
export const WebhookAnswerSchema = Type.Object(
  {
    taskIds: Type.Array(Type.String(), { description: 'Tasks of these alerts, each once' }),
    deliveries: Type.Array(
      Type.Object({
        id: Type.String(),
        fingerprint: Type.String(),
        outcome: stringEnum(ALERT_OUTCOMES),
        taskId: Type.Optional(Type.String()),
        ...Reason,
      })
    ),
  },
  { title: 'WebhookAnswer' }
);
export type WebhookAnswer = Static<typeof WebhookAnswerSchema>;
