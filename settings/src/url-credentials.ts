/** Whether a text is an address with a user or a password in it: `https://user:password@host`. */
export function hasCredentials(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(text.trim());
}
