/** One line of a Dockerfile, continuation lines joined. */
export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

export interface Stage {
  /** Image, `scratch`, or the name of an earlier stage. */
  readonly from: string;
  readonly name: string;
  readonly steps: readonly Instruction[];
}

/** What our Dockerfiles use; anything else is refused, so that a test never passes over a step that it cannot run. */
const KNOWN = ['ARG', 'FROM', 'RUN', 'COPY', 'ENV', 'WORKDIR', 'USER', 'ENTRYPOINT', 'CMD'];

export function parseDockerfile(text: string, args: Readonly<Record<string, string>>): Stage[] {
  const stages: { from: string; name: string; steps: Instruction[] }[] = [];
  for (const { keyword, rest } of instructionsOf(text)) {
    if (!KNOWN.includes(keyword)) throw new Error(`unknown instruction ${keyword}`);
    if (keyword === 'FROM') {
      const [from = '', , name] = expand(rest, args).split(/\s+/);
      stages.push({ from, name: name ?? `stage-${stages.length}`, steps: [] });
    } else stages.at(-1)?.steps.push({ keyword, rest });
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replaceAll(/\\\n/g, ' ').split('\n');
  return joined
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, keyword = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(line) ?? [];
      return { keyword, rest };
    });
}

/** `${NAME}` and `$NAME`; a name that nobody defined is an error, and not an empty text. */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    const value = variables[name];
    if (value === undefined) throw new Error(`nothing defines ${name} in: ${text}`);
    return value;
  });
}

/** `A=1 B="two words"` */
export function pairsOf(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g);
  return Object.fromEntries([...pairs].map(([, name, quoted, plain]) => [name ?? '', quoted ?? plain ?? '']));
}

export interface Copy {
  /** A stage, if not the build context. */
  readonly from?: string;
  readonly sources: readonly string[];
  readonly to: string;
}

export function copyOf(rest: string): Copy {
  const words = rest.split(/\s+/);
  const options = words.filter((word) => word.startsWith('--'));
  const other = options.find((option) => !option.startsWith('--from='));
  if (other !== undefined) throw new Error(`unknown option ${other} of COPY`);
  const paths = words.filter((word) => !word.startsWith('--'));
  const from = options[0]?.slice('--from='.length);
  return { ...(from !== undefined && { from }), sources: paths.slice(0, -1), to: paths.at(-1) ?? '' };
}
