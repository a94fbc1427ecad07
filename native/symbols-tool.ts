import { createRequire } from 'node:module';
import path from 'node:path';

// By the package and not by this file, which may be part of a bundle.
const packageFile = createRequire(import.meta.url).resolve('@meshprof/native/package.json');

/** The program that reads one binary for `meshprof symbols` and ends (native/core/symbols/tool). */
export const SYMBOLS_TOOL_PATH = path.join(path.dirname(packageFile), 'build', 'meshprof-symbols');
