/** How it ends: wrap-up, disposition, required fields, closing. */
import type { ClosingField, FilledField } from '../../../contract/closing.ts'
import type { AgentId, DispositionId, Instant } from '../../../contract/ids.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { fillIn, missingFields } from '../../dispositions/core/fields.ts'
import { consultEnded, type InteractionChange } from './changes.ts'
import type { Choice, Command, Decision } from './commands.ts'
import {
  type ChosenDisposition,
  type Interaction,
  isHolder,
  later,
  nobodyPreferred,
  type Offered,
  type Waiting,
} from './interaction.ts'

/** How much longer a wrap-up gets each time an agent asks, in milliseconds. */
export const lengthenWrapUpMs = 60_000

/** No wrap-up is lengthened beyond this, counted from its start, in milliseconds. */
export const longestWrapUpMs = 2 * 3_600_000

export function end(interaction: Interaction, command: Command<'end'>): Decision {
  const { by, at, wrapUpSeconds, choice } = command
  if (interaction.state === 'wrapping_up' && interaction.agentId === by) return ok([]) // Pressed twice.
  if (interaction.state === 'closed') return isHolder(interaction, by) ? ok([]) : refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  // Its wrap-up would fill a place that may be somebody else's by now.
  if (interaction.parked !== null) return refuse('interaction_parked')
  const chosen = choose(command.dispositionId, choice)
  if (!chosen.ok) return chosen
  const disposition = chosen.value
  const filled = fillIn(choice.fields, interaction.fields, command.fields)
  if (!filled.ok) return filled
  const fields = filled.value
  const unasked = consultEnded(interaction, 'called_back')
  if (wrapUpSeconds === 0 && missing({ disposition, fields }, choice) === null) {
    return ok([...unasked, closedBy(by, at, { disposition, fields }, interaction, choice)])
  }
  const wrapUp = { startedAt: at, endsAt: later(at, wrapUpSeconds * 1_000) }
  const started: InteractionChange = { type: 'interaction.wrap_up_started', agentId: by, wrapUp, disposition, fields }
  const held: InteractionChange[] = wrapUpSeconds === 0 ? [{ type: 'interaction.wrap_up_held', agentId: by }] : []
  return ok([...unasked, started, ...held])
}

export function finish(interaction: Interaction, command: Command<'finish'>): Decision {
  const { by, at, dispositionId, choice } = command
  if (interaction.state === 'closed') return isHolder(interaction, by) ? ok([]) : refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  // Resumed, in another tab or because the contact wrote: what they meant to finish goes on.
  if (interaction.state !== 'wrapping_up') return refuse('changed_by_someone_else')
  const chosen = choose(dispositionId, choice)
  if (!chosen.ok) return chosen
  const disposition = chosen.value ?? interaction.disposition
  const filled = fillIn(choice.fields, interaction.fields, command.fields)
  if (!filled.ok) return filled
  const said = { disposition, fields: filled.value }
  const lacking = missing(said, choice)
  if (lacking === 'disposition') return refuse('disposition_required')
  if (lacking !== null) return refuse('field_required', lacking.map(({ name }) => name).join(', '))
  return ok([closedBy(by, at, said, interaction, choice)])
}

/**
 * What the agent has chosen and typed so far is kept with the interaction, so that it is there on another screen, after a
 * reload, and when the time is over. It may come late, after the close or after going on: then it changes nothing.
 */
export function keepClosing(interaction: Interaction, command: Command<'keep_closing'>): Decision {
  const { by, dispositionId, choice } = command
  if (!isHolder(interaction, by)) return refuse(interaction.state === 'closed' ? 'interaction_closed' : 'not_yours')
  if (interaction.state !== 'wrapping_up') return ok([])
  const chosen = choose(dispositionId, choice)
  if (!chosen.ok) return chosen
  const filled = fillIn(choice.fields, interaction.fields, command.fields)
  if (!filled.ok) return filled
  const said: Said = { disposition: chosen.value, fields: filled.value }
  return ok(isSaid(interaction, said) ? [] : [{ type: 'interaction.closing_kept', ...said }])
}

/** The timer is at zero: nobody was there to press anything, so nothing may be refused and nothing lost. */
export function wrapUpOver(interaction: Interaction, { at, choice }: Command<'wrap_up_over'>): InteractionChange[] {
  if (interaction.state !== 'wrapping_up') return []
  const { agentId, disposition, fields, wrapUp, awaitingReplySince } = interaction
  if (wrapUp.endsAt === null || wrapUp.endsAt > at) return []
  // The contact wrote meanwhile and the agent did not say "finish anyway": the conversation is not over.
  if (awaitingReplySince !== null) return [{ type: 'interaction.resumed', agentId }]
  if (missing({ disposition, fields }, choice) !== null) return [{ type: 'interaction.wrap_up_held', agentId }]
  return [closedBy(agentId, at, { disposition, fields }, interaction, choice)]
}

/**
 * The contact writes while a disposition or a field is missing and the time is over: it goes on, as it would have at
 * zero. Otherwise nobody would answer them where the agent has gone home and left it so.
 */
