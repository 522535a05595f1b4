import { type Selectable, sql } from 'kysely'
import type pg from 'pg'
import type { ChannelCard } from '../../contract/cards.ts'
import { SatisfactionQuestion } from '../../contract/closing.ts'
import type { ChannelId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { ChannelSettings } from '../../contract/operations/channels.ts'
import { type Tx, takenIn, toDate } from '../../kernel/db.ts'
import { isSealed } from '../../kernel/secrets.ts'
import type { Tables } from '../../kernel/tables.ts'
import { takesChannel } from '../routing/core/line.ts'
import type { ChannelInput } from './core/settings.ts'

type Row = Selectable<Tables['channel']>

/** A channel as screens show it. All of them, or those named. */
export async function channelCards(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids?: readonly ChannelId[],
): Promise<ChannelCard[]> {
  const rows = await tx
    .selectFrom('channel')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(ids !== undefined, (query) => query.where('id', '=', sql<ChannelId>`any(${ids}::uuid[])`))
    .orderBy('id')
    .execute()
  return rows.map(toCard)
}

const toCard = (row: Row): ChannelCard => ({
  id: row.id,
  key: row.key,
  name: row.name,
  kind: row.kind as ChannelCard['kind'],
  active: row.active,
  displayNumber: row.display_number,
  queueId: row.queue_id,
  open: row.open,
  changesAt: row.schedule_at,
  capacity: row.capacity,
  optInTemplateId: templateOf(row.opt_in),
  recontactTemplateId: templateOf(row.recontact),
  dispositionRequired: row.disposition_required,
  closingFields: row.closing_fields as ChannelCard['closingFields'],
  asksContact: row.satisfaction !== null,
  parksByHand: row.parks_by_hand,
  parksOnCall: row.parks_on_call,
  passesOn: row.passes_on,
  trouble: row.trouble as ChannelCard['trouble'],
  tagIds: row.tag_ids,
})

const templateOf = (kept: unknown) => (kept as ChannelSettings['optIn'])?.templateId ?? null

/** All settings an administrator may see; of the secrets only that they are there. The verify token is as it is kept. */
export async function channelSettings(
  tx: Tx,
  workspaceId: WorkspaceId,
  webhookUrl: (webhookKey: string) => string,
): Promise<ChannelSettings[]> {
  const rows = await tx
    .selectFrom('channel')
    .selectAll()
    .select((query) =>
      query
        .selectFrom('webhook_part')
        .select((part) => part.fn.countAll<number>().as('kept'))
        .whereRef('webhook_part.workspace_id', '=', 'channel.workspace_id')
        .whereRef('webhook_part.channel_id', '=', 'channel.id')
        .where('webhook_part.state', '=', 'kept')
        .as('quarantined'),
    )
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .execute()
  return rows.map((row) => toSettings(row, webhookUrl(row.webhook_key), row.quarantined ?? 0))
}

function toSettings(row: Row, webhookUrl: string, quarantined: number): ChannelSettings {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    kind: row.kind as ChannelSettings['kind'],
    active: row.active,
    displayNumber: row.display_number,
    country: row.country,
    queueId: row.queue_id,
    capacity: row.capacity,
    reopenDays: row.reopen_days,
    calendarId: row.calendar_id,
    holdsWhileClosed: row.holds_while_closed,
    outOfHoursText: row.out_of_hours_text,
    optIn: row.opt_in as ChannelSettings['optIn'],
    recontact: row.recontact as ChannelSettings['recontact'],
    resultCodePlanId: row.result_code_plan_id,
    dispositionRequired: row.disposition_required,
    dispositionReasonId: row.disposition_reason_id,
    closingFields: row.closing_fields as ChannelSettings['closingFields'],
    satisfaction: row.satisfaction === null ? null : SatisfactionQuestion.parse(row.satisfaction),
    satisfactionTemplate: row.satisfaction_template as ChannelSettings['satisfactionTemplate'],
    parksByHand: row.parks_by_hand,
    parksOnCall: row.parks_on_call,
    passesOn: row.passes_on,
    throughputPerSecond: row.throughput_per_second,
    maskCardNumbers: row.mask_card_numbers,
    tagIds: row.tag_ids,
    connection: {
      provider: row.provider as ChannelSettings['connection']['provider'],
      baseUrl: row.base_url,
      version: row.api_version,
      phoneNumberId: row.phone_number_id,
      businessAccountId: row.business_account_id,
      appId: row.app_id,
    },
    version: row.version,
    open: row.open,
    changesAt: row.schedule_at,
    webhookUrl,
    verifyToken: row.verify_token,
    accessTokenLastFour: row.access_token_last_four,
    appSecretLastFours: row.app_secret_last_fours,
    health: {
      trouble: row.trouble as ChannelSettings['health']['trouble'],
      wrongSignatures: row.wrong_signatures,
      lastWrongSignatureAt: row.last_wrong_signature_at,
      lastWebhookAt: row.last_webhook_at,
      quarantined,
    },
  }
}

