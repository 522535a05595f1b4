/** Passed on to a colleague or a queue: blind, or asked first; and the way back. */
import type { AgentId, Instant } from '../../../contract/ids.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { assert } from '../../../kernel/assert.ts'
import { consultEnded, consultOf, given, type InteractionChange, moved } from './changes.ts'
import type { Command, Decision } from './commands.ts'
import { type Active, type Interaction, isHolder, later, type Transfer } from './interaction.ts'

/** How often it may be passed on before a person answers the contact: two colleagues must not play ball with somebody. */
export const maxPasses = 5

export function passToQueue(
  interaction: Interaction,
  { by, at, queueId, takes, allowed, id, note, returnSeconds }: Command<'pass_to_queue'>,
): Decision {
  if (interaction.transfer?.id === id) return ok([]) // Pressed twice.
  const held = mayPass(interaction, by, allowed)
  if (!held.ok) return held
  if (!takes) return refuse('queue_not_for_channel')
  const transfer: Transfer = {
    id,
    mode: 'blind',
    fromAgentId: by,
    fromQueueId: interaction.queueId,
    toAgentId: null,
    note,
    endsAt: returnSeconds === 0 ? null : later(at, returnSeconds * 1_000),
  }
  // It waits anew: it was served already, and must not overtake whoever has waited for it ever since.
  const change = { ...moved(held.value, { why: 'passed', by, at }), queueId, waitingSince: at, transfer }
  return ok([...consultEnded(held.value, 'called_back'), change])
}

export function passToAgent(interaction: Interaction, command: Command<'pass_to_agent'>): Decision {
  const { by, at, to, allowed, id, mode, note, askSeconds, returns, receiver } = command
  if (interaction.transfer?.id === id) return ok([]) // Pressed twice.
  const held = mayPass(interaction, by, allowed)
  if (!held.ok) return held
  if (to === by) return refuse('invalid_input', 'to: that is you')
  if (held.value.transfer !== null) return refuse('already_asked')
  if (!receiver.ready) return refuse('colleague_away')
  if (!receiver.room) return refuse('colleague_full')
  const expiresAt = later(at, askSeconds * 1_000)
  const endsAt = mode === 'consulted' || returns ? expiresAt : null
  const transfer: Transfer = {
    id,
    mode,
    fromAgentId: by,
    fromQueueId: interaction.queueId,
    toAgentId: to,
    note,
    endsAt,
  }
  if (mode === 'consulted') return ok([{ type: 'interaction.consulted', agentId: by, transfer }])
  return ok([
    { type: 'interaction.passed', agentId: by, transfer, at },
    { type: 'interaction.offered', offer: { id, agentIds: [to], expiresAt } },
  ])
}

/** Is it in their hands, and may it be passed on from there? */
function mayPass(interaction: Interaction, by: AgentId, allowed: boolean): Result<Active> {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (!allowed) return refuse('passing_off')
  if (interaction.passes >= maxPasses) return refuse('passed_too_often')
  return ok(interaction)
}

export function callBack(interaction: Interaction, by: AgentId): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  return ok(consultEnded(interaction, 'called_back')) // Nothing to call back: it was declined a moment ago.
}

export function acceptTransfer(
  interaction: Interaction,
  { id, by, at, isIn, room }: Command<'accept_transfer'>,
): Decision {
  if (interaction.state === 'active' && interaction.agentId === by) return ok([]) // Pressed twice.
  const consult = consultOf(interaction)
  if (consult === null || consult.id !== id) return refuse('offer_gone')
  if (consult.toAgentId !== by) return refuse('not_your_offer')
  if (consult.endsAt !== null && consult.endsAt <= at) return refuse('offer_expired')
  if (!isIn) return refuse('not_available')
  if (!room) return refuse('no_room')
  return ok([
    { type: 'interaction.passed', agentId: consult.fromAgentId, transfer: consult, at },
    given(by, at, consult.fromAgentId),
  ])
}

export function declineTransfer(interaction: Interaction, { id, by }: Command<'decline_transfer'>): Decision {
  const consult = consultOf(interaction)
  if (consult === null || consult.id !== id) return ok([]) // Called back, or over, a moment ago.
  if (consult.toAgentId !== by) return refuse('not_your_offer')
  return ok(consultEnded(interaction, 'declined'))
}

/** Nobody took it in time: it goes back, even beyond the sender's limit; or stays where it waits when they have left. */
export function transferOver(
  interaction: Interaction,
  { at, senderIsIn }: Command<'transfer_over'>,
): InteractionChange[] {
  const { transfer } = interaction
  if (transfer === null || transfer.endsAt === null || transfer.endsAt > at) return [] // Taken, early, or twice.
  if (interaction.state === 'active') return consultEnded(interaction, 'lapsed')
  const back = backToSender(interaction, at, senderIsIn)
  if (interaction.state !== 'offered') return back
  const { offer } = interaction
  if (transfer.toAgentId !== null) return [{ type: 'interaction.offer_lapsed', offer }, ...back]
  // Somebody of the queue is being asked: they may still answer, unless it goes back.
  return senderIsIn
    ? [{ type: 'interaction.offer_withdrawn', offerId: offer.id, agentIds: offer.agentIds }, ...back]
    : back
}

/** Asked of one colleague alone, and it goes back to whoever passed it. */
export const isReturning = (interaction: Interaction): boolean =>
  interaction.state === 'offered' && interaction.transfer?.toAgentId != null && interaction.transfer.endsAt !== null

/** First to the agent, then to the queue it came from: those of the queue it leaves must hear that it is gone. */
export function backToSender(
  { queueId, transfer }: Interaction,
  at: Instant,
  senderIsIn: boolean,
): InteractionChange[] {
  assert(transfer !== null, 'only what was passed on goes back')
  if (!senderIsIn) return [{ type: 'interaction.transfer_ended' }]
  const { fromAgentId: agentId, fromQueueId } = transfer
  const returned: InteractionChange = { type: 'interaction.returned', agentId, at }
  return fromQueueId === queueId ? [returned] : [returned, { type: 'interaction.queue_restored', queueId: fromQueueId }]
}
