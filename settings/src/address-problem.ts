/**
 * Where a text is an address that may hold a secret: a user or password (`https://user:password@host`), or a query, which
 * no address of ours needs and where a token would stand.
 */
export function addressProblem(text: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(text.trim())) {
    return 'has a user or password in it; give them as a header, or in a file';
  }
  return /^[a-z][a-z0-9+.-]*:\/\/[^#]*\?/i.test(text.trim())
    ? 'has a query (?…) in it; give a token as a header'
    : undefined;
}
