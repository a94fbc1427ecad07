// `npm run check`: known vulnerabilities of what is shipped, as the npm registry knows them. Without the registry the
// check is skipped, with the reason. An advisory that does not touch us goes into accepted-advisories.json, with why and
// until when: a date that is over fails again.
import { readFileSync } from 'node:fs';
import { projectRoot } from '../setup/folders.mjs';
import { npmProgram } from '../setup/npm-program.mjs';
import { runChild } from '../test/run-child.mjs';
import { SKIPPED } from '../test/static-checks.mjs';

/** Lower ones are listed by `npm audit` and fail nothing. */
const SEVERITIES = ['high', 'critical'];

const accepted = JSON.parse(readFileSync(new URL('accepted-advisories.json', import.meta.url), 'utf8'));
const { output } = await runChild([...(await npmProgram()), 'audit', '--omit=dev', '--json'], {
  cwd: projectRoot,
  quiet: true,
});
const answer = parse(output);
if (answer?.vulnerabilities === undefined) {
  process.stdout.write(`the registry gives no advisories: ${reasonOf(answer, output)}\n`);
  process.exit(SKIPPED);
}
const problems = advisoriesOf(answer).flatMap(problemOf);
process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
process.exitCode = problems.length === 0 ? 0 : 1;

function parse(text) {
  try {
    return JSON.parse(text.slice(text.indexOf('{')));
  } catch {
    return undefined;
  }
}

function reasonOf(answer, text) {
  return String(answer?.error?.summary || answer?.message || text.trim().split('\n')[0] || 'no answer')
    .replace('npm warn audit ', '')
    .slice(0, 300);
}

/** Each once; `via` names either the advisory or another package that has one. */
function advisoriesOf({ vulnerabilities }) {
  const all = Object.values(vulnerabilities).flatMap(({ via }) => via.filter((each) => typeof each === 'object'));
  return [...new Map(all.map((advisory) => [advisory.url, advisory])).values()];
}

function problemOf({ name, title, severity, url, range }) {
  if (!SEVERITIES.includes(severity)) return [];
  const id = url.split('/').at(-1);
  const known = accepted.find((each) => each.id === id);
  if (known === undefined)
    return [`${name} ${range}: ${title} (${severity}, ${id}). Update it, or accept it with a reason.`];
  const isOver = new Date(known.until) < new Date();
  return isOver ? [`${name}: ${id} was accepted until ${known.until}. Look at it again.`] : [];
}
