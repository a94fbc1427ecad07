import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WatchAnswer, WatchQuestion } from '@meshprof/contracts';
import { COURSE_PARTS, mergeCourses } from '@meshprof/contracts/value-course';
import type { AgentPresence } from '../agents/agent-presence.ts';
import type { AssignmentBoard } from '../agents/assignment-board.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Storage } from '../storage/open-storage.ts';
import { InventoryStore } from '../targets/inventory-store.ts';
import { compileSelector } from '@meshprof/contracts/selector-match';
import type { CompleteTrigger } from './complete-rule.ts';
import { subjectOfCrossing } from './crossing-facts.ts';
import { watchConditionOf } from './policy-board.ts';
import type { Past } from './previews.ts';
import type { PastSubject } from './simulate-firings.ts';

export interface AgentHistoryParts {
  readonly storage: Storage;
  readonly presence: AgentPresence;
  readonly board: AssignmentBoard;
  readonly now: () => number;
}

/** How long agents have for an answer; they hear of the question at once, by their long poll. */
const ANSWER_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 50;
/** A preview is a look, no census: more agents than this are not asked. */
const MAX_AGENTS = 500;

interface AskedAgent {
  readonly id: string;
  readonly node: string;
}

/**
 * The past of what agents measure: they keep the last hour themselves. A question is a row that each agent finds in
 * its next answer, and its reply another, so that it does not matter which replica an agent talks to.
 */
export class AgentHistories {
  readonly #parts: AgentHistoryParts;

  constructor(parts: AgentHistoryParts) {
    this.#parts = parts;
  }

  async ask(rule: CompleteTrigger, { overMs, toMs }: { overMs: number; toMs: number }): Promise<Past> {
    const condition = watchConditionOf(rule);
    if (condition === undefined) throw new Error('only conditions of nodes have their past at the agents');
    const matching = await this.#agentsWith(rule);
    const asked = matching.slice(0, MAX_AGENTS);
    const course = { overMs, parts: COURSE_PARTS };
    const question: WatchQuestion = { questionId: randomUUID(), ...condition, course };
    const answers = asked.length === 0 ? [] : await this.#answersOf(question, asked);
    const notes = asked.length < matching.length ? [`Only ${MAX_AGENTS} of ${matching.length} agents were asked.`] : [];
    return toPast(answers, { rule, asked, overMs, toMs, notes });
  }

