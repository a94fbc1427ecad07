import path from 'node:path';

/** Where a binary's debug file may lie, in GDB's order: as native/core/symbols/debug/open_debug_files.cc has them. */
export function debugFilePaths(binaryPath: string, buildId: string, debugLink: string | null): string[] {
  const paths: string[] = [];
  if (buildId.length > 2) paths.push(`/usr/lib/debug/.build-id/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`);
  if (debugLink !== null) {
    const folder = path.dirname(binaryPath);
    paths.push(path.join(folder, debugLink), path.join(folder, '.debug', debugLink));
    paths.push(path.join('/usr/lib/debug', folder, debugLink));
  }
  return paths.filter((candidate) => candidate !== binaryPath);
}
