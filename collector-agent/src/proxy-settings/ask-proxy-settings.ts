import { execFile } from 'node:child_process';
import { type ProxySettings, ProxySettingsSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { readProcessFacts, readProcessStat } from '../discovery/process-facts.ts';
import { isEnvoy } from '../discovery/role.ts';

export interface AskedProcess {
  readonly pid: number;
  readonly startTimeTicks: string;
}

/** With a usual configuration the whole command takes a tenth of a second. */
const CPU_LIMIT_S = 5;
/** For a file system that does not answer; a loaded machine may take half a minute for what is usual. */
const HANG_LIMIT_MS = 60_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const HEAP_LIMIT_MB = 128;
/** Limits the CPU time of what it then becomes: Node cannot do so for its children. */
const WITH_CPU_LIMIT = `ulimit -t ${CPU_LIMIT_S} && exec "$0" "$@"`;
/** All that the command needs of the agent's environment, which also holds its secrets. */
const PASSED_ON = ['HOME', 'PATH', 'XDG_CACHE_HOME', 'NODE_COMPILE_CACHE'];

/**
 * Has `meshprof proxy-settings` read the settings of an Envoy: files of strangers are parsed in a process of their own,
 * with limits of time and memory, one at a time.
 */
export class ProxySettingsReader {
  readonly #program: string;
  #last: Promise<unknown> = Promise.resolve();

  /** `program`: file of the meshprof command. */
  constructor(program: string) {
    this.#program = program;
  }

  /** Undefined for what is no Envoy, or gone. Never rejects. */
  async read(asked: AskedProcess): Promise<ProxySettings | undefined> {
    // Before the others are waited for: most targets are no Envoy, and their sessions are not to wait for those that are.
    const facts = readProcessFacts(asked.pid);
    if (facts === undefined || !isEnvoy(facts.executable)) return undefined;
    const answer = this.#last.then(() => this.#read(asked));
    this.#last = answer;
    return answer;
  }

  async #read({ pid, startTimeTicks }: AskedProcess): Promise<ProxySettings | undefined> {
    const settings = await this.#ask(pid);
    // Else another process may have got the pid.
    return readProcessStat(pid)?.startTimeTicks === startTimeTicks ? settings : undefined;
  }

  #ask(pid: number): Promise<ProxySettings> {
    const flags = [`--max-old-space-size=${HEAP_LIMIT_MB}`, '--max-semi-space-size=1', '--v8-pool-size=1'];
    const args = [...flags, this.#program, 'proxy-settings', '--pid', String(pid), '--json'];
    const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
    return new Promise((resolve) => {
      execFile(
        '/bin/sh',
        ['-c', WITH_CPU_LIMIT, process.execPath, ...args],
        { env, timeout: HANG_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_ANSWER_BYTES },
        (error, stdout) => resolve((error === null ? parseAnswer(stdout) : undefined) ?? GIVEN_UP)
      );
    });
  }
}

const GIVEN_UP: ProxySettings = { settings: [], notes: [{ id: 'took-too-much' }] };

function parseAnswer(text: string): ProxySettings | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return Value.Check(ProxySettingsSchema, answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}
