/** Parts of commands that people copy into a shell. */

/** The controller's address as the app knows it; what cannot be known stands in capitals. */
export const controllerAddress = (controllerUrl: string | undefined): string =>
  (controllerUrl || 'http://CONTROLLER:8686').replace(/\/+$/, '');

/** Quoted where a shell would read it otherwise; plain texts stay readable. */
export const shellText = (text: string): string =>
  /^[\w:/.=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
