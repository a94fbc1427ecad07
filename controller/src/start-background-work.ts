import { startBackground } from './background.ts';
import type { ControllerOptions, Parts } from './controller.ts';
import { applyRetention, DEFAULT_RETENTION, RETENTION_EVERY_MS } from './retention/retention.ts';
import { runSchedules } from './schedules/run-schedules.ts';
import { ClockWatch } from './tasks/clock-watch.ts';
import { applyDeadlines } from './tasks/deadlines.ts';
import { TaskClockwork } from './tasks/task-clockwork.ts';

const WORK_EVERY_MS = 1_000;

/** What is done without being asked for: one at a time of each kind, by the replica that leads. */
export function startBackgroundWork(parts: Parts, options: ControllerOptions) {
  const deadlines = startDeadlines(parts, options.log);
  const policies = startPolicies(parts, options.log);
  const retention = startRetention(parts, options);
  const alerts = startAlertRounds(parts, options.log);
  const experiments = startExperiments(parts, options.log);
  return {
    applyDeadlines: deadlines.apply,
    applyRetention: retention.apply,
    async stop(): Promise<void> {
      await deadlines.stop();
      await policies.stop();
      await retention.stop();
      await alerts.stop();
      await experiments.stop();
    },
  };
}

function startDeadlines(parts: Parts, log: ControllerOptions['log']) {
  const clock = new ClockWatch(parts.now, parts.steadyMs);
  const clockwork = new TaskClockwork(parts);
  const apply = async () => {
    if (clock.look()) parts.presence.clockWasSet();
    await clockwork.tick();
    await applyDeadlines(parts, { nowMs: parts.now(), listeningSinceMs: clock.reliableSinceMs });
    await runSchedules(parts);
  };
  return {
    apply,
    stop: startBackground(parts.leadership, {
      everyMs: WORK_EVERY_MS,
      work: apply,
      onError: (error) => log?.error({ err: error }, 'deadlines could not be applied'),
    }),
  };
}

function startPolicies(parts: Parts, log: ControllerOptions['log']) {
  const stop = startBackground(parts.leadership, {
    everyMs: WORK_EVERY_MS,
    work: () => parts.policies.tick(),
    onError: (error) => log?.error({ err: error }, 'policies could not be applied'),
  });
  return { stop };
}

function startRetention(parts: Parts, { log, retention }: ControllerOptions) {
  const apply = () => applyRetention(parts, { ...DEFAULT_RETENTION, ...retention });
  const stop = startBackground(parts.leadership, {
    everyMs: RETENTION_EVERY_MS,
    work: apply,
    onError: (error) => log?.error({ err: error }, 'what has passed its time could not be deleted'),
  });
  return { apply, stop };
}

function startAlertRounds(parts: Parts, log: ControllerOptions['log']) {
  const stop = startBackground(parts.leadership, {
    everyMs: WORK_EVERY_MS,
    work: () => parts.alerts.doRound(),
    onError: (error) => log?.error({ err: error }, 'alerts left undone could not be seen to'),
  });
  return { stop };
}

function startExperiments(parts: Parts, log: ControllerOptions['log']) {
  const stop = startBackground(parts.leadership, {
    everyMs: WORK_EVERY_MS,
    work: () => parts.experiments.tick(),
    onError: (error) => log?.error({ err: error }, 'experiments could not be given to agents'),
  });
  return { stop };
}
