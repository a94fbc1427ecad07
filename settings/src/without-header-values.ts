/** Shorter ones are words such as a tenant's name, and stand in many texts by chance. */
const MIN_SECRET_LENGTH = 8;

/**
 * What a server said, without what it was sent: gateways and proxies like to repeat the credential that they refuse, and
 * their words stand in logs, events and answers to viewers. Of `Bearer abc` the second word too.
 */
export function withoutHeaderValues(text: string, headers: Readonly<Record<string, string>> = {}): string {
  const values = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
  const secrets = values.filter(({ length }) => length >= MIN_SECRET_LENGTH).sort((a, b) => b.length - a.length);
  return secrets.reduce((left, secret) => left.replaceAll(secret, '(secret)'), text);
}
