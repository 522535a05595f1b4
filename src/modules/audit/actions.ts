import { createHash } from 'node:crypto'
import type { WorkspaceId } from '../../contract/ids.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Audit } from '../../kernel/http.ts'
import { aboutOf, auditedAs, type Broken, firstBroken, firstPrevious, sealedText } from './core/line.ts'
import { addLine, headOf, linesAfter, lockHead } from './repo.ts'

const CHECKED_AT_ONCE = 1_000

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What every operation is asked: whether it leaves a line, and then to write it in the work of the change itself. */
export const audit: Audit = {
  kindOf: (operation, person) => auditedAs(operation, person.role),
  async write(work, person, { operation, kind, input, requestId }) {
    const { workspaceId } = work.by
    const head = await lockHead(work.tx, workspaceId)
    const line = {
      seq: head.seq + 1,
      at: work.at,
      agentId: person.agentId,
      kind,
      what: `${operation.method} ${operation.path}`,
      about: aboutOf(input),
      requestId,
      previous: head.hash,
    }
    await addLine(work.tx, workspaceId, { ...line, hash: sha256(sealedText(workspaceId, line)) })
  },
}

/** Read the whole trail and hash it again, in parts. */
export async function checkTrail(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<{ lines: number; head: string | null; broken: Broken | null }> {
  const head = await headOf(tx, workspaceId)
  let last = { seq: 0, hash: firstPrevious }
  let broken: Broken | null = null
  for (;;) {
    const lines = await linesAfter(tx, workspaceId, last.seq, CHECKED_AT_ONCE)
    broken = firstBroken(workspaceId, last, lines, sha256)
    if (broken !== null) break
    last = lines.at(-1) ?? last
    if (lines.length < CHECKED_AT_ONCE) break
  }
  if (broken === null && last.seq < (head?.seq ?? 0)) broken = { seq: last.seq + 1, reason: 'missing' }
  if (broken === null && last.hash !== (head?.hash ?? firstPrevious)) broken = { seq: last.seq, reason: 'changed' }
  return { lines: head?.seq ?? 0, head: head?.hash || null, broken }
}
