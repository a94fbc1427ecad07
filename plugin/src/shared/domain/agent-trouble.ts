export interface AgentTrouble {
  id: string;
  /** `error`: it does not profile, or what it recorded is lost; `warning`: not everything, or not for long. */
  severity: 'error' | 'warning';
  title: string;
  remedy: string;
}
