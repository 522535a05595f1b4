import type { ChannelId, DispositionId, Instant } from '../../contract/ids.ts'
import type { Disposition } from '../../contract/operations/dispositions.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { maySeeChannel } from '../routing/index.ts'
import { choosable, offered } from './core/tree.ts'
import * as repo from './repo.ts'

/** What is chosen often is counted among this many of the latest closed interactions; so many are shown. */
const often = { latest: 500, limit: 5 }
/** Rows of a report: channels times dispositions. */
const reportLimit = 20_000

/** What an agent may choose from on a channel they may see, with its headings, and what was chosen most lately. */
export async function offeredOn(
  tx: Tx,
  person: Person,
  channelId: ChannelId,
): Promise<Result<{ dispositions: Disposition[]; often: DispositionId[] }>> {
  const { workspaceId } = person
  const channel = await repo.channelCodes(tx, workspaceId, channelId)
  if (!channel || !(await maySeeChannel(tx, person, channelId))) return refuse('not_found')
  const all = await repo.listDispositions(tx, workspaceId)
  const plan = (await repo.listPlans(tx, workspaceId)).find(({ id }) => id === channel.planId) ?? null
  const can = new Set(choosable(all, plan, channel.kind).map(({ id }) => id))
  const chosen = await repo.chosenOften(tx, workspaceId, channelId, often)
  return ok({ dispositions: offered(all, plan, channel.kind), often: chosen.filter((id) => can.has(id)) })
}

/** What contacts answered about interactions closed in [from, to), by channel: of those the person may see. */
export async function satisfaction(
  tx: Tx,
  { workspaceId, hidden }: Person,
  { from, to }: { from: Instant; to: Instant },
): Promise<Result<{ rows: repo.SatisfactionRow[] }>> {
  return ok({ rows: await repo.countAnswers(tx, workspaceId, { from, to, hidden }, reportLimit) })
}

/** How many interactions closed with each disposition in [from, to), by channel: of those the person may see. */
export async function report(
  tx: Tx,
  { workspaceId, hidden }: Person,
  { from, to }: { from: Instant; to: Instant },
): Promise<Result<{ rows: repo.ReportRow[] }>> {
  return ok({ rows: await repo.countDispositions(tx, workspaceId, { from, to, hidden }, reportLimit) })
}
