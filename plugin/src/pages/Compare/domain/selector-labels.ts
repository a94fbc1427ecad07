/** No selector of ours is longer; a link could carry any. */
const MAX_LENGTH = 8192;
const EQUALITY = /([A-Za-z_][A-Za-z0-9_]*)\s*=\s*("(?:[^"\\]|\\.)*")/g;

/** Labels that a series selector wants to have one value: `{task_id="t", thread!="x"}` → `{task_id: "t"}`. */
export function selectorLabels(labelSelector: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, label, quoted] of labelSelector.slice(0, MAX_LENGTH).matchAll(EQUALITY)) {
    const value = unquoted(quoted);
    if (label && value !== undefined) {
      labels[label] = value;
    }
  }
  return labels;
}

/** PromQL's strings are JSON's but for a few escapes, which no label of ours needs. */
function unquoted(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : String(JSON.parse(text));
  } catch {
    return undefined;
  }
}
