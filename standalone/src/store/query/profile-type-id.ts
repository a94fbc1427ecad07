import { type Checked, invalid, valid } from '../checked.ts';

export interface ProfileTypeParts {
  readonly id: string;
  readonly name: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly periodType: string;
  readonly periodUnit: string;
}

/** Reads the five parts of a profile type, with or without the `:delta` that older clients add. */
export function parseProfileTypeId(text: string): Checked<ProfileTypeParts> {
  const parts = text.split(':');
  if (parts.length !== 5 && !(parts.length === 6 && parts[5] === 'delta')) {
    return invalid(
      'profile-type selection must be of the form <name>:<sample-type>:<sample-unit>:<period-type>:<period-unit>(:delta), ' +
        `got(${parts.length}): ${JSON.stringify(text)}`
    );
  }
  const [name, sampleType, sampleUnit, periodType, periodUnit] = parts as [string, string, string, string, string];
  const id = parts.slice(0, 5).join(':');
  return valid({ id, name, sampleType, sampleUnit, periodType, periodUnit });
}
