// Runs set-up steps with one progress line each.
import { SetupError } from './setup-error.mjs';

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * @param {import('./steps.mjs').Step[]} steps
 * @returns {Promise<string[]>} titles of the steps that failed
 */
export async function runSteps(steps) {
  const failed = [];
  for (const [index, step] of steps.entries()) {
    const label = `[${index + 1}/${steps.length}] ${step.title}`;
    // On a terminal the line is rewritten when the step ends; elsewhere only its end is written.
    if (process.stdout.isTTY) process.stdout.write(`${label} …`);
    const start = Date.now();
    try {
      const note = await step.run();
      process.stdout.write(
        `${process.stdout.isTTY ? '\r\x1b[K' : ''}${label}: ready (${seconds(Date.now() - start)})\n`
      );
      if (note) process.stdout.write(`  ${note}\n`);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      process.stdout.write(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${label}: FAILED\n`);
      process.stderr.write(`${error.message}\n→ ${error.remedy}\n`);
      if (step.essential) {
        process.stderr.write(`meshprof: the set-up cannot go on without "${step.title}".\n`);
        process.exit(1);
      }
      failed.push(step.title);
    }
  }
  return failed;
}
