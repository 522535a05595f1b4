/** Whose turn it is to write, and for how long. */
import type { Instant } from '../../../contract/ids.ts'
import type { Reminders } from '../../../contract/operations/queues.ts'
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

/** What of a queue decides when its silent contacts are reminded. */
export type RemindRule = {
  readonly reminders: Omit<Reminders, 'text'> | null
  readonly contactSilenceSeconds: number | null
}

/** In which silence, by its beginning, a contact was reminded last, how often in it, and when. */
export type Reminded = { readonly silence: Instant; readonly times: number; readonly at: Instant }

/**
 * What is noted when a silent contact is reminded now; null: they are not. So long after the last word, and after the
 * reminder before, however late that one went: what was slept through is not made up for. Where the silence parks it, it
 * is too late.
 */
export function remindedNow(
  interaction: Interaction,
  { rule, last, at }: { rule: RemindRule; last: Reminded | null; at: Instant },
): Reminded | null {
  const { reminders, contactSilenceSeconds } = rule
  if (reminders === null || interaction.awaitingReplySince !== null) return null
  if (!isQuiet(interaction, { at, afterSeconds: reminders.afterSeconds })) return null
  if (contactSilenceSeconds !== null && isQuiet(interaction, { at, afterSeconds: contactSilenceSeconds })) return null
  const silence = interaction.quietSince
  if (last?.silence !== silence) return { silence, times: 1, at }
  if (last.times >= reminders.most || at < last.at + reminders.afterSeconds * 1_000) return null
  return { silence, times: last.times + 1, at }
}
