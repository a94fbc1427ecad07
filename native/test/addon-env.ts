/**
 * The environment of another process that loads the addon: where that is built with a sanitizer (sanitizers.long.test.ts),
 * its runtime comes first. Other programs are not to have it: they are measured.
 */
export function addonEnv(): NodeJS.ProcessEnv {
  const { MESHPROF_ADDON_PRELOAD: preload } = process.env;
  return { ...process.env, ...(preload !== undefined && { LD_PRELOAD: preload }) };
}
