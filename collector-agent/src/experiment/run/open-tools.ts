import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import type { FullSpec } from '@meshprof/experiments';
import { missingCapabilities, ownCapabilities } from '../../discovery/capabilities.ts';
import { pause } from '../../retry/pause.ts';
import { openDriver } from '../drivers/open-driver.ts';
import type { Driver } from '../drivers/driver.ts';
import { type Outcome, succeed } from '../drivers/outcome.ts';
import { startGuards } from '../guards/start-guards.ts';
import { calibrate } from '../load/calibrate.ts';
import { createLoadGenerator } from '../load/create-load-generator.ts';
import { measureWindow } from '../measure/measure-window.ts';
import { warmUp } from '../measure/warm-up.ts';
import { openProfileSender } from '../profile/send-profile.ts';
import { takeSlotProfile } from '../profile/slot-profile.ts';
import type { RunTools, SlotBench } from './run-tools.ts';

export interface ToolOptions {
  readonly experimentId: string;
  readonly spec: FullSpec;
  readonly journalFolder: string;
  readonly otlpEndpoint?: string;
  readonly onNote: (sentence: string) => void;
}

/** Warming up may take this many times its length until it is steady. */
const WARM_PATIENCE = 2;
const CONNECT_MS = 500;

/** The real ones. */
export function openTools(options: ToolOptions): RunTools {
  return {
    openDriver: () => openDriver(options.spec, { openIstio: (spec) => openIstio(spec, options) }),
    openBench: (driver) => openBench(options, driver),
  };
}

/** Loaded when it is needed: the Kubernetes client takes more memory than all the rest (docs/decisions/0018). */
async function openIstio(spec: ExperimentSpec, { experimentId }: ToolOptions): Promise<Outcome<Driver>> {
  const { openIstioDriver } = await import('../kubernetes/open-istio-driver.ts');
  return openIstioDriver(spec, { experimentId });
}

function openBench(options: ToolOptions, driver: Driver): Outcome<SlotBench> {
  const { spec, experimentId, journalFolder } = options;
  const load = createLoadGenerator(spec.load, spec.target.pid === undefined ? {} : { networkOfPid: driver.pid });
  if (!load.ok) return load;
  const sender = openProfileSender(experimentId, options.otlpEndpoint);
  if (!sender.ok) return sender;
  const target = { pid: driver.pid, readCounters: () => driver.readCounters() };
  const measure: SlotBench['measure'] = (durationMs, signal) => measureWindow(target, durationMs, signal);
  const { deadManMs: _deadManMs, ...limits } = spec.guards;
  const cannotProfile = profileFindings(spec);
  const send = sender.value;
  const profiler = { ...{ pid: driver.pid, measure, onNote: options.onNote }, ...(send !== undefined && { send }) };
  return succeed({
    findings: cannotProfile,
    load: load.value,
    calibrate: (variants, signal) => calibrate({ generator: load.value, variants, signal }),
    async warmUp(run, warmMs, signal) {
      // A window must not begin before the load has connected, however short warming up is.
      if (load.value.kind !== 'external') await pause(CONNECT_MS, signal);
      const { steadyPercent } = spec;
      return warmUp({
        ...{ target, load: run, warmMs, limitMs: WARM_PATIENCE * warmMs, signal },
        ...(steadyPercent !== undefined && { steadyPercent }),
      });
    },
    measure,
    profile: cannotProfile.length > 0 ? undefined : (order, signal) => takeSlotProfile(profiler, order, signal),
    async guard(guardOptions) {
      const diskPaths = [...(await driver.diskPaths()), journalFolder];
      return startGuards({ limits, driver, diskPaths, ...guardOptions });
    },
  });
}

function profileFindings({ profileMs }: FullSpec): ExperimentFinding[] {
  if (profileMs === 0) return [];
  const missing = missingCapabilities(ownCapabilities());
  if (missing.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'no-profiles',
      sentence: `This process lacks ${missing.join(', ')}, so the report will not say what differences are made of.`,
      remedy: 'Run it as root, or with these capabilities.',
    },
  ];
}
