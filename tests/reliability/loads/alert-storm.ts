import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FINAL_TASK_STATES,
  type Page,
  type Policy,
  type PolicyTarget,
  REASONS,
  type Task,
  type WebhookAnswer,
} from '@meshprof/contracts';
import { controllerApi } from '../../harness/controller-api.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { Rig } from '../rig/rig.ts';
import { startTarget, type Target } from '../rig/target.ts';
import { endsOf } from './checked-task.ts';
import { count, type Load } from './load.ts';
import { options } from './process-churn.ts';
import { type ArrivedParts, lacksBefore, partsOf, samplesIn } from './recorded-before.ts';

const ALERTS = 50;
const WITHIN_MS = 1_000;
/** Fewer than alerts, and more than sessions: both bounds are reached. */
const TASKS = 12;
const SESSIONS = 6;
const PROCESSES = 2;
const FREQUENCY_HZ = 99;
const RECORDED_MS = 30_000;
const NAME = 'alerted';
const WEBHOOK_TOKEN = 'a-webhook-token-for-fault-tests';
const BUSY = options({ seconds: 900, 'busy-percent': 90 });

export const ALERT_STORM: Load = {
  what: `${ALERTS} alerts in a second about ${PROCESSES} busy processes with a flight recorder; ${TASKS} tasks and ${SESSIONS} sessions at a time are allowed`,
  async run() {
    const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-storm-'));
    const alertsFile = path.join(folder, 'alerts.yaml');
    writeFileSync(alertsFile, `cooldownMs: 0\nmaxTasks: ${TASKS}\n`);
    const rig = await Rig.open({
      agentSettings: { MESHPROF_MAX_SESSIONS: String(SESSIONS), MESHPROF_MAX_CPU_CORES: '2' },
      controllerSettings: { MESHPROF_WEBHOOK_TOKEN: WEBHOOK_TOKEN, MESHPROF_ALERTS_FILE: alertsFile },
    });
    const processes = await Promise.all(Array.from({ length: PROCESSES }, () => startTarget(folder, NAME, BUSY)));
    try {
      await rig.untilListed(`process=${NAME}`, PROCESSES);
      await recordAll(rig);
      await sleep(RECORDED_MS);
      const beganAtMs = performance.now();
      const answers = await sendAlerts(rig, processes);
      const tookMs = performance.now() - beganAtMs;
      const tasks = await Promise.all(answers.flatMap(({ taskIds }) => taskIds).map((id) => ended(rig, id)));
      return await judge(rig, { answers, tasks, tookMs });
    } finally {
      await Promise.all(processes.map((each) => each.kill()));
      await rig.close();
      rmSync(folder, { recursive: true });
    }
  },
};

/** Until each process has its recorder. */
async function recordAll(rig: Rig): Promise<void> {
  const rule = { kind: 'flight-recorder', selector: { process: NAME }, agentCpuPercent: 50 };
  const { id } = await rig.api<Policy>('POST', '/v1/policies', { name: 'storm', rule });
  await waitFor(
    async () => {
      const { items } = await rig.api<Page<PolicyTarget>>('GET', `/v1/policies/${id}/targets`);
      return items.filter(({ state }) => state === 'running').length === PROCESSES || undefined;
    },
    { what: 'the flight recorders', timeoutMs: 60_000 }
  );
}

function sendAlerts({ controllerUrl }: Rig, processes: readonly Target[]): Promise<WebhookAnswer[]> {
  const send = controllerApi(controllerUrl, WEBHOOK_TOKEN);
  const startsAt = new Date(Date.now() - RECORDED_MS / 2).toISOString();
  return Promise.all(
    Array.from({ length: ALERTS }, async (_, n) => {
      await sleep((n / ALERTS) * WITHIN_MS);
      const annotations = {
        meshprof_selector: `process_pid=${processes[n % PROCESSES]?.pid}`,
        meshprof_duration: '5s',
        meshprof_frequency: String(FREQUENCY_HZ),
        meshprof_events: 'on-cpu',
      };
      const alert = { status: 'firing', labels: { alertname: 'Storm', n: String(n) }, annotations, startsAt };
      const alerts = [{ ...alert, endsAt: '0001-01-01T00:00:00Z', fingerprint: n.toString(16).padStart(16, '0') }];
      return send<WebhookAnswer>('POST', '/webhooks/alertmanager', { version: '4', status: 'firing', alerts });
    })
  );
}

