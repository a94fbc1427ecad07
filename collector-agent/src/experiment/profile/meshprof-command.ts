/** How this process was started, to start another of the same: Node, its flags, and the file of the command. */
export function meshprofCommand(): { readonly file: string; readonly args: readonly string[] } {
  const main = process.argv[1];
  if (main === undefined) throw new Error('this process was started without a file');
  return { file: process.execPath, args: [...process.execArgv, main] };
}
