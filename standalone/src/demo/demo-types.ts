import type { PortName } from '@meshprof/contracts';
import type { ChildExit } from '../processes/child-process.ts';

/** Ports the demo listens on. */
export const DEMO_LISTENERS = [
  'demoEnvoy',
  'demoEnvoyAdmin',
  'demoUpstream',
  'demoSpanSink',
  'prometheus',
] as const satisfies readonly PortName[];

/** All of Meshprof's ports: Prometheus scrapes those of agent, controller and store, whether or not they run. */
export type DemoPorts = Readonly<Record<PortName, number>>;

/** Programs the demo runs. All are paths of executables. */
export interface DemoBinaries {
  readonly envoy: string;
  readonly nginx: string;
  readonly h2load: string;
  /** Not needed with `prometheus: false`. */
  readonly prometheus?: string;
  /** A Node that runs this code's files (type stripping in development). */
  readonly node: string;
}

/** Constant load: open connections and requests a second over all of them. */
export interface DemoLoad {
  readonly requestsPerSecond: number;
  readonly connections: number;
}

export interface DemoOptions {
  /** Folder for rendered configuration, logs and Prometheus's data; made if absent. See `isPlainPath`. */
  readonly runDir: string;
  readonly binaries: DemoBinaries;
  /** Ports that differ from the defaults of contracts. */
  readonly ports?: Partial<DemoPorts>;
  readonly load?: DemoLoad;
  /** Envoy writes its access log to a file instead of the pipe on its standard output. Default false. */
  readonly logToFile?: boolean;
  /** Run Prometheus too. Default true. */
  readonly prometheus?: boolean;
  /** One short line for each step and each event that a person should see. */
  readonly onProgress?: (line: string) => void;
  /** A program of the demo ended although nobody stopped it. The others keep running. */
  readonly onExit?: (exit: ChildExit) => void;
}

export type DemoProblemCode = 'binary-missing' | 'port-busy' | 'bad-run-dir' | 'start-failed';

/** Why the demo did not start: a stable code and one sentence with the remedy. Nothing is left running. */
export interface DemoProblem {
  readonly code: DemoProblemCode;
  readonly message: string;
}

export interface Demo {
  readonly ports: DemoPorts;
  /** URL that is under load. */
  readonly url: string;
  readonly adminUrl: string;
  readonly files: DemoFiles;
  /** The constant load, to be held while something else (an experiment) loads Envoy. */
  readonly load: { readonly pause: () => void; readonly resume: () => void };
  /** Program name → process id, of those that run now. */
  readonly pids: () => Readonly<Record<string, number>>;
  /** Ends every program: SIGTERM, then SIGKILL to what is still there after some seconds. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** Absolute paths. Envoy reads the first two again when a new file is moved onto them. */
export interface DemoFiles {
  readonly listeners: string;
  readonly runtime: string;
  /** Where access-log lines end up, whichever way; rotated to `.1`, bounded. */
  readonly accessLog: string;
}

export type StartDemoResult =
  { readonly ok: true; readonly demo: Demo } | { readonly ok: false; readonly problem: DemoProblem };
