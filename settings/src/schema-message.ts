/** A schema's complaint as the end of a sentence that begins with the place. */
export function schemaMessage(message: string): string {
  // How the checker says that a schema has no room for a key.
  return message === 'schema is false' ? 'is no key that belongs here' : message;
}
