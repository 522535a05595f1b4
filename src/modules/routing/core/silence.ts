/** Whose turn it is to write, and for how long. */
import type { Instant } from '../../../contract/ids.ts'
import type { InteractionChange } from './changes.ts'
import type { Command } from './commands.ts'
import type { Active, Interaction } from './interaction.ts'

/** The clock runs from the oldest unanswered message. */
export const awaited = (
  { awaitingReplySince }: Interaction,
  { at: since, now: heardAt }: Command<'contact_wrote'>,
): InteractionChange[] => (awaitingReplySince === null ? [{ type: 'interaction.reply_awaited', since, heardAt }] : [])

/** It is owed again, from when they wrote; what is over stays over. */
export const owedAgain = (interaction: Interaction, { since, at }: Command<'reply_taken_back'>): InteractionChange[] =>
  interaction.state === 'wrapping_up' || interaction.state === 'closed'
    ? []
    : awaited(interaction, { type: 'contact_wrote', at: since, now: at })

/** In hand, and nobody has written for so long. */
export const isQuiet = (
  interaction: Interaction,
  { at, afterSeconds }: { at: Instant; afterSeconds: number },
): interaction is Active =>
  interaction.state === 'active' && interaction.parked === null && interaction.quietSince + afterSeconds * 1_000 <= at

/** A reply says something new of what waits for one, of what is in hand, and of what was passed to and fro. */
export const hearsReplies = (interaction: Interaction): boolean =>
  interaction.awaitingReplySince !== null || interaction.state === 'active' || interaction.passes > 0
