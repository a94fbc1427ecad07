import type { AgentLimits, Assignment, EventId, ReasonCode, Selector, Target } from '@meshprof/contracts';
import { type CompiledSelector, compileSelector } from '@meshprof/contracts/selector-match';
import { labelsOfTarget } from '../triggers/watch-list.ts';

export type Admission =
  /** `note`: what of it is less than was asked for, as a sentence. */
  { readonly ok: true; readonly assignment: Assignment; readonly note?: string } | ({ readonly ok: false } & Refusal);

export interface Refusal {
  readonly reasonCode: ReasonCode;
  readonly detail: string;
}

export interface GateOptions {
  readonly limits: AgentLimits;
  readonly node: string;
  readonly find: (process: { readonly pid: number; readonly startTimeTicks: string }) => Target | undefined;
}

type Matches = Extract<CompiledSelector, { ok: true }>['matches'];

/** Decides what of an assignment this agent carries out, by its own settings and what it knows of its own node. */
export class AssignmentGate {
  readonly #options: GateOptions;
  readonly #allowed: readonly Matches[] | undefined;

  /** @throws if a selector of the limits does not compile. */
  constructor(options: GateOptions) {
    this.#options = options;
    this.#allowed = options.limits.allowedSelectors?.map(compile);
  }

  admit(assignment: Assignment): Admission {
    const refusal = this.refuse(assignment);
    if (refusal !== undefined) return { ok: false, ...refusal };
    return withinLimits(assignment, this.#allowedOf(assignment.events), this.#options.limits);
  }

  /** Why no session is held on this process, or undefined; for tasks and policies alike. */
  refuse(asked: Pick<Assignment, 'pid' | 'startTimeTicks' | 'events'>): Refusal | undefined {
    const target = this.#options.find(asked);
    if (target === undefined) return { reasonCode: 'process-not-found', detail: '' };
    if (target.verdict !== 'profilable') {
      return { reasonCode: target.reasonCode as ReasonCode, detail: target.reason };
    }
    const { node, limits } = this.#options;
    const labels = labelsOfTarget(target, node);
    if (this.#allowed !== undefined && !this.#allowed.some((matches) => matches(labels))) {
      return { reasonCode: 'not-allowed-here', detail: 'None of allowedSelectors matches this process.' };
    }
    if (this.#allowedOf(asked.events).length > 0) return undefined;
    const detail = `allowedEvents is ${limits.allowedEvents.join(', ')}; asked for were ${asked.events.join(', ')}.`;
    return { reasonCode: 'not-allowed-here', detail };
  }

  #allowedOf(events: readonly EventId[]): EventId[] {
    return events.filter((event) => this.#options.limits.allowedEvents.includes(event));
  }
}

function withinLimits(asked: Assignment, events: EventId[], limits: AgentLimits): Admission {
  const frequencyHz = Math.min(asked.frequencyHz, limits.maxFrequencyHz);
  const durationMs = Math.min(asked.durationMs, limits.maxDurationMs);
  const less = [
    frequencyHz < asked.frequencyHz ? `${frequencyHz} Hz instead of ${asked.frequencyHz}` : '',
    durationMs < asked.durationMs ? `${durationMs} ms instead of ${asked.durationMs}` : '',
    events.length < asked.events.length ? `only ${events.join(', ')} of ${asked.events.join(', ')}` : '',
  ].filter((part) => part !== '');
  if (less.length === 0) return { ok: true, assignment: asked };
  return { ok: true, assignment: { ...asked, events, frequencyHz, durationMs }, note: `Recorded: ${less.join('; ')}.` };
}

function compile(selector: Selector): Matches {
  const compiled = compileSelector(selector);
  if (!compiled.ok) throw new Error(`allowedSelectors, label ${compiled.label}: ${compiled.message}`);
  return compiled.matches;
}