export const dueAgain = (interaction: Interaction, at: Instant): InteractionChange[] =>
  interaction.state === 'wrapping_up' && interaction.wrapUp.endsAt === null
    ? [{ type: 'interaction.wrap_up_due', at }]
    : []

export function lengthen(interaction: Interaction, { by, at }: Command<'lengthen_wrap_up'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  if (interaction.state !== 'wrapping_up' || interaction.wrapUp.endsAt === null) return ok([]) // No timer runs.
  const { startedAt, endsAt } = interaction.wrapUp
  const wanted = later(endsAt < at ? at : endsAt, lengthenWrapUpMs) // At zero, but not swept yet: from now.
  const limit = later(startedAt, longestWrapUpMs)
  const longer = wanted < limit ? wanted : limit
  return ok(longer <= endsAt ? [] : [{ type: 'interaction.wrap_up_lengthened', endsAt: longer }])
}

export function resume(interaction: Interaction, { by, isIn }: Command<'resume'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (!isHolder(interaction, by)) return refuse('not_yours')
  if (interaction.state !== 'wrapping_up') return ok([])
  // What somebody who has gone left behind was looked for when they went: nothing may come into their hands after it.
  return isIn ? ok([{ type: 'interaction.resumed', agentId: by }]) : refuse('not_available')
}

/** What was said of it at the end. */
type Said = { readonly disposition: ChosenDisposition | null; readonly fields: readonly FilledField[] }

const isSaid = ({ disposition, fields }: Said, said: Said): boolean =>
  disposition?.id === said.disposition?.id &&
  fields.length === said.fields.length &&
  said.fields.every(({ id, value }) => fields.some((one) => one.id === id && one.value === value))

function choose(id: DispositionId | null, choice: Choice): Result<ChosenDisposition | null> {
  if (id === null) return ok(null)
  const found = choice.offered.find((disposition) => disposition.id === id)
  return found ? ok({ id: found.id, name: found.name }) : refuse('disposition_not_offered')
}

/**
 * What is required and was not given: the disposition, or fields; null: nothing. Where no disposition is offered none can
 * be required: it would hold the agent for ever.
 */
function missing({ disposition, fields }: Said, choice: Choice): 'disposition' | ClosingField[] | null {
  if (choice.required && disposition === null && choice.offered.length > 0) return 'disposition'
  const lacking = missingFields(choice.fields, fields)
  return lacking.length > 0 ? lacking : null
}

const closedBy = (
  agentId: AgentId,
  at: Instant,
  said: Said,
  { satisfaction }: Interaction,
  { asksContact }: Choice,
): InteractionChange => ({
  type: 'interaction.closed',
  agentId,
  at,
  ...said,
  asksContact: asksContact && satisfaction === null,
})

/**
 * A rule ends it, whoever has it and whatever state it is in, but not without what is required at the end. Refuses
 * `disposition_not_offered`, `disposition_required` and `field_required`.
 */
export function close(interaction: Interaction, { at, dispositionId, choice }: Command<'close'>): Decision {
  if (interaction.state === 'closed') return ok([])
  const chosen = choose(dispositionId, choice)
  if (!chosen.ok) return chosen
  const disposition = chosen.value ?? (interaction.state === 'wrapping_up' ? interaction.disposition : null)
  const said = { disposition, fields: interaction.fields }
  const lacking = missing(said, choice)
  if (lacking !== null) return refuse(lacking === 'disposition' ? 'disposition_required' : 'field_required')
  if (interaction.state === 'offered') {
    const { id: offerId, agentIds } = interaction.offer
    return ok([
      { type: 'interaction.offer_withdrawn', offerId, agentIds },
      { ...turnedAway(interaction, at), ...said },
    ])
  }
  if (interaction.state === 'waiting') return ok([{ ...turnedAway(interaction, at), ...said }])
  return ok([...consultEnded(interaction, 'called_back'), closedBy(interaction.agentId, at, said, interaction, choice)])
}

export const turnedAway = (
  { fields }: Waiting | Offered,
  at: Instant,
): Extract<InteractionChange, { type: 'interaction.closed' }> => ({
  type: 'interaction.closed',
  agentId: null,
  at,
  disposition: null,
  fields,
  asksContact: false,
})

/**
 * Whoever holds it asks the contact before the end, which then asks no more. Refuses `interaction_closed`, `not_yours` and
 * `contact_asked_before`.
 */
export function askNow(interaction: Interaction, { by, at, answers }: Command<'ask_now'>): Decision {
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (interaction.state !== 'active' || interaction.agentId !== by) return refuse('not_yours')
  if (interaction.satisfaction !== null) return refuse('contact_asked_before')
  return ok([{ type: 'interaction.contact_asked', at, answers }])
}

/** Was it asked, is this one of the answers, and is it the first? */
export const mayRate = ({ satisfaction }: Interaction, place: number): boolean =>
  satisfaction !== null && satisfaction.answer === null && place >= 0 && place < satisfaction.answers.length

export const reopening = ({ queueId, priority, at, preferred = nobodyPreferred }: Command<'reopen'>) => ({
  queueId,
  priority,
  at,
  preferred,
})
