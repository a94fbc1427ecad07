import { type ChildProcess, spawn } from 'node:child_process';
import type { ExperimentAssignment, ExperimentOrder, ExperimentStatus } from '@meshprof/contracts';
import { Value } from 'typebox/value';
import {
  type ChildMessage,
  ChildMessageSchema,
  PARENT_TELLS_EVERY_MS,
  type ParentMessage,
} from '../../experiment/desk/parent-messages.ts';
import { meshprofCommand } from '../../experiment/profile/meshprof-command.ts';
import { peekJournal } from '../../experiment/journal/journal-folder.ts';
import { isFinal } from '../../experiment/run/final-state.ts';

export interface LeadOptions {
  readonly assignment: ExperimentAssignment;
  readonly stateDir: string;
  readonly otlpEndpoint?: string;
  readonly onStatus: (status: ExperimentStatus) => void;
  /** A sentence for the person at the terminal. */
  readonly onNote: (sentence: string) => void;
}

export type Led =
  | { readonly kind: 'ended'; readonly status: ExperimentStatus }
  /** The proxy is as before, and the run may go on later. */
  | { readonly kind: 'left' }
  | { readonly kind: 'refused'; readonly detail: string };

/** An agent that dies is started again; one that dies so often without getting anywhere would do so for ever. */
const MAX_DEATHS_IN_A_ROW = 5;
const START_AGAIN_AFTER_MS = 500;

/**
 * Starts an experiment agent as a child, in the place of a controller, and starts it again if it dies: it then finds its
 * journal, and puts the proxy back first of all. The child has a process group of its own, so that Ctrl-C reaches only
 * this process, which makes an order of it.
 */
export class ExperimentLead {
  readonly #options: LeadOptions;
  #order: ExperimentOrder = 'run';
  #isLeaving = false;
  #stopped: ChildProcess | undefined;
  #child: ChildProcess | undefined;
  #deathsInARow = 0;
  #refusal: string | undefined;
  #last: ExperimentStatus | undefined;

  constructor(options: LeadOptions) {
    this.#options = options;
  }

  order(order: ExperimentOrder): void {
    this.#order = order;
    this.#assign();
  }

  /** Has the proxy put back and the run left to a later process. */
  leave(): void {
    this.#isLeaving = true;
    this.#stopChild();
  }

  async lead(): Promise<Led> {
    for (;;) {
      const how = await this.#runChild();
      if (this.#last !== undefined && isFinal(this.#last.state)) return { kind: 'ended', status: this.#last };
      if (this.#refusal !== undefined) return { kind: 'refused', detail: this.#refusal };
      if (this.#isLeaving && !this.#mayBeChanged()) return { kind: 'left' };
      this.#deathsInARow++;
      if (this.#deathsInARow >= MAX_DEATHS_IN_A_ROW) {
        return { kind: 'refused', detail: `its agent ended ${MAX_DEATHS_IN_A_ROW} times in a row (${how})` };
      }
      this.#options.onNote(`the experiment agent ended (${how}); it is started again, and puts the proxy back first`);
      await new Promise((resolve) => setTimeout(resolve, START_AGAIN_AFTER_MS));
    }
  }

  /** How it ended. */
  #runChild(): Promise<string> {
    const { assignment, stateDir, otlpEndpoint } = this.#options;
    const { file, args } = meshprofCommand();
    const own = [
      'experiment-agent',
      '--led-by-parent',
      '--experiment',
      assignment.experimentId,
      '--state-dir',
      stateDir,
    ];
    const endpoint = otlpEndpoint === undefined ? [] : ['--otlp-endpoint', otlpEndpoint];
    const child = spawn(file, [...args, ...own, ...endpoint], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    this.#child = child;
    child.on('message', (message) => this.#hear(message));
    const telling = setInterval(() => this.#assign(), PARENT_TELLS_EVERY_MS);
    this.#assign();
    return new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      child.once('error', (error) => resolve(error.message));
    }).finally(() => clearInterval(telling));
  }

  /** By its journal: an agent that died while it left has put nothing back. */
  #mayBeChanged(): boolean {
    const { stateDir, assignment } = this.#options;
    return peekJournal(stateDir, assignment.experimentId)?.isChanged === true;
  }

  /** Once each: it would not hear better. */
  #stopChild(): void {
    if (this.#child === undefined || this.#stopped === this.#child) return;
    this.#stopped = this.#child;
    this.#child.kill('SIGTERM');
  }

  #hear(message: unknown): void {
    if (!Value.Check(ChildMessageSchema, message)) return;
    // A successor of one that died while it left; it hears signals now.
    if (this.#isLeaving) this.#stopChild();
    const heard: ChildMessage = message;
    switch (heard.kind) {
      case 'status':
        this.#take(heard.status);
        return this.#send({ kind: 'answer', number: heard.number, order: this.#order });
      case 'note':
        return this.#options.onNote(heard.sentence);
      case 'refused':
        this.#refusal = heard.detail;
    }
  }

  #take(status: ExperimentStatus): void {
    if (this.#last !== undefined && status.sequence <= this.#last.sequence) return;
    // It gets somewhere.
    if (status.slots.length > 0) this.#deathsInARow = 0;
    this.#last = status;
    this.#options.onStatus(status);
  }

  #assign(): void {
    this.#send({ kind: 'assignment', assignment: { ...this.#options.assignment, order: this.#order } });
  }

  #send(message: ParentMessage): void {
    // One that has just died is told nothing, and its successor everything.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }
}
