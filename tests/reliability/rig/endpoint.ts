import { OtlpSink } from '../../../collector-agent/src/testing/otlp-sink.ts';
import { decodeOtlp, type DecodedProfile } from '../../harness/decode-otlp.ts';

/** Where the agent's profiles go. */
export interface Endpoint {
  /** Of OTLP over gRPC. */
  readonly port: number;
  /** On-CPU samples of the task that have arrived; a profile that came twice counts once. */
  samplesArrived(taskId: string): Promise<number>;
  close(): Promise<void>;
}

/** Keeps what it gets, and has it decoded by OpenTelemetry's own protobuf code. */
export interface Sink extends Endpoint {
  profilesOf(taskId: string): Promise<DecodedProfile[]>;
}

export async function openSink(): Promise<Sink> {
  const otlp = new OtlpSink();
  await otlp.start();
  const decoded = new Map<Buffer, DecodedProfile[]>();
  const decode = async (request: Buffer) => {
    const known = decoded.get(request) ?? (await decodeOtlp(request));
    decoded.set(request, known);
    return known;
  };
  const profilesOf = async (taskId: string) => {
    const profiles = new Map<string, DecodedProfile>();
    for (const request of otlp.profilesWith(taskId)) {
      // As a store does: what is sent again after a lost answer has the same id.
      for (const profile of await decode(request)) profiles.set(profile.profileId, profile);
    }
    return [...profiles.values()].filter(({ resource }) => resource['task_id'] === taskId);
  };
  return {
    port: Number(new URL(otlp.url).port),
    profilesOf,
    async samplesArrived(taskId) {
      const ours = (await profilesOf(taskId)).filter(({ sampleType }) => sampleType === 'samples/count');
      return ours.flatMap(({ samples }) => samples).reduce((sum, { value }) => sum + value, 0);
    },
    close() {
      otlp.stop();
      return Promise.resolve();
    },
  };
}
