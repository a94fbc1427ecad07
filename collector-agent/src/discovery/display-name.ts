/** Longest name kept of anything a process chose itself. */
const MAX_NAME_LENGTH = 128;

/**
 * A name that a process chose (thread name, file name, argument), safe to print, log and send: control and formatting
 * characters become `�`, the length is limited, and nothing becomes `unknown`.
 */
export function displayName(raw: string): string {
  const clean = raw.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, '\ufffd').trim();
  return clean === '' ? 'unknown' : [...clean].slice(0, MAX_NAME_LENGTH).join('');
}

/** Base name of an executable's path as `/proc/PID/exe` shows it; a replaced file ends in ` (deleted)`. */
export function executableBaseName(path: string): string {
  const withoutMark = path.replace(/ \(deleted\)$/, '');
  return withoutMark.slice(withoutMark.lastIndexOf('/') + 1);
}
