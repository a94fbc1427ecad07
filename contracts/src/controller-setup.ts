import { type Static, Type } from 'typebox';
import { AlertSettingsSchema } from './alert-settings.ts';

/** What a controller is set up for, as far as who uses it has to know: of secrets only whether there is one. */
export const ControllerSetupSchema = Type.Object(
  {
    version: Type.String(),
    prometheus: Type.Boolean({ description: 'Whether triggers can ask queries (prometheusUrl)' }),
    webhooks: Type.Object({
      secret: Type.Boolean({ description: 'Whether a webhookSecret is set, so that Grafana can sign alerts' }),
      token: Type.Boolean({ description: 'Whether a webhookToken is set, so that Alertmanager can send alerts' }),
      signatureHeader: Type.String(),
      timestampHeader: Type.String(),
    }),
    alerts: AlertSettingsSchema,
  },
  { title: 'ControllerSetup' }
);
export type ControllerSetup = Static<typeof ControllerSetupSchema>;
