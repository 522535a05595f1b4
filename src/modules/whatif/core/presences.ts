import type { Instant } from '../../../contract/ids.ts'

/** Somebody was available from then on, or was no longer. */
export type PresenceChange = { readonly agentId: string; readonly at: Instant; readonly available: boolean }
export type Available = { agentId: string; from: Instant; to: Instant }

/**
 * When each agent was available in this stretch of time. What was before the first change is told by it: whoever became
 * available was not before, and whoever stopped was. Who changed nothing is as they are now, if that began before.
 */
export function spansOf(
  changes: readonly PresenceChange[],
  standing: readonly PresenceChange[],
  { from, to }: { from: Instant; to: Instant },
): Available[] {
  const byAgent = Map.groupBy(changes, ({ agentId }) => agentId)
  const changed = [...byAgent].flatMap(([agentId, theirs]) => ofAgent(agentId, theirs, { from, to }))
  const unchanged = standing
    .filter(({ agentId, at, available }) => available && at <= from && !byAgent.has(agentId))
    .map(({ agentId }) => ({ agentId, from, to }))
  return [...changed, ...unchanged]
}

function ofAgent(
  agentId: string,
  changes: readonly PresenceChange[],
  { from, to }: { from: Instant; to: Instant },
): Available[] {
  const spans: Available[] = []
  let since: Instant | null = changes[0]?.available === false ? from : null
  for (const { at, available } of changes) {
    if (available) since ??= at
    else {
      if (since !== null && since < at) spans.push({ agentId, from: since, to: at })
      since = null
    }
  }
  if (since !== null) spans.push({ agentId, from: since, to })
  return spans
}
