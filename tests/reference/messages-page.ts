import {
  ABORT_REASONS,
  LOSSES,
  PROBLEM_REMEDIES,
  PROBLEMS,
  type ProblemCode,
  REASONS,
  VOID_REASONS,
} from '@meshprof/contracts';
import { EXIT_CODES } from '../../collector-agent/src/cli/exit-codes.ts';
import { kernelLacks, machineLacks } from './check-messages.ts';
import { code, page, table } from './markdown.ts';
import { startUpTable } from './start-up-messages.ts';

/** Everything that Meshprof says when something is not as it should be, with what to do. */
export function messagesPage(): string {
  return page(
    'Messages: what they mean and what to do',
    `Search this page for the code or the words that you see. What to look at first, by symptom:
[troubleshooting](../guides/troubleshooting.md).`,
    '## At the start',
    startUpTable(),
    '## Why a process, a target or an alert got no profile',
    'The `reasonCode` of targets, tasks and alerts.',
    entries(REASONS, ({ sentence, remedy }) => [sentence, remedy]),
    '## Errors of the HTTP API',
    'The `code` of an `application/problem+json`; `detail` has the particulars.',
    problemTable(),
    '## What a profile lacks',
    'Keys of `lostByCause`, labels `event` and `cause` of `meshprof_agent_samples_lost_total`.',
    entries(LOSSES, ({ title, sentence, remedy }) => [`${title}. ${sentence}`, remedy]),
    '## What `meshprof check` finds missing in rights and machine',
    'What varies stands as `…`.',
    machineLacks(),
    '## What `meshprof check` finds missing in the kernel',
    kernelLacks(),
    '## Why an experiment ended early',
    'What each guard watches, and its settings: [load and guards](../guides/experiment-load.md#what-guards-watch).',
    sentences(ABORT_REASONS),
    '## Why a slot of an experiment is void',
    'With what to do: [void windows](../guides/experiment-load.md#when-a-window-is-void).',
    sentences(VOID_REASONS),
    '## Exit codes of the command',
    table(
      ['Exit code', 'Name'],
      Object.entries(EXIT_CODES).map(([name, number]) => [String(number), code(name)])
    )
  );
}

function entries<T>(codes: Readonly<Record<string, T>>, texts: (entry: T) => [string, string]): string {
  const rows = Object.entries(codes).map(([id, entry]) => [code(id), ...texts(entry)]);
  return table(['Code', 'Means', 'Do this'], rows);
}

function sentences(codes: Readonly<Record<string, string>>): string {
  return table(
    ['Code', 'Means'],
    Object.entries(codes).map(([id, sentence]) => [code(id), sentence])
  );
}

function problemTable(): string {
  const rows = Object.entries(PROBLEMS).map(([id, { status, title }]) => {
    const { cause, remedy } = PROBLEM_REMEDIES[id as ProblemCode];
    return [code(id), String(status), `${title}. ${cause}`, remedy];
  });
  return table(['Code', 'Status', 'Means', 'Do this'], rows);
}
