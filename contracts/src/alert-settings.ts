import { type Static, Type } from 'typebox';
import { DEFAULT_ALERT_LABELS, DEFAULT_ALERT_MARGIN_MS, DEFAULT_ALERT_RULES } from './alert-labels.ts';
import { type SelectorLabel, SELECTOR_LABELS } from './labels.ts';
import { stringEnum } from './string-enum.ts';
import { FLIGHT_RECORDER_MAX_MS } from './task-limits.ts';

const Labels = Type.Array(stringEnum(SELECTOR_LABELS), { maxItems: SELECTOR_LABELS.length });

/** How a selector comes of an alert: it needs all labels of `by`; further ones make it more exact. */
export const AlertRuleSchema = Type.Object(
  {
    by: Type.Array(stringEnum(SELECTOR_LABELS), {
      minItems: 1,
      maxItems: SELECTOR_LABELS.length,
      description: 'The rule applies to alerts that have all of these',
    }),
    with: Type.Optional(
      Type.Unsafe<SelectorLabel[]>({ ...Labels, description: 'Must match too, if the alert has it' })
    ),
    narrow: Type.Optional(
      Type.Unsafe<SelectorLabel[]>({
        ...Labels,
        description: 'Left out, from the last on, if no process would be left',
      })
    ),
    stop: Type.Optional(
      Type.Boolean({ description: 'Once this rule applies, later ones do not, even if nothing matches' })
    ),
  },
  { title: 'AlertRule', additionalProperties: false }
);
export type AlertRule = Static<typeof AlertRuleSchema>;

/** What the controller makes of alerts: the content of the file `alertsFile`, whose keys replace the defaults below. */
export const AlertSettingsSchema = Type.Object(
  {
    labels: Type.Unsafe<Partial<Record<SelectorLabel, string[]>>>({
      type: 'object',
      additionalProperties: false,
      description: 'For each selector label the alert labels that may hold its value, the best first',
      properties: Object.fromEntries(
        SELECTOR_LABELS.map((label) => [
          label,
          Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 20 }),
        ])
      ),
    }),
    rules: Type.Array(AlertRuleSchema, {
      maxItems: 20,
      description: 'In order: the first that applies and matches a process wins',
    }),
    durationMs: Type.Integer({ minimum: 1_000, maximum: 3_600_000, description: 'Of a task, unless annotated' }),
    marginMs: Type.Integer({
      minimum: 0,
      maximum: FLIGHT_RECORDER_MAX_MS,
      description: 'How long before startsAt the flight recorder is asked for: what an alert tells of began earlier',
    }),
    cooldownMs: Type.Integer({
      minimum: 0,
      maximum: 86_400_000,
      description: 'Between two tasks of alerts on a process',
    }),
    maxTasks: Type.Integer({ minimum: 1, maximum: 1_000, description: 'Tasks of alerts at the same time' }),
    maxTargets: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Processes that one alert may profile' }),
    stopOnResolve: Type.Boolean({ description: "End an alert's task when the alert ends" }),
    keepDays: Type.Integer({ minimum: 1, maximum: 365, description: 'Deliveries older than this are deleted' }),
    keepDeliveries: Type.Integer({ minimum: 100, maximum: 1_000_000, description: 'No more of them are kept' }),
  },
  { title: 'AlertSettings', additionalProperties: false }
);
export type AlertSettings = Static<typeof AlertSettingsSchema>;

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  labels: DEFAULT_ALERT_LABELS,
  rules: DEFAULT_ALERT_RULES,
  durationMs: 30_000,
  marginMs: DEFAULT_ALERT_MARGIN_MS,
  cooldownMs: 600_000,
  maxTasks: 4,
  maxTargets: 50,
  stopOnResolve: false,
  keepDays: 30,
  keepDeliveries: 20_000,
};
