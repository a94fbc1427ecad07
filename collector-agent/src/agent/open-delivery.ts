import path from 'node:path';
import type { AgentConfig } from '../config/agent-config.ts';
import { type ExporterOptions, type ParsedExporterOptions, parseExporterOptions } from '../export/exporter-options.ts';
import { createGrpcProfilesExporter } from '../export/grpc-profiles-exporter.ts';
import { createDelivery } from '../spool/delivery.ts';
import type { Delivery, DeliveryEvent } from '../spool/delivery-types.ts';

export type OpenedDelivery =
  { readonly ok: true; readonly delivery: Delivery } | { readonly ok: false; readonly message: string };

/** How exports are sent; the standard OTLP variables fill what the configuration leaves open. */
export function exporterOptionsOf(config: AgentConfig): ParsedExporterOptions {
  return parseExporterOptions(
    {
      ...(config.otlpEndpoint !== undefined && { endpoint: config.otlpEndpoint }),
      ...(config.otlpHeaders !== undefined && { headers: config.otlpHeaders }),
      ...(config.otlpTenant !== undefined && { tenant: config.otlpTenant }),
      ...(config.otlpCaFile !== undefined && { certificatePath: config.otlpCaFile }),
      ...(config.otlpClientCertFile !== undefined && { clientCertificatePath: config.otlpClientCertFile }),
      ...(config.otlpClientKeyFile !== undefined && { clientKeyPath: config.otlpClientKeyFile }),
    },
    process.env
  );
}

/** Exporter and spool. */
export async function openDelivery(
  config: AgentConfig,
  options: ExporterOptions,
  onEvent: (event: DeliveryEvent) => void
): Promise<OpenedDelivery> {
  const created = createGrpcProfilesExporter(options);
  if (created.kind === 'failed') return { ok: false, message: created.reason };
  const opened = await createDelivery({
    spoolDir: path.join(config.stateDir, 'spool'),
    exporter: created.exporter,
    limits: { maxBytes: config.spoolMaxBytes },
    onEvent,
  });
  return opened.kind === 'open'
    ? { ok: true, delivery: opened.delivery }
    : { ok: false, message: `cannot open the spool in ${config.stateDir}: ${opened.reason}` };
}