function ended(rig: Rig, id: string): Promise<Task> {
  return waitFor(
    async () => {
      const task = await rig.task(id);
      return task !== undefined && (FINAL_TASK_STATES as readonly string[]).includes(task.state) ? task : undefined;
    },
    { what: `the end of task ${id}`, timeoutMs: 180_000, intervalMs: 1_000 }
  );
}

interface Storm {
  readonly answers: readonly WebhookAnswer[];
  readonly tasks: readonly Task[];
  readonly tookMs: number;
}

async function judge(rig: Rig, { answers, tasks, tookMs }: Storm) {
  const deliveries = answers.flatMap((answer) => answer.deliveries);
  const refused = deliveries.filter(({ outcome }) => outcome === 'refused');
  const completed = tasks.filter(({ state }) => state === 'completed');
  const arrived = new Map<string, ArrivedParts>();
  for (const { id } of completed) arrived.set(id, partsOf(await rig.profilesOf(id), FREQUENCY_HZ));
  const parts = [...arrived.values()];
  const targets = tasks.flatMap((task) => task.targets);
  const hasReason = ({ reasonCode = '' }: { reasonCode?: string }): boolean => reasonCode in REASONS;
  const problems = [
    // More, where one that its agent refused has made room for the next.
    ...(tasks.length >= TASKS ? [] : [`${tasks.length} tasks came of ${ALERTS} alerts in place of ${TASKS}.`]),
    ...(tasks.length + refused.length === ALERTS ? [] : [`${refused.length} alerts were refused.`]),
    ...(completed.length >= SESSIONS ? [] : [`${completed.length} tasks completed in place of ${SESSIONS}.`]),
    ...refused.filter((each) => !hasReason(each)).map(({ id }) => `Alert ${id} is refused for no reason.`),
    ...targets
      .filter((target) => target.state !== 'completed' && !hasReason(target))
      .map(({ id, state }) => `Target ${id} is ${state} for no reason.`),
    ...completed.flatMap((task) => lacksOwn(task, arrived.get(task.id))),
    ...[...Map.groupBy(completed, ({ targets: [target] }) => target?.pid).values()].flatMap((ofOne) =>
      lacksBefore(ofOne.flatMap(({ id }) => arrived.get(id) ?? []))
    ),
  ];
  const before = parts.map((each) => each.before);
  const seconds = before.map(([first], at) => ((parts[at]?.own[0]?.fromMs ?? 0) - (first?.fromMs ?? 0)) / 1_000);
  const shortest = Math.min(...seconds).toFixed(0);
  const got =
    `answered in ${(tookMs / 1_000).toFixed(1)} s; ${tasks.length} tasks, ${reasonsOf(refused)}; sessions: ` +
    `${endsOf({ targets })}; each that completed has all that was recorded before it (${shortest} s and more), ` +
    `${count(samplesIn(before.flat()))} samples, and its own ${count(samplesIn(parts.flatMap(({ own }) => own)))}`;
  return { got, problems };
}

function lacksOwn({ id, targets: [target] }: Task, arrived: ArrivedParts | undefined): string[] {
  const kept = target?.progress.samplesKept ?? 0;
  const got = samplesIn(arrived?.own ?? []);
  return got === kept && kept > 0 ? [] : [`Task ${id} counted ${kept} samples, ${got} arrived.`];
}

function reasonsOf(refused: readonly { reasonCode?: string }[]): string {
  const groups = Map.groupBy(refused, ({ reasonCode = 'no reason' }) => reasonCode);
  return [...groups].map(([code, { length }]) => `${length} alerts refused (\`${code}\`)`).join(', ');
}
