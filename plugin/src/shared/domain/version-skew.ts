export type VersionSkew = 'same' | 'older' | 'newer' | 'unknown';

/** How an agent's version relates to the controller's; a change of the last of the three numbers is no skew. */
export function versionSkew(agent: string, controller: string | undefined): VersionSkew {
  const [own, other] = [numbersOf(agent), numbersOf(controller)];
  if (own === undefined || other === undefined) {
    return 'unknown';
  }
  const difference = own.major - other.major || own.minor - other.minor;
  if (difference === 0) {
    return 'same';
  }
  return difference < 0 ? 'older' : 'newer';
}

function numbersOf(version: string | undefined): { major: number; minor: number } | undefined {
  const match = /^v?(\d{1,9})\.(\d{1,9})(?:\.|$)/.exec(version ?? '');
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}
