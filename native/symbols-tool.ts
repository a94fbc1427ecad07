import { fileURLToPath } from 'node:url';

/** The program that reads one binary for `meshprof symbols` and ends (native/core/symbols/tool). */
export const SYMBOLS_TOOL_PATH = fileURLToPath(new URL('./build/meshprof-symbols', import.meta.url));
