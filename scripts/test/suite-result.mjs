/**
 * What one suite gave. `notes` are lines for the end of the run: what failed, and why something was skipped.
 * @typedef {{ passed: number, failed: number, skipped: number, notes: string[] }} SuiteResult
 */

/** @param {string} name @param {string} reason @returns {SuiteResult} */
export function skippedSuite(name, reason, skipped = 1) {
  return { passed: 0, failed: 0, skipped, notes: [`skipped: ${name}: ${reason}`] };
}

/** @param {string} name @param {string} what @returns {SuiteResult} */
export function failedSuite(name, what) {
  return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${name}: ${what}`] };
}

/** @param {SuiteResult[]} results @returns {SuiteResult} */
export function sumOf(results) {
  return results.reduce(
    (sum, result) => ({
      passed: sum.passed + result.passed,
      failed: sum.failed + result.failed,
      skipped: sum.skipped + result.skipped,
      notes: [...sum.notes, ...result.notes],
    }),
    { passed: 0, failed: 0, skipped: 0, notes: [] }
  );
}

/**
 * Prints what failed and what was skipped, then the one closing line that people and CI read.
 * @param {SuiteResult} total
 */
export function printTotal({ passed, failed, skipped, notes }) {
  process.stdout.write(`\n${notes.map((note) => `${note}\n`).join('')}`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}
