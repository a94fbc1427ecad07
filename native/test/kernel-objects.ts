import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel holds for a process through its descriptors. */
export interface KernelObjects {
  readonly descriptors: number;
  readonly programIds: readonly number[];
  readonly mapIds: readonly number[];
  readonly links: number;
}

export function kernelObjects(pid: number | 'self' = 'self'): KernelObjects {
  const infos = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8');
    } catch {
      return ''; // the one that listed the folder
    }
  });
  const ids = (name: string) => [
    ...new Set(
      infos
        .filter((info) => !/^link_type:/m.test(info)) // a link names its program, too
        .flatMap((info) => new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(info)?.[1] ?? [])
        .map(Number)
    ),
  ];
  return {
    descriptors: infos.length,
    programIds: ids('prog_id'),
    mapIds: ids('map_id'),
    links: infos.filter((info) => /^link_type:/m.test(info)).length,
  };
}
