import { type Selectable, sql } from 'kysely'
import type { ChannelKind } from '../../contract/cards.ts'
import type { ChannelId, DispositionId, Instant, ResultCodePlanId, WorkspaceId } from '../../contract/ids.ts'
import type { Disposition, ResultCodePlan } from '../../contract/operations/dispositions.ts'
import type { Hidden } from '../../contract/sight.ts'
import { instant, type Tx } from '../../kernel/db.ts'
import type { Tables } from '../../kernel/tables.ts'

/** Whoever changes the tree or the plans of a workspace waits here: two moves at once could make a circle. */
export async function lockDispositions(tx: Tx, workspaceId: WorkspaceId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`dispositions of ${workspaceId}`}, 0))`.execute(tx)
}

/** All dispositions that were not removed, in their order. */
export async function listDispositions(tx: Tx, workspaceId: WorkspaceId): Promise<Disposition[]> {
  const rows = await tx
    .selectFrom('disposition')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

const fromRow = (row: Selectable<Tables['disposition']>): Disposition => ({
  id: row.id,
  parentId: row.parent_id,
  name: row.name,
  kinds: row.kinds as ChannelKind[],
  doNotContact: row.do_not_contact,
  everywhere: row.everywhere,
  active: row.active,
  position: row.position,
  version: row.version,
})

/** Of these dispositions, those that stop all further messages the business starts. Removed ones count too. */
export async function stoppingDispositions(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly DispositionId[],
): Promise<Set<DispositionId>> {
  const { rows } = await sql<{ id: DispositionId }>`select id from disposition
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and do_not_contact`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Make or change a disposition. */
export async function saveDisposition(tx: Tx, workspaceId: WorkspaceId, disposition: Disposition): Promise<void> {
  const { id, parentId, name, kinds, doNotContact, everywhere, active, position, version } = disposition
  const settings = {
    parent_id: parentId,
    name,
    kinds,
    do_not_contact: doNotContact,
    everywhere,
    active,
    position,
    version,
  }
  await tx
    .insertInto('disposition')
    .values({ workspace_id: workspaceId, id, ...settings })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(settings))
    .execute()
}

/** Take dispositions out of use and out of every plan. Their rows stay, for what was closed with them. */
export async function removeDispositions(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly DispositionId[],
  at: Instant,
): Promise<void> {
  await sql`update disposition set removed_at = ${instant(at)}
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  await sql`update result_code_plan set disposition_ids = array(
      select code from unnest(disposition_ids) with ordinality as listed (code, place)
      where not code = any(${ids}::uuid[]) order by place), version = version + 1
    where workspace_id = ${workspaceId} and disposition_ids && ${ids}::uuid[]`.execute(tx)
}

