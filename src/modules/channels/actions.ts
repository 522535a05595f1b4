import type { z } from 'zod'
import type { ChannelId, TemplateId } from '../../contract/ids.ts'
import type { ChannelSettings, ChannelTemplate, ConnectionCheck } from '../../contract/operations/channels.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import { lastFour, newToken, type Sealer } from '../../kernel/secrets.ts'
import { type Actor, inRead, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import type { Fetcher } from '../../providers/provider.ts'
import { missingFill } from '../templates/core/render.ts'
import { isOnChannel } from '../templates/core/use.ts'
import { templatesById } from '../templates/index.ts'
import { openAppSecrets, openConnection, type Providers, sealedFor, verifyTokenOf } from './connection.ts'
import { type ChannelInput, checkSettings, missingConnection, pauseWhileDisposing } from './core/settings.ts'
import type { ChannelDirectory } from './directory.ts'
import {
  channelCards,
  channelSettings,
  insertChannel,
  type KeptSecrets,
  lockChannel,
  missingReferences,
  plainVerifyTokens,
  queueTakes,
  type SealedChannel,
  type SealedSecret,
  saveSealed,
  sealedChannel,
  updateChannel,
} from './repo.ts'
import { followSchedules } from './schedule.ts'
import { clearTrouble } from './trouble.ts'

export type ChannelsDeps = {
  sealer: Sealer
  directory: ChannelDirectory
  providers: Providers
  fetcher: Fetcher
  /** The address a provider must send webhooks to. */
  webhookUrl: (webhookKey: string) => string
  /** Why calls to this address would be refused, or null. */
  problemOfAddress: (url: string) => Promise<string | null>
}

/** All channels with their settings. Of the secrets only their last four. */
export async function channels(
  deps: ChannelsDeps,
  tx: Tx,
  { workspaceId }: Pick<Actor, 'workspaceId'>,
): Promise<Result<{ channels: ChannelSettings[] }>> {
  const kept = await channelSettings(tx, workspaceId, deps.webhookUrl)
  return ok({ channels: kept.map((one) => ({ ...one, verifyToken: verifyTokenOf(one, deps.sealer) ?? '' })) })
}

/**
 * Make or change a channel. Refuses `not_found`, `changed_by_someone_else`, `key_taken` (also when another channel has
 * the same number of the provider), `template_not_found`, `template_not_on_channel`,
 * `template_insufficient_parameters`, `address_not_allowed`, and what `checkSettings` refuses.
 */
export async function saveChannel(
  deps: ChannelsDeps,
  kernel: Kernel,
  by: Actor,
  input: ChannelInput,
): Promise<Result<{ id: ChannelId; version: number }>> {
  const problem = await deps.problemOfAddress(input.connection.baseUrl)
  if (problem !== null) return refuse('address_not_allowed', `connection.baseUrl: ${problem}`)
  const saved = await inWork(kernel, by, (work) => save(deps, work, input))
  // After the commit: whoever asks now gets what is kept now.
  deps.directory.forget()
  return saved
}

async function save({ sealer }: ChannelsDeps, work: Work, input: ChannelInput) {
  const { workspaceId } = work.by
  const stored = input.id === null ? null : await lockChannel(work.tx, workspaceId, input.id)
  if (stored === undefined) return refuse('not_found')
  if (stored !== null && stored.version !== input.version) return refuse('changed_by_someone_else')

  const id = stored?.id ?? (work.newId() as ChannelId)
  const secrets = nextSecrets(sealer, id, stored, input)
  const checked = checkSettings(input, stored && secretsOf(stored), { appSecrets: secrets.appSecrets.length })
  if (!checked.ok) return checked
  const pointed = await checkPointed(work, id, input)
  if (!pointed.ok) return pointed
  const { displayNumber } = checked.value
  const settings = { ...input, displayNumber, dispositionReasonId: pauseWhileDisposing(input) }

  const about = { workspaceId, id, at: work.at }
  const taken = stored
    ? await updateChannel(work.tx, about, settings, secrets)
    : await insertChannel(work.tx, about, settings, secrets, newToken('wh'))
  if (taken) return refuse('key_taken', taken === 'key' ? 'key' : 'connection.phoneNumberId')

  await followSchedules(work, { channelId: id })
  const cards = await channelCards(work.tx, workspaceId, [id])
  for (const channel of cards) work.record({ type: 'channel.saved', channel })
  // Calendars say which channels follow them.
  work.record({ type: 'catalog.changed', catalog: 'channels' }, { type: 'catalog.changed', catalog: 'calendars' })
  return ok({ id, version: (stored?.version ?? 0) + 1 })
}

const secretsOf = (stored: SealedChannel) => ({
  accessToken: stored.accessTokenSealed !== null,
  appSecrets: stored.appSecrets.length,
  server: stored.baseUrl,
})

/** What is kept after this save: a new token replaces the old; a new app secret joins those not dropped. */
function nextSecrets(sealer: Sealer, id: ChannelId, stored: SealedChannel | null, input: ChannelInput): KeptSecrets {
  const seal = (what: 'access_token' | 'app_secret', secret: string): SealedSecret => ({
    sealed: sealer.seal(secret, sealedFor(id, what)),
    lastFour: lastFour(secret),
  })
  const kept = (stored?.appSecrets ?? []).filter(({ lastFour }) => !input.dropAppSecrets.includes(lastFour))
  const isKept = (secret: string) =>
    stored !== null && openAppSecrets({ ...stored, appSecrets: kept }, sealer).includes(secret)
  const added =
    input.addAppSecret !== null && !isKept(input.addAppSecret) ? [seal('app_secret', input.addAppSecret)] : []
  // One that is lost with its key is replaced, so that the provider can be told the new one.
  const verifyToken = (stored && verifyTokenOf(stored, sealer)) ?? newToken('verify')
  return {
    verifyToken: sealer.seal(verifyToken, sealedFor(id, 'verify_token')),
    accessToken: input.accessToken === null ? storedToken(stored) : seal('access_token', input.accessToken),
    appSecrets: [...kept, ...added],
  }
}

/** Seal the verify tokens of a workspace that were kept before they were sealed. Nobody need hear of it. */
export async function sealVerifyTokens({ tx, by }: Work, sealer: Sealer): Promise<Result<null>> {
  for (const plain of await plainVerifyTokens(tx, by.workspaceId))
    await saveSealed(tx, by.workspaceId, plain, sealer.seal(plain.verifyToken, sealedFor(plain.id, 'verify_token')))
  return ok(null)
}

const storedToken = (stored: SealedChannel | null): SealedSecret | null =>
  stored?.accessTokenSealed ? { sealed: stored.accessTokenSealed, lastFour: stored.accessTokenLastFour ?? '' } : null

/** Is everything a channel points at there, and are its templates filled in? */
async function checkPointed(work: Work, id: ChannelId, input: ChannelInput): Promise<Result<null>> {
  const [missing] = await missingReferences(work.tx, work.by.workspaceId, input)
  if (missing) return refuse('not_found', missing)
  const takes = input.queueId === null || (await queueTakes(work.tx, work.by.workspaceId, input.queueId, id))
  if (takes === undefined) return refuse('not_found', 'queueId') // Removed a moment ago.
  if (!takes) return refuse('queue_not_for_channel', 'queueId')
  const chosen = [input.optIn, input.recontact, input.satisfactionTemplate].filter((template) => template !== null)
  const templates = await templatesById(
    work.tx,
    work.by.workspaceId,
    chosen.map(({ templateId }) => templateId),
  )
  const found = new Map(templates.map((template) => [template.id, template]))
  const channel = { id, account: input.connection.businessAccountId }
  for (const template of chosen) {
    const checked = checkTemplate(found, channel, template)
    if (!checked.ok) return checked
  }
  return ok(null)
}

type Templates = ReadonlyMap<TemplateId, Awaited<ReturnType<typeof templatesById>>[number]>

function checkTemplate(
  templates: Templates,
  channel: { id: ChannelId; account: string },
  { templateId, fill }: ChannelTemplate,
): Result<null> {
  const template = templates.get(templateId)
  if (!template) return refuse('template_not_found')
  if (!isOnChannel(template, channel)) return refuse('template_not_on_channel')
  const [missing] = missingFill(template.components, fill)
  return missing
    ? refuse('template_insufficient_parameters', `${missing.part} ${missing.key}: ${missing.problem}`)
    : ok(null)
}

/** Ask the provider whether a channel could work. When all is well, what was wrong before is forgotten. */
export async function testConnection(
  deps: ChannelsDeps,
  kernel: Kernel,
  by: Actor,
  { id }: { id: ChannelId },
): Promise<Result<{ checks: z.infer<typeof ConnectionCheck>[] }>> {
  const channel = await inRead(kernel, by.workspaceId, (tx) => sealedChannel(tx, by.workspaceId, id))
  if (!channel) return refuse('not_found')
  const checks = await allChecks(deps, channel)
  if (checks.every(({ ok }) => ok)) await inWork(kernel, by, (work) => clearTrouble(work, id))
  return ok({ checks })
}

async function allChecks({ sealer, providers, fetcher }: ChannelsDeps, channel: SealedChannel) {
  const connection = openConnection(channel, sealer)
  const missing = missingConnection({
    hasAccessToken: connection !== null,
    appSecrets: channel.appSecrets.length,
    phoneNumberId: channel.phoneNumberId,
    businessAccountId: channel.businessAccountId,
  })
  // Without a token, a number and an account there is nothing to ask about.
  if (connection === null || missing.some(({ check }) => check !== 'webhook')) return missing
  return [...(await providers[channel.provider].testConnection(connection, fetcher)), ...missing]
}
