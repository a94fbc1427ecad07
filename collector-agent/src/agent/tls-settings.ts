import type { AgentConfig } from '../config/agent-config.ts';
import type { TlsSettings } from './tls-files.ts';

export type ControllerTlsConfig = Pick<
  AgentConfig,
  'controllerCaFile' | 'controllerClientCertFile' | 'controllerClientKeyFile' | 'controllerServerName'
>;

/** Of the connection to the controller. */
export function tlsSettings(config: ControllerTlsConfig): TlsSettings {
  const { controllerCaFile, controllerClientCertFile, controllerClientKeyFile, controllerServerName } = config;
  return {
    ...(controllerCaFile !== undefined && { caFile: controllerCaFile }),
    ...(controllerClientCertFile !== undefined && { certFile: controllerClientCertFile }),
    ...(controllerClientKeyFile !== undefined && { keyFile: controllerClientKeyFile }),
    ...(controllerServerName !== undefined && { serverName: controllerServerName }),
  };
}
