import type { z } from 'zod'
import type { CannedAnswerId } from '../../contract/ids.ts'
import type * as contract from '../../contract/operations/replies.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { channelAccounts } from '../channels/index.ts'
import { countAnswers, deleteAnswer, lockAnswer, saveAnswer } from './repo.ts'

/** All of them are in every composer's memory. */
export const maxCannedAnswers = 5_000

/**
 * Add a canned answer or change one. Refuses `not_found` (also for the channel), `key_taken` when its shortcut is in
 * use on that channel, and `invalid_input` when there are too many.
 */
export async function saveCannedAnswer(
  work: Work,
  input: z.output<(typeof contract.saveCannedAnswer)['input']>,
): Promise<Result<{ id: CannedAnswerId }>> {
  const { tx, by } = work
  const { workspaceId } = by
  if (input.id !== null && !(await lockAnswer(tx, workspaceId, input.id))) return refuse('not_found')
  if (input.id === null && (await countAnswers(tx, workspaceId)) >= maxCannedAnswers) {
    return refuse('invalid_input', `at most ${maxCannedAnswers} canned answers`)
  }
  const channels = await channelAccounts(tx, workspaceId)
  if (input.channelId !== null && !channels.some(({ id }) => id === input.channelId)) {
    return refuse('not_found', 'channelId')
  }
  const id = input.id ?? (work.newId() as CannedAnswerId)
  if (await saveAnswer(tx, workspaceId, { ...input, id })) return refuse('key_taken', 'shortcut')
  work.record({ type: 'catalog.changed', catalog: 'canned_answers' })
  return ok({ id })
}

/** Remove a canned answer. Refuses `not_found`. */
export async function removeCannedAnswer(work: Work, { id }: { id: CannedAnswerId }): Promise<Result<null>> {
  if (!(await deleteAnswer(work.tx, work.by.workspaceId, id))) return refuse('not_found')
  work.record({ type: 'catalog.changed', catalog: 'canned_answers' })
  return ok(null)
}
