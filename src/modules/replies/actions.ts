import type { z } from 'zod'
import type { CannedAnswerId, ChannelId } from '../../contract/ids.ts'
import type * as contract from '../../contract/operations/replies.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { type Hidden, isHidden } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { channelAccounts } from '../channels/index.ts'
import { maySeeChannel } from '../routing/index.ts'
import { cannedAnswers, countAnswers, deleteAnswer, lockAnswer, saveAnswer } from './repo.ts'

/** All of them are in every composer's memory. */
export const maxCannedAnswers = 5_000

/** All answers, or the general ones and those of one channel; those of channels that tags hide are not told of. */
export async function listAnswers(
  tx: Tx,
  person: Person,
  channelId: ChannelId | undefined,
): Promise<Result<{ answers: contract.CannedAnswer[] }>> {
  const answers = await cannedAnswers(tx, person.workspaceId, channelId)
  if (channelId === undefined) return ok({ answers: answers.filter((one) => !isOutOfSight(person.hidden, one)) })
  return (await maySeeChannel(tx, person, channelId)) ? ok({ answers }) : refuse('not_found')
}

const isOutOfSight = (hidden: Hidden | null, { channelId }: { channelId: ChannelId | null }): boolean =>
  isHidden(hidden, { channelId, queueId: null })

/**
 * Add a canned answer, or change one from the version that was read. Refuses `not_found` (also for the channel),
 * `changed_by_someone_else`, `key_taken` when its shortcut is in use on that channel, and `invalid_input` when there are
 * too many.
 */
export async function saveCannedAnswer(
  work: Work,
  input: z.output<(typeof contract.saveCannedAnswer)['input']>,
  { hidden }: Person,
): Promise<Result<{ id: CannedAnswerId; version: number }>> {
  const { tx, by } = work
  const { workspaceId } = by
  const known = input.id === null ? null : await lockAnswer(tx, workspaceId, input.id)
  if (known === undefined || (known && isOutOfSight(hidden, known))) return refuse('not_found')
  if (known && known.version !== input.version) return refuse('changed_by_someone_else')
  if (input.id === null && (await countAnswers(tx, workspaceId)) >= maxCannedAnswers) {
    return refuse('invalid_input', `at most ${maxCannedAnswers} canned answers`)
  }
  const channels = await channelAccounts(tx, workspaceId)
  const isThere = input.channelId === null || channels.some(({ id }) => id === input.channelId)
  if (!isThere || isOutOfSight(hidden, input)) {
    return refuse('not_found', 'channelId')
  }
  const id = input.id ?? (work.newId() as CannedAnswerId)
  const version = (known?.version ?? 0) + 1
  if (await saveAnswer(tx, workspaceId, { ...input, id, version })) return refuse('key_taken', 'shortcut')
  work.record({ type: 'catalog.changed', catalog: 'canned_answers' })
  return ok({ id, version })
}

/** Remove a canned answer. Refuses `not_found`. */
export async function removeCannedAnswer(
  work: Work,
  { id }: { id: CannedAnswerId },
  { hidden }: Person,
): Promise<Result<null>> {
  const known = await lockAnswer(work.tx, work.by.workspaceId, id)
  if (!known || isOutOfSight(hidden, known)) return refuse('not_found')
  if (!(await deleteAnswer(work.tx, work.by.workspaceId, id))) return refuse('not_found')
  work.record({ type: 'catalog.changed', catalog: 'canned_answers' })
  return ok(null)
}
