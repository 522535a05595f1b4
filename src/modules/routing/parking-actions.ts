import type { AgentId, Instant, InteractionId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { changeBy, maxPerSweep, swept } from './actions.ts'
import type { InteractionCommand } from './core/commands.ts'
import type { Interaction } from './core/interaction.ts'
import {
  lockInHandDuringCalls,
  lockParkedForCall,
  lockSilent,
  lockWaking,
  type Silent,
  signedIn,
} from './parking-repo.ts'
import { channelLimits, hasRoomFor, lockLoad, queueRules } from './repo.ts'

/** Set an interaction aside, until a time or until somebody wakes it. It only frees a place: no lock of loads. */
export function parkInteraction(
  work: Work,
  person: Person,
  { interactionId, until }: { interactionId: InteractionId; until: Instant | null },
): Promise<Result<null>> {
  const by = person.agentId
  return changeBy(work, person, interactionId, async ({ channelId }) => {
    const channel = (await channelLimits(work.tx, work.by.workspaceId)).get(channelId)
    return { type: 'park', by, at: work.at, until, allowed: channel?.parksByHand ?? false }
  })
}

/** Take it back into the active list. It fills a place again, so it waits its turn with the router. */
export async function unparkInteraction(
  work: Work,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<null>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const by = person.agentId
  await lockLoad(tx, workspaceId)
  return changeBy(work, person, interactionId, async ({ channelId }) => {
    const isIn = (await signedIn(tx, workspaceId, [by])).has(by)
    return { type: 'unpark', by, at, isIn, room: await hasRoomFor(tx, workspaceId, by, channelId) }
  })
}

/** What is parked and whose time has come, or whose contact wrote, comes back. Answers with how many it looked at. */
export async function wakeParked(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const due = await lockWaking(tx, workspaceId, at, maxPerSweep)
  const isIn = await signedIn(tx, workspaceId, agentsOf(due))
  return swept(work, due, (interaction) => ({
    type: 'wake',
    at,
    isIn: agentsOf([interaction]).some((id) => isIn.has(id)),
  }))
}

const agentsOf = (interactions: readonly Interaction[]): AgentId[] =>
  interactions.flatMap((interaction) => ('agentId' in interaction ? (interaction.agentId ?? []) : []))

/** Where the contact has been silent for longer than the queue allows, the agent is free again. As above. */
export const parkSilent = (work: Work): Promise<Result<number>> =>
  sweepSilent(work, 'contact', (afterSeconds) => ({ type: 'park_silent', at: work.at, afterSeconds }))

/** What was taken and is not answered for longer than the queue allows waits again. As above. */
export const takeBackUnanswered = (work: Work): Promise<Result<number>> =>
  sweepSilent(work, 'agent', (afterSeconds) => ({ type: 'take_back_unanswered', at: work.at, afterSeconds }))

async function sweepSilent(
  work: Work,
  silent: Silent,
  commandFor: (afterSeconds: number) => InteractionCommand,
): Promise<Result<number>> {
  const { tx, at } = work
  const due = await lockSilent(tx, work.by.workspaceId, { silent, at, limit: maxPerSweep })
  if (due.length === 0) return ok(0)
  const queues = await queueRules(tx, work.by.workspaceId)
  return swept(work, due, ({ queueId }) => {
    const { contactSilenceSeconds, agentSilenceSeconds } = present(queues.get(queueId), 'the queue of an interaction')
    const seconds = silent === 'contact' ? contactSilenceSeconds : agentSilenceSeconds
    return commandFor(present(seconds, 'the time of a queue that was swept for it'))
  })
}

/** The agent is on the telephone: what they have of channels that say so is set aside. */
export async function parkForCall(work: Work, agentId: AgentId): Promise<void> {
  const theirs = await lockInHandDuringCalls(work.tx, work.by.workspaceId, agentId)
  await swept(work, theirs, () => ({ type: 'park_for_call', at: work.at }))
}

/**
 * The agent has hung up: all of it comes back, even beyond their limit, or to its queue when they have gone meanwhile. The
 * caller holds `lockLoad`.
 */
export async function returnAfterCall(work: Work, agentId: AgentId): Promise<void> {
  const theirs = await lockParkedForCall(work.tx, work.by.workspaceId, agentId)
  const isIn = (await signedIn(work.tx, work.by.workspaceId, [agentId])).has(agentId)
  await swept(work, theirs, () => ({ type: 'call_over', at: work.at, isIn }))
}
