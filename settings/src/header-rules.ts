/** What gRPC carries in a header, which is less than HTTP does. */
export const isHeaderName = (name: string): boolean => /^[0-9A-Za-z_.-]+$/.test(name);

/** Printable ASCII. */
export const isHeaderValue = (value: string): boolean => /^[\x20-\x7e]*$/.test(value);
