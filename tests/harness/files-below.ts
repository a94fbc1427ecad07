import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What all regular files below a folder hold, by path. */
export function filesBelow(folder: string): Record<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file)])
  );
}