/** A channel's connection as it is stored: secrets locked. */
export type SealedChannel = {
  workspaceId: WorkspaceId
  id: ChannelId
  version: number
  provider: ChannelSettings['connection']['provider']
  active: boolean
  webhookKey: string
  /** As it is kept: see `openVerifyToken`. */
  verifyToken: string
  baseUrl: string
  apiVersion: string
  phoneNumberId: string
  businessAccountId: string
  appId: string
  throughputPerSecond: number
  maskCardNumbers: boolean
  accessTokenSealed: string | null
  accessTokenLastFour: string | null
  appSecrets: readonly SealedSecret[]
}
export type SealedSecret = { sealed: string; lastFour: string }

/** Read a channel's connection. */
export async function sealedChannel(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ChannelId,
): Promise<SealedChannel | undefined> {
  const row = await oneChannel(tx, workspaceId, id).executeTakeFirst()
  return row && toSealed(row)
}

/** Read a channel's connection and hold it until commit: whoever comes second sees what the first changed. */
export async function lockChannel(tx: Tx, workspaceId: WorkspaceId, id: ChannelId): Promise<SealedChannel | undefined> {
  const row = await oneChannel(tx, workspaceId, id).forUpdate().executeTakeFirst()
  return row && toSealed(row)
}

const oneChannel = (tx: Tx, workspaceId: WorkspaceId, id: ChannelId) =>
  tx.selectFrom('channel').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id)

/** Every channel there is, of every workspace: what the webhook address and the dispatcher must know without asking. */
export async function everySealedChannel(system: pg.Pool): Promise<SealedChannel[]> {
  const { rows } = await system.query<Row>(
    `select workspace_id, id, version, provider, active, webhook_key, verify_token, base_url, api_version,
            phone_number_id, business_account_id, app_id, throughput_per_second, mask_card_numbers, access_token_sealed,
            access_token_last_four, app_secrets_sealed, app_secret_last_fours
     from channel`,
  )
  return rows.map(toSealed)
}

const toSealed = (row: Row): SealedChannel => ({
  workspaceId: row.workspace_id,
  id: row.id,
  version: row.version,
  provider: row.provider as SealedChannel['provider'],
  active: row.active,
  webhookKey: row.webhook_key,
  verifyToken: row.verify_token,
  baseUrl: row.base_url,
  apiVersion: row.api_version,
  phoneNumberId: row.phone_number_id,
  businessAccountId: row.business_account_id,
  appId: row.app_id,
  throughputPerSecond: row.throughput_per_second,
  maskCardNumbers: row.mask_card_numbers,
  accessTokenSealed: row.access_token_sealed,
  accessTokenLastFour: row.access_token_last_four,
  appSecrets: row.app_secrets_sealed.map((sealed, at) => ({ sealed, lastFour: row.app_secret_last_fours[at] ?? '' })),
})

/** The secrets a channel is kept with. */
export type KeptSecrets = {
  accessToken: SealedSecret | null
  appSecrets: readonly SealedSecret[]
  /** Sealed. */
  verifyToken: string
}
/** What stopped a channel from being kept: its key or its number belongs to another one. */
export type Taken = 'key' | 'line'

/** Add a channel, or say what is taken. */
export async function insertChannel(
  tx: Tx,
  { workspaceId, id, at }: { workspaceId: WorkspaceId; id: ChannelId; at: Instant },
  input: ChannelInput,
  secrets: KeptSecrets,
  webhookKey: string,
): Promise<Taken | null> {
  const made = { workspace_id: workspaceId, id, webhook_key: webhookKey, created_at: toDate(at) }
  const insert = tx.insertInto('channel').values({ ...toColumns(input, secrets), ...made })
  return unlessTaken(() => insert.execute())
}

