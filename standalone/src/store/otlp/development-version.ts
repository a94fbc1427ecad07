import { type Checked, invalid, valid } from '../checked.ts';

/** Request metadata and HTTP header that names the version of the profiles schema; absent means 1. */
export const VERSION_HEADER = 'otlp-profiles-development-version';

const SUPPORTED = '1';

/** Checked before a request is decoded: another version may give the same bytes another meaning. */
export function checkDevelopmentVersion(values: readonly string[]): Checked<void> {
  if (values.length === 0) return valid(undefined);
  if (values.length > 1) return invalid(`${VERSION_HEADER} is given ${values.length} times`);
  const value = values[0]!;
  if (!/^[1-9][0-9]{0,8}$/.test(value)) return invalid(`${VERSION_HEADER} is no version number`);
  if (value !== SUPPORTED) {
    return invalid(`${VERSION_HEADER} ${value} is not supported; this store reads version ${SUPPORTED}`);
  }
  return valid(undefined);
}
