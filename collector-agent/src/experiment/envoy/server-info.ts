import { ConfigNode } from '../../proxy-settings/config-node.ts';

/** What Envoy's `/server_info` says of its process. */
export interface ServerInfo {
  /** `1.40.0`; empty where the text is of another form. */
  readonly version: string;
  /** `LIVE`, `DRAINING`, `PRE_INITIALIZING`, `INITIALIZING` */
  readonly state: string;
  readonly uptimeS: number;
  readonly restartEpoch: number;
  readonly concurrency?: number;
  readonly drainTimeS?: number;
  readonly drainStrategy?: string;
  readonly configPath?: string;
}

/** Undefined for what is no answer of an Envoy. */
export function parseServerInfo(answer: unknown): ServerInfo | undefined {
  const node = new ConfigNode(answer, '/server_info');
  const state = node.text('state');
  const uptimeS = seconds(node.text('uptime_current_epoch'));
  if (state === undefined || uptimeS === undefined) return undefined;
  const options = node.field('command_line_options');
  const concurrency = options?.number('concurrency');
  const drainTimeS = seconds(options?.text('drain_time'));
  const drainStrategy = options?.text('drain_strategy');
  const configPath = options?.text('config_path');
  return {
    // COMMIT/VERSION/STATUS/BUILD/SSL
    version: /(?:^|\/)(\d+\.\d+\.\d+)/.exec(node.text('version') ?? '')?.[1] ?? '',
    state,
    uptimeS,
    restartEpoch: options?.number('restart_epoch') ?? 0,
    ...(concurrency !== undefined && { concurrency }),
    ...(drainTimeS !== undefined && { drainTimeS }),
    ...(drainStrategy !== undefined && { drainStrategy }),
    ...(configPath !== undefined && { configPath }),
  };
}

/** A protobuf duration: `5s`, `0.250s`. */
function seconds(text: string | undefined): number | undefined {
  const value = /^\d+(?:\.\d+)?s$/.test(text ?? '') ? Number.parseFloat(text ?? '') : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
