import { execFile } from 'node:child_process';
import { setPriority } from 'node:os';
import { type ProxySettings, ProxySettingsSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import { readProcessFacts, readProcessStat } from '../discovery/process-facts.ts';
import { isEnvoy } from '../discovery/role.ts';

export interface AskedProcess {
  readonly pid: number;
  readonly startTimeTicks: string;
}

/** Generous for a loaded machine; a configuration takes a tenth of a second. */
const TIME_LIMIT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const HEAP_LIMIT_MB = 128;
/** What is profiled has the CPU first. */
const NICENESS = 10;
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
  read(asked: AskedProcess): Promise<ProxySettings | undefined> {
    const answer = this.#last.then(() => this.#read(asked));
    this.#last = answer;
    return answer;
  }

  async #read({ pid, startTimeTicks }: AskedProcess): Promise<ProxySettings | undefined> {
    const facts = readProcessFacts(pid);
    if (facts === undefined || !isEnvoy(facts.executable)) return undefined;
    const settings = await this.#ask(pid);
    // Else another process may have got the pid.
    return readProcessStat(pid)?.startTimeTicks === startTimeTicks ? settings : undefined;
  }

  #ask(pid: number): Promise<ProxySettings> {
    const flags = [`--max-old-space-size=${HEAP_LIMIT_MB}`, '--max-semi-space-size=1', '--v8-pool-size=1'];
    const args = [...flags, this.#program, 'proxy-settings', '--pid', String(pid), '--json'];
    const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        args,
        { env, timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_ANSWER_BYTES },
        (error, stdout) => resolve((error === null ? parseAnswer(stdout) : undefined) ?? GIVEN_UP)
      );
      if (child.pid !== undefined) lowerPriority(child.pid);
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

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already.
  }
}
