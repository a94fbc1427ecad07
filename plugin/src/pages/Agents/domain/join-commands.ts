import { controllerAddress, shellText } from '@shared/domain/commands';

export interface JoinFacts {
  controllerUrl: string | undefined;
  token: string;
  version: string | undefined;
}

const TOKEN_FILE = '/etc/meshprof/join-token';

const controllerOf = ({ controllerUrl }: JoinFacts) => shellText(controllerAddress(controllerUrl));

/** The token goes into a file: every user of a machine can read the arguments of a command. */
const writeToken = ({ token }: JoinFacts): string =>
  `install -d -m 700 /etc/meshprof
(umask 077 && cat > ${TOKEN_FILE}) <<'END'
${token}
END
`;

/** For a node on which `meshprof` is installed, as root. */
export const nodeCommands = (facts: JoinFacts): string =>
  `${writeToken(facts)}meshprof check
meshprof agent --controller-url ${controllerOf(facts)} \\
  --join-token-file ${TOKEN_FILE} \\
  --otlp-endpoint http://COLLECTOR:4317
`;

/** With the rights that docker-compose.yml gives to it, and no others. */
export const containerCommands = (facts: JoinFacts): string =>
  `${writeToken(facts)}docker run -d --name meshprof-agent --restart unless-stopped \\
  --pid host --cgroupns host --read-only --tmpfs /tmp \\
  --cap-drop ALL --cap-add BPF --cap-add PERFMON --cap-add SYS_PTRACE --cap-add DAC_READ_SEARCH \\
  --security-opt no-new-privileges --security-opt apparmor=unconfined \\
  -e MESHPROF_CONTROLLER_URL=${controllerOf(facts)} \\
  -e MESHPROF_JOIN_TOKEN_FILE=/run/meshprof/join-token \\
  -e MESHPROF_OTLP_ENDPOINT=http://COLLECTOR:4317 \\
  -v /etc/meshprof:/run/meshprof:ro -v meshprof-agent:/var/lib/meshprof-agent \\
  meshprof/agent:${facts.version ?? 'VERSION'}
`;
