import type { ReasonId } from '../../contract/ids.ts'
import type { Reason } from '../../contract/operations/presence.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { readReason } from './repo.ts'

/** The reason that was given, if it is one for this and in use; null: none was given. */
export async function reasonFor(
  { tx, by }: Work,
  kind: Reason['kind'],
  id: ReasonId | null,
): Promise<Result<Reason | null>> {
  if (id === null) return ok(null)
  const reason = await readReason(tx, by.workspaceId, id)
  if (!reason) return refuse('not_found', 'reasonId')
  return reason.kind === kind && reason.active ? ok(reason) : refuse('invalid_input', `no reason to ${kind}`)
}
