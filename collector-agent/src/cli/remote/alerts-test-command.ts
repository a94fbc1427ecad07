import { createHmac } from 'node:crypto';
import {
  ALERT_ANNOTATIONS,
  type AlertSource,
  type WebhookAnswer,
  WEBHOOK_SIGNATURE_HEADER,
  WEBHOOK_TIMESTAMP_HEADER,
  WebhookAnswerSchema,
} from '@meshprof/contracts';
import type { Command } from 'commander';
import { Type } from 'typebox';
import { CliError } from '../cli-failure.ts';
import { addRemoteOptions, present, type RemoteOptions, withApi } from './remote-command.ts';
import { milliseconds } from './task-options.ts';

type Env = Readonly<Record<string, string | undefined>>;

const ENVIRONMENT = `
  MESHPROF_WEBHOOK_SECRET  signs the alert as Grafana does (or …_FILE: where it stands)
  MESHPROF_WEBHOOK_TOKEN   sends it as Alertmanager does (or …_FILE); if there is no secret`;

interface TestOptions extends RemoteOptions {
  readonly name: string;
  readonly duration: string;
}

/** Sends one alert as its sender would: the same path, signature and body, so that what works here works there. */
export function addTestCommand(alerts: Command): void {
  addRemoteOptions(alerts.command('test'))
    .description('send an alert with these labels; fails unless it is profiled')
    .argument('<labels...>', 'of the alert, such as pod=web-1 namespace=shop, or service=cart')
    .option('--name <text>', 'name of the alert', 'MeshprofTest')
    .option('--duration <time>', 'of its task', '5s')
    .addHelpText('after', ENVIRONMENT)
    .action((labels: string[], options: TestOptions) =>
      withApi(options, async (api) => {
        const body = { alerts: [trialAlert(labels, options)] };
        const sender = await senderFrom(process.env, JSON.stringify(body));
        const call = { answer: WebhookAnswerSchema, body, headers: sender.headers };
        const answer = await api.call('POST', `/webhooks/${sender.source}`, call);
        present(options, answer, outcomeText);
        const [delivery] = answer.deliveries;
        if (delivery?.taskId === undefined)
          throw new CliError({ exit: 'refused', message: 'the alert was not profiled' });
      })
    );
}

function trialAlert(labels: readonly string[], { name, duration }: TestOptions) {
  const seconds = Math.max(1, Math.round(milliseconds('--duration', duration) / 1000));
  return {
    status: 'firing',
    labels: { alertname: name, ...Object.fromEntries(labels.map(labelOf)) },
    annotations: { [ALERT_ANNOTATIONS.duration]: `${seconds}s` },
    startsAt: new Date().toISOString(),
  };
}

function labelOf(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CliError({ exit: 'usage', message: `"${text}" is no label of an alert; write name=value` });
}

/** Those of the controller by which it knows a sender, so that both can be given the same variables. */
const WebhookSettings = Type.Object({
  webhookSecret: Type.Optional(Type.String({ secret: true })),
  webhookSecretFile: Type.Optional(Type.String()),
  webhookToken: Type.Optional(Type.String({ secret: true })),
  webhookTokenFile: Type.Optional(Type.String()),
  webhookSignatureHeader: Type.String(),
  webhookTimestampHeader: Type.String(),
});

const DEFAULTS = {
  webhookSignatureHeader: WEBHOOK_SIGNATURE_HEADER,
  webhookTimestampHeader: WEBHOOK_TIMESTAMP_HEADER,
};

interface Sender {
  readonly source: AlertSource;
  readonly headers: Readonly<Record<string, string>>;
}

async function senderFrom(env: Env, bodyText: string): Promise<Sender> {
  // Loaded only now: other commands need no YAML.
  const { loadSettings } = await import('@meshprof/settings/load');
  const loaded = loadSettings(WebhookSettings, DEFAULTS, { flags: {}, env });
  if (!loaded.ok) throw new CliError({ exit: 'usage', message: loaded.message });
  const { webhookSecret, webhookToken, webhookSignatureHeader, webhookTimestampHeader } = loaded.value;
  if (webhookSecret !== undefined) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', webhookSecret).update(`${timestamp}:${bodyText}`).digest('hex');
    return { source: 'grafana', headers: { [webhookSignatureHeader]: signature, [webhookTimestampHeader]: timestamp } };
  }
  if (webhookToken !== undefined)
    return { source: 'alertmanager', headers: { authorization: `Bearer ${webhookToken}` } };
  const message = 'set MESHPROF_WEBHOOK_SECRET or MESHPROF_WEBHOOK_TOKEN (or …_FILE) to that of the controller';
  throw new CliError({ exit: 'usage', message });
}

function outcomeText({ deliveries }: WebhookAnswer): string {
  return deliveries
    .map(({ outcome, taskId, reason = '', remedy = '' }) => `${outcome}  ${taskId ?? `${reason} ${remedy}`.trim()}\n`)
    .join('');
}