  async accept(agentId: string, answer: WatchAnswer): Promise<void> {
    await inTransaction(this.#parts.storage, async (trx) => {
      const open = await trx
        .selectFrom('watch_questions')
        .select('id')
        .where('id', '=', answer.questionId)
        .executeTakeFirst();
      if (open === undefined) return;
      await trx
        .insertInto('watch_answers')
        .values({ question_id: answer.questionId, agent_id: agentId, answer_json: JSON.stringify(answer) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  /** Questions whose asker died. */
  async forget(nowMs: number): Promise<void> {
    await this.#parts.storage
      .deleteFrom('watch_questions')
      .where('expires_at_ms', '<', nowMs - 60_000)
      .execute();
  }

  async #agentsWith(rule: CompleteTrigger): Promise<AskedAgent[]> {
    const { storage, presence } = this.#parts;
    const selector = rule.selector ?? {};
    const compiled = compileSelector(selector);
    const agents = new Map<string, AskedAgent>();
    if (!compiled.ok) return [];
    const inventory = new InventoryStore(storage, presence);
    for await (const rows of inventory.matching(selector, compiled.matches)) {
      for (const row of rows) {
        if (row.verdict !== 'profilable' || !inventory.isReachable(row)) continue;
        agents.set(row.agent_id, { id: row.agent_id, node: row.node });
      }
    }
    return [...agents.values()];
  }

  async #answersOf(
    question: WatchQuestion,
    agents: readonly AskedAgent[]
  ): Promise<(WatchAnswer & { agentId: string })[]> {
    const { storage, now, board } = this.#parts;
    const ids = agents.map(({ id }) => id);
    await inTransaction(storage, async (trx) => {
      const row = {
        id: question.questionId,
        question_json: JSON.stringify(question),
        expires_at_ms: now() + ANSWER_WITHIN_MS,
      };
      await trx.insertInto('watch_questions').values(row).execute();
      await trx
        .updateTable('agents')
        .set((eb) => ({ assignments_version: eb('assignments_version', '+', 1) }))
        .where('id', 'in', ids)
        .execute();
    });
    for (const id of ids) board.wake(id);
    const deadlineMs = performance.now() + ANSWER_WITHIN_MS;
    let answers = await this.#read(question);
    while (answers.length < ids.length && performance.now() < deadlineMs) {
      await sleep(LOOK_EVERY_MS);
      answers = await this.#read(question);
    }
    await storage.deleteFrom('watch_questions').where('id', '=', question.questionId).execute();
    return answers;
  }

  async #read({ questionId }: WatchQuestion): Promise<(WatchAnswer & { agentId: string })[]> {
    const rows = await this.#parts.storage
      .selectFrom('watch_answers')
      .selectAll()
      .where('question_id', '=', questionId)
      .execute();
    return rows.map((row) => ({ ...(JSON.parse(row.answer_json) as WatchAnswer), agentId: row.agent_id }));
  }
}

interface PastFacts {
  readonly rule: CompleteTrigger;
  readonly asked: readonly AskedAgent[];
  readonly overMs: number;
  readonly toMs: number;
  readonly notes: readonly string[];
}

function toPast(answers: readonly (WatchAnswer & { agentId: string })[], facts: PastFacts): Past {
  const { rule, asked, overMs, toMs } = facts;
  const historyMs = Math.min(overMs, ...answers.map((answer) => answer.historyMs));
  const values = (pick: (answer: WatchAnswer) => number | undefined) => answers.flatMap((answer) => pick(answer) ?? []);
  const highest = values((answer) => answer.highest);
  const lowest = values((answer) => answer.lowest);
  return {
    fromMs: answers.length === 0 ? toMs : toMs - historyMs,
    subjects: answers.flatMap((answer) => subjectsOf(answer, { rule, asked, overMs, toMs })),
    measured: answers.reduce((sum, { processes }) => sum + processes, 0),
    course: {
      partMs: overMs / COURSE_PARTS,
      values: mergeCourses(
        answers.map(({ course = [] }) => course),
        rule.condition.op,
        COURSE_PARTS
      ),
    },
    ...(highest.length > 0 && { highest: Math.max(...highest) }),
    ...(lowest.length > 0 && { lowest: Math.min(...lowest) }),
    notes: [...facts.notes, ...notesOf(answers, facts)],
  };
}

function notesOf(answers: readonly (WatchAnswer & { agentId: string })[], { asked, overMs }: PastFacts): string[] {
  const notes: string[] = [];
  if (asked.length === 0) notes.push('No connected agent has a process that matches.');
  const silent = asked.filter(({ id }) => !answers.some(({ agentId }) => agentId === id));
  if (silent.length > 0) {
    const names = silent.slice(0, 5).map(({ node }) => node);
    notes.push(`${silent.length} of ${asked.length} agents did not answer in time: ${names.join(', ')}.`);
  }
  const shortest = Math.min(...answers.map(({ historyMs }) => historyMs));
  if (shortest < overMs && answers.length > 0) {
    notes.push(`Agents remember an hour at most; one of those asked remembers ${formatAge(shortest)}.`);
  }
  const notYet = answers.reduce((sum, { notYetMeasured = 0 }) => sum + notYetMeasured, 0);
  const tooMany = answers.reduce((sum, { unmeasured }) => sum + unmeasured, 0) - notYet;
  if (tooMany > 0) notes.push(`${tooMany} matching processes are not measured: their nodes have too many.`);
  if (notYet > 0) {
    notes.push(`Of ${notYet} matching processes the first values are still to come; ask again in half a minute.`);
  }
  if (answers.some(({ stretches }) => stretches.length >= 200)) {
    notes.push('An agent found more than 200 times; the rest is left out.');
  }
  return notes;
}

function formatAge(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

function subjectsOf(
  answer: WatchAnswer & { agentId: string },
  { rule, asked, overMs, toMs }: Omit<PastFacts, 'notes'>
): PastSubject[] {
  const node = asked.find(({ id }) => id === answer.agentId)?.node ?? '';
  const recent = answer.stretches.filter(({ untilAgoMs }) => untilAgoMs <= overMs);
  const bySubject = Map.groupBy(recent, ({ targetId }) => targetId ?? answer.agentId);
  return [...bySubject].map(([subject, stretches]) => ({
    subject,
    what: stretches[0]?.what ?? subject,
    selector: subjectOfCrossing(rule, { node, targetId: stretches[0]?.targetId }),
    stretches: stretches.map(({ fromAgoMs, untilAgoMs, extreme }) => ({
      fromMs: toMs - Math.min(fromAgoMs, overMs),
      untilMs: toMs - untilAgoMs,
      extreme,
    })),
  }));
}
