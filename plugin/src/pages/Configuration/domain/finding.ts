/** One line of the connection test: what was looked at, how it is, and what to do if it is not well. */
export interface Finding {
  id: 'controller' | 'agents' | 'access' | 'profiles' | 'metrics';
  severity: 'success' | 'warning' | 'error';
  title: string;
  detail?: string;
}
