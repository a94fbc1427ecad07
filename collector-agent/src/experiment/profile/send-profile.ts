import { parseExporterOptions } from '../../export/exporter-options.ts';
import { createGrpcProfilesExporter } from '../../export/grpc-profiles-exporter.ts';
import { relabelRequest } from '../../otlp/relabel-request.ts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';

/** Undefined without an endpoint: profiles of slots are then counted and not kept. Resolves to what went wrong. */
export type SendProfile = (otlp: Uint8Array, variant: string) => Promise<string | undefined>;

/** A sender to the endpoint of the option, or of OpenTelemetry's variables. */
export function openProfileSender(
  experimentId: string,
  endpoint: string | undefined,
  env: NodeJS.ProcessEnv = process.env
): Outcome<SendProfile | undefined> {
  const isConfigured =
    endpoint ?? env.OTEL_EXPORTER_OTLP_PROFILES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT ?? undefined;
  if (isConfigured === undefined) return succeed(undefined);
  const parsed = parseExporterOptions(endpoint === undefined ? {} : { endpoint }, env);
  if (parsed.kind === 'invalid') return fail('preflight-failed', `OTLP: ${parsed.problems.join('; ')}`);
  const created = createGrpcProfilesExporter(parsed.options);
  if (created.kind === 'failed') return fail('preflight-failed', `OTLP: ${created.reason}`);
  return succeed(async (otlp, variant) => {
    const request = relabelRequest(otlp, { experiment_id: experimentId, variant });
    if (request === undefined) return 'the recording is no OTLP request';
    const outcome = await created.exporter.export(request);
    return outcome.kind === 'sent' ? undefined : outcome.reason;
  });
}
