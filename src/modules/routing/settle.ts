import type { ConversationCard } from '../../contract/cards.ts'
import { type AgentId, type ConversationId, compareIds } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { stopContacting } from '../contacts/index.ts'
import { stoppingDispositions } from '../dispositions/index.ts'
import { movesPresenceOf, presenceAfter } from '../presence/core/after.ts'
import type { AgentPresence } from '../presence/core/presence.ts'
import { movePresences, readyRules } from '../presence/index.ts'
import { readPromises } from '../sla/index.ts'
import { keepTallies, type Tally, tallyOf } from '../supervision/index.ts'
import { updateInteractions } from './batch-repo.ts'
import type { InteractionChange } from './core/changes.ts'
import { apply, toCard } from './core/facts.ts'
import type { Interaction } from './core/interaction.ts'
import { mayStartClocks, nothingStarts, type Timing } from './core/timing.ts'
import { rememberTaken, type Taken } from './memory-repo.ts'
import { channelLimits, conversationCards, heldInteractions, queueRules } from './repo.ts'

/** What was decided about one interaction, which is held by this work. */
export type Decided = { readonly interaction: Interaction; readonly changes: readonly InteractionChange[] }

/** A change that moves an agent's presence, with what must be known of the interaction. */
type Move = { agentId: AgentId; change: InteractionChange; interaction: Interaction; wasWrappingUp: boolean }

/**
 * Save and record what was decided, for any number of interactions in the same few statements: rows, facts, and what
 * happens to the agents with it. Answers with the interactions as they are now. Whoever has read the cards of their
 * conversations, since the interactions are held, gives them.
 */
export async function settle(
  work: Work,
  decided: readonly Decided[],
  known?: ReadonlyMap<ConversationId, ConversationCard>,
): Promise<Interaction[]> {
  const changed = decided.filter(({ changes }) => changes.length > 0)
  if (changed.length === 0) return decided.map(({ interaction }) => interaction)
  const { tx } = work
  const { workspaceId } = work.by
  const ids = [...new Set(changed.map(({ interaction }) => interaction.conversationId))]
  const receivers = changed.flatMap(({ changes }) => changes.flatMap((one) => (isReceived(one) ? [one.agentId] : [])))
  const [conversations, timing, rules] = await Promise.all([
    known ?? conversationCards(tx, workspaceId, ids),
    timingFor(work, changed),
    readyRules(tx, workspaceId, [...new Set(receivers)]),
  ])
  const moves: Move[] = []
  const tallies: Tally[] = []
  const after = decided.map((one) => tell(work, one, conversations, timing, moves, tallies))
  const changedOnes = after.filter((interaction, place) => interaction !== decided[place]?.interaction)
  work.begun(updateInteractions(tx, workspaceId, changedOnes))
  const taken = changed.flatMap(takenIn)
  if (taken.length > 0) work.begun(rememberTaken(tx, workspaceId, taken, work.at))
  work.begun(keepTallies(work, tallies))
  // What is received moves only who takes one at a time: nobody else need be held for it.
  const isMoving = ({ agentId, change }: Move) => !isReceived(change) || rules.get(agentId) === 'one_by_one'
  await moveAgents(work, moves.filter(isMoving))
  await stopWhereTold(work, changed)
  return after
}

/** What is promised is read only where a clock may start: the router's passes start none. */
async function timingFor({ tx, by, at }: Work, changed: readonly Decided[]): Promise<Timing> {
  if (!changed.some(({ changes }) => mayStartClocks(changes))) return nothingStarts(at)
  return { at, promisesOf: await readPromises(tx, by.workspaceId) }
}

/** It is in an agent's hands now: given to them, or no longer set aside. */
const isReceived = (
  change: InteractionChange,
): change is Extract<InteractionChange, { type: 'interaction.assigned' | 'interaction.unparked' }> =>
  change.type === 'interaction.assigned' || change.type === 'interaction.unparked'

const takenIn = ({ interaction: { queueId, contactId }, changes }: Decided): Taken[] =>
  changes.flatMap((change) =>
    change.type === 'interaction.assigned' ? [{ queueId, contactId, agentId: change.agentId }] : [],
  )

/**
 * Some dispositions say that the business must not write to the contact again by itself. They say it once, with
 * the close: whoever has lifted it since is not overruled by a tag on what was closed.
 */
async function stopWhereTold(work: Work, changed: readonly Decided[]): Promise<void> {
  const chosen = changed.flatMap(({ interaction: { contactId }, changes }) =>
    changes.flatMap((change) =>
      change.type === 'interaction.closed' && change.disposition ? [{ contactId, ...change.disposition }] : [],
    ),
  )
  if (chosen.length === 0) return
  const stopping = await stoppingDispositions(
    work.tx,
    work.by.workspaceId,
    chosen.map(({ id }) => id),
  )
  for (const [name, those] of Map.groupBy(
    chosen.filter(({ id }) => stopping.has(id)),
    (one) => one.name,
  )) {
    const contactIds = [...new Set(those.map(({ contactId }) => contactId))].sort(compareIds)
    await stopContacting(work, contactIds, `disposition ${name}`)
  }
}

/** Apply the changes one by one: each has its fact, with the card as it is after it. */
function tell(
  work: Work,
  { interaction, changes }: Decided,
  conversations: ReadonlyMap<ConversationId, ConversationCard>,
  timing: Timing,
  moves: Move[],
  tallies: Tally[],
): Interaction {
  let current = interaction
  for (const change of changes) {
    const wasWrappingUp = current.state === 'wrapping_up'
    const cardOf = (next: Interaction) =>
      toCard(next, present(conversations.get(next.conversationId), 'the conversation of an interaction'))
    const applied = apply(current, [change], cardOf, timing)
    current = applied.interaction
    work.record(...applied.facts)
    for (const fact of applied.facts) {
      const tally = tallyOf(fact, work.at)
      if (tally) tallies.push(tally)
    }
    for (const agentId of movesPresenceOf(change)) moves.push({ agentId, change, interaction: current, wasWrappingUp })
  }
  return current
}

/** What an agent still holds is read after their presence is: two last interactions that end at once count right. */
async function moveAgents(work: Work, moves: readonly Move[]): Promise<void> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const agentIds = [...new Set(moves.map(({ agentId }) => agentId))]
  await movePresences(work, agentIds, async (presences) => {
    const held = await heldInteractions(tx, workspaceId, agentIds)
    const queues = await queueRules(tx, workspaceId)
    const channels = await channelLimits(tx, workspaceId)
    const rules = await readyRules(tx, workspaceId, agentIds)
    const moved = new Map<AgentId, AgentPresence>(presences)
    for (const { agentId, change, interaction, wasWrappingUp } of moves) {
      const others = held.filter((one) => one.agentId === agentId && one.id !== interaction.id)
      const next = presenceAfter(present(moved.get(agentId), 'the presence of an agent'), change, {
        queue: present(queues.get(interaction.queueId), 'the queue of an interaction'),
        pauseReasonId: channels.get(interaction.channelId)?.pauseReasonId ?? null,
        wasWrappingUp,
        readyRule: present(rules.get(agentId), 'the rule of an agent'),
        held: others.length,
        heldPauseReasonId: others.find((one) => one.pauseReasonId !== null)?.pauseReasonId ?? null,
        at,
      })
      moved.set(agentId, next)
    }
    return moved
  })
}
