// node:test reporter that yields one JSON line: the run's counts, what failed and what was skipped with its reason.
export default async function* countReporter(source) {
  const failed = [];
  const skipped = [];
  let counts = { passed: 0, failed: 0, cancelled: 0, skipped: 0, todo: 0 };
  for await (const event of source) {
    const { name, file, skip, details } = event.data ?? {};
    if (event.type === 'test:fail' && details?.error?.failureType !== 'subtestsFailed') failed.push({ name, file });
    if (event.type === 'test:pass' && skip !== undefined)
      skipped.push({ name, file, reason: skip === true ? '' : skip });
    if (event.type === 'test:summary' && event.data.file === undefined) counts = event.data.counts;
  }
  yield JSON.stringify({ counts, failed, skipped });
}