/** Change a channel, or say what is taken. Its webhook address and its health stay. */
export async function updateChannel(
  tx: Tx,
  { workspaceId, id }: { workspaceId: WorkspaceId; id: ChannelId },
  input: ChannelInput,
  secrets: KeptSecrets,
): Promise<Taken | null> {
  const update = tx
    .updateTable('channel')
    .set({ ...toColumns(input, secrets), version: sql<number>`version + 1` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
  return unlessTaken(() => update.execute())
}

async function unlessTaken(write: () => Promise<unknown>): Promise<Taken | null> {
  try {
    await write()
    return null
  } catch (error) {
    const index = takenIn(error)
    if (index === 'channel_key') return 'key'
    if (index === 'channel_line') return 'line'
    throw error
  }
}

const toColumns = (input: ChannelInput, secrets: KeptSecrets) => ({
  verify_token: secrets.verifyToken,
  key: input.key,
  name: input.name,
  description: input.description,
  kind: input.kind,
  provider: input.connection.provider,
  active: input.active,
  display_number: input.displayNumber,
  country: input.country,
  queue_id: input.queueId,
  capacity: input.capacity,
  reopen_days: input.reopenDays,
  calendar_id: input.calendarId,
  holds_while_closed: input.holdsWhileClosed,
  out_of_hours_text: input.outOfHoursText,
  opt_in: jsonOrNull(input.optIn),
  recontact: jsonOrNull(input.recontact),
  result_code_plan_id: input.resultCodePlanId,
  disposition_required: input.dispositionRequired,
  disposition_reason_id: input.dispositionReasonId,
  closing_fields: JSON.stringify(input.closingFields),
  satisfaction: jsonOrNull(input.satisfaction),
  satisfaction_template: jsonOrNull(input.satisfactionTemplate),
  parks_by_hand: input.parksByHand,
  parks_on_call: input.parksOnCall,
  passes_on: input.passesOn,
  throughput_per_second: input.throughputPerSecond,
  mask_card_numbers: input.maskCardNumbers,
  base_url: input.connection.baseUrl,
  api_version: input.connection.version,
  phone_number_id: input.connection.phoneNumberId,
  business_account_id: input.connection.businessAccountId,
  app_id: input.connection.appId,
  access_token_sealed: secrets.accessToken?.sealed ?? null,
  access_token_last_four: secrets.accessToken?.lastFour ?? null,
  app_secrets_sealed: secrets.appSecrets.map(({ sealed }) => sealed),
  app_secret_last_fours: secrets.appSecrets.map(({ lastFour }) => lastFour),
})

const jsonOrNull = (value: unknown) => (value === null ? null : JSON.stringify(value))

/** Does a queue take what comes on this channel, as it stays until commit? Undefined: there is none. */
export async function queueTakes(
  tx: Tx,
  workspaceId: WorkspaceId,
  queueId: QueueId,
  id: ChannelId,
): Promise<boolean | undefined> {
  const row = await tx
    .selectFrom('queue')
    .select('channel_ids')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', queueId)
    .where('removed_at', 'is', null)
    .forKeyShare()
    .executeTakeFirst()
  return row && takesChannel({ channelIds: row.channel_ids }, id)
}

/** Which of the things a channel points at are not there, by the names of its fields. */
export async function missingReferences(
  tx: Tx,
  workspaceId: WorkspaceId,
  { queueId, calendarId, resultCodePlanId, dispositionReasonId }: ChannelInput,
): Promise<string[]> {
  const { rows } = await sql<{ queue: boolean; calendar: boolean; plan: boolean; reason: boolean }>`
    select
      ${queueId}::uuid is null or exists (
        select from queue where workspace_id = ${workspaceId} and id = ${queueId} and removed_at is null
      ) as queue,
      ${calendarId}::uuid is null or exists (
        select from calendar where workspace_id = ${workspaceId} and id = ${calendarId}
      ) as calendar,
      ${resultCodePlanId}::uuid is null or exists (
        select from result_code_plan where workspace_id = ${workspaceId} and id = ${resultCodePlanId}
      ) as plan,
      ${dispositionReasonId}::uuid is null or exists (
        select from reason where workspace_id = ${workspaceId} and id = ${dispositionReasonId} and kind = 'break'
      ) as reason`.execute(tx)
  const found = rows[0]
  return [
    ...(found?.queue ? [] : ['queueId']),
    ...(found?.calendar ? [] : ['calendarId']),
    ...(found?.plan ? [] : ['resultCodePlanId']),
    ...(found?.reason ? [] : ['dispositionReasonId']),
  ]
}

/** Keep or clear what is wrong with a channel. Says whether that was news: the same trouble again is not. */
export async function saveTrouble(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ChannelId,
  trouble: ChannelCard['trouble'],
): Promise<boolean> {
  const saved = await tx
    .updateTable('channel')
    .set({ trouble: jsonOrNull(trouble) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where(sql<boolean>`trouble ->> 'code' is distinct from ${trouble?.code ?? null}`)
    .executeTakeFirst()
  return saved.numUpdatedRows > 0n
}

/** Webhooks whose signature was wrong, since the last time. */
export async function addWrongSignatures(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ChannelId,
  { count, lastAt }: { count: number; lastAt: Instant },
): Promise<void> {
  await tx
    .updateTable('channel')
    .set({
      wrong_signatures: sql<number>`least(wrong_signatures::bigint + ${count}, 2147483647)`,
      last_wrong_signature_at: toDate(lastAt),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** The channels with their business account: which templates are theirs. */
export async function channelAccounts(tx: Tx, workspaceId: WorkspaceId): Promise<{ id: ChannelId; account: string }[]> {
  const rows = await tx
    .selectFrom('channel')
    .select(['id', 'business_account_id'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ id: row.id, account: row.business_account_id }))
}

/** Verify tokens that are kept as they are: from before they were sealed. */
export async function plainVerifyTokens(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<{ id: ChannelId; verifyToken: string }[]> {
  const rows = await tx
    .selectFrom('channel')
    .select(['id', 'verify_token'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ id: row.id, verifyToken: row.verify_token })).filter((row) => !isSealed(row.verifyToken))
}

/** Keep a verify token sealed, unless somebody has changed it meanwhile. Nothing else of the channel changes. */
export async function saveSealed(
  tx: Tx,
  workspaceId: WorkspaceId,
  { id, verifyToken }: { id: ChannelId; verifyToken: string },
  sealed: string,
): Promise<void> {
  const update = tx.updateTable('channel').set({ verify_token: sealed }).where('verify_token', '=', verifyToken)
  await update.where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
}
