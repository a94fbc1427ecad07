import { useTargets } from '@shared/domain/use-targets';

const EXAMPLE = 'my-service';

/** A service that can be profiled now, for commands to copy; of the mesh rather than of the machine. */
export function useExampleService(): string {
  const { data } = useTargets({ verdict: 'profilable' }, { isLive: false });
  const profilable = data?.items ?? [];
  return (profilable.find(({ role }) => role !== 'host-process') ?? profilable[0])?.service ?? EXAMPLE;
}
