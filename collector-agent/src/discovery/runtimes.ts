/**
 * Interpreted and JIT-compiled runtimes, recognised by what really runs: the whole base name of the executable behind
 * `/proc/PID/exe` (never a prefix: `node_exporter` is a Go program), or a virtual machine's library among the mapped
 * files. A shell script's executable is the shell, a virtual environment's is the real Python.
 */
const RUNTIME_EXECUTABLES: readonly RegExp[] = [
  /^python\d*(?:\.\d+)*[dt]?$/,
  /^pypy\d*(?:\.\d+)*(?:-c)?$/,
  /^(?:node|nodejs|bun|deno)$/,
  /^java$/,
  /^ruby\d*(?:\.\d+)*$/,
  /^perl\d*(?:\.\d+)*$/,
  /^php(?:-fpm|-cgi)?\d*(?:\.\d+)*$/,
  /^(?:lua|luajit)\d*(?:[.-]\d+)*$/,
  /^beam(?:\.smp)?$/,
  /^dotnet$/,
  /^(?:bash|dash|zsh|ksh|fish|busybox)$/,
];

/** File names as `/proc/PID/maps` shows them; versions follow after `.so`. */
const RUNTIME_LIBRARY = /^(?:libjvm|libcoreclr|libmono(?:sgen)?-[\d.]+|libpython\d[\d.]*[dt]?|libruby(?:-[\d.]+)?)\.so/;

export function isRuntimeExecutable(baseName: string): boolean {
  return RUNTIME_EXECUTABLES.some((pattern) => pattern.test(baseName));
}

/** True if the text of `/proc/PID/maps` shows a virtual machine's library. */
export function mapsRuntimeLibrary(maps: string): boolean {
  for (const line of maps.split('\n')) {
    const path = line.indexOf('/');
    if (path >= 0 && RUNTIME_LIBRARY.test(line.slice(line.lastIndexOf('/') + 1))) return true;
  }
  return false;
}