export async function listPlans(tx: Tx, workspaceId: WorkspaceId): Promise<ResultCodePlan[]> {
  const rows = await tx
    .selectFrom('result_code_plan')
    .select(['id', 'name', 'disposition_ids as dispositionIds', 'version'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows
}

/** Make or change a plan. */
export async function savePlan(tx: Tx, workspaceId: WorkspaceId, plan: ResultCodePlan): Promise<void> {
  const settings = { name: plan.name, disposition_ids: plan.dispositionIds, version: plan.version }
  await tx
    .insertInto('result_code_plan')
    .values({ workspace_id: workspaceId, id: plan.id, ...settings })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doUpdateSet(settings))
    .execute()
}

export async function removePlan(tx: Tx, workspaceId: WorkspaceId, id: ResultCodePlanId): Promise<void> {
  await tx.deleteFrom('result_code_plan').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}

export async function isPlanUsed(tx: Tx, workspaceId: WorkspaceId, id: ResultCodePlanId): Promise<boolean> {
  const row = await tx
    .selectFrom('channel')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('result_code_plan_id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

/** What of a channel decides which dispositions it offers. */
export async function channelCodes(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ChannelId,
): Promise<{ kind: ChannelKind; planId: ResultCodePlanId | null } | undefined> {
  const row = await tx
    .selectFrom('channel')
    .select(['kind', 'result_code_plan_id'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { kind: row.kind as ChannelKind, planId: row.result_code_plan_id }
}

/** Of the `latest` interactions closed on a channel: the dispositions chosen most, most first, at most `limit`. */
export async function chosenOften(
  tx: Tx,
  workspaceId: WorkspaceId,
  channelId: ChannelId,
  { latest, limit }: { latest: number; limit: number },
): Promise<DispositionId[]> {
  const { rows } = await sql<{ id: DispositionId }>`
    select disposition_id as id from (
      select disposition_id from interaction
      where workspace_id = ${workspaceId} and state = 'closed' and channel_id = ${channelId}
      order by closed_at desc limit ${latest}
    ) as lately
    where disposition_id is not null
    group by disposition_id order by count(*) desc, disposition_id limit ${limit}`.execute(tx)
  return rows.map(({ id }) => id)
}

export type ReportRow = {
  channelId: ChannelId
  channelName: string
  dispositionId: DispositionId | null
  dispositionName: string | null
  count: number
}

export type SatisfactionRow = {
  channelId: ChannelId
  channelName: string
  place: number | null
  answer: string | null
  count: number
}

/** What contacts answered about interactions closed in [from, to), by channel, best first; without an answer last. */
export async function countAnswers(
  tx: Tx,
  workspaceId: WorkspaceId,
  { from, to, hidden }: Reported,
  limit: number,
): Promise<SatisfactionRow[]> {
  const { rows } = await sql<SatisfactionRow>`
    select c.id as "channelId", c.name as "channelName", given.place, given.answer, count(*)::int as count
    from interaction i
      join channel c on c.workspace_id = i.workspace_id and c.id = i.channel_id
      cross join lateral (select (i.satisfaction -> 'answer' ->> 'place')::int as place) as chosen
      cross join lateral (select chosen.place, i.satisfaction -> 'answers' ->> chosen.place as answer) as given
    where i.workspace_id = ${workspaceId} and i.satisfaction is not null and i.state = 'closed'
      and i.closed_at >= ${instant(from)} and i.closed_at < ${instant(to)} and ${inSight(hidden)}
    group by c.id, c.name, given.place, given.answer
    order by c.name, c.id, given.place nulls last, given.answer limit ${limit}`.execute(tx)
  return rows
}

/** How many interactions closed in [from, to) with each disposition, by channel; without one too. Most first. */
export async function countDispositions(
  tx: Tx,
  workspaceId: WorkspaceId,
  { from, to, hidden }: Reported,
  limit: number,
): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    select c.id as "channelId", c.name as "channelName", i.disposition_id as "dispositionId",
      coalesce(d.name, max(i.disposition_name)) as "dispositionName", count(*)::int as count
    from interaction i
      join channel c on c.workspace_id = i.workspace_id and c.id = i.channel_id
      left join disposition d on d.workspace_id = i.workspace_id and d.id = i.disposition_id
    where i.workspace_id = ${workspaceId} and i.state = 'closed'
      and i.closed_at >= ${instant(from)} and i.closed_at < ${instant(to)} and ${inSight(hidden)}
    group by c.id, c.name, i.disposition_id, d.name
    order by c.name, c.id, count(*) desc, i.disposition_id limit ${limit}`.execute(tx)
  return rows
}

/** What a report is about: what closed in [from, to), without what tags hide from whoever asks. */
export type Reported = { readonly from: Instant; readonly to: Instant; readonly hidden: Hidden | null }

/** A condition on `interaction i`. */
const inSight = (hidden: Hidden | null) => sql<boolean>`not i.channel_id = any(${hidden?.channelIds ?? []}::uuid[])
  and not i.queue_id = any(${hidden?.queueIds ?? []}::uuid[])`
