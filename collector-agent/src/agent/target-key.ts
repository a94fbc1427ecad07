/** One target of one task: what a session, its reports and its assignment have in common. */
export function targetKey({ taskId, targetId }: { readonly taskId: string; readonly targetId: string }): string {
  return `${taskId}/${targetId}`;
}
