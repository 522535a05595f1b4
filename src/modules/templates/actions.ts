import type { ChannelId, TemplateId } from '../../contract/ids.ts'
import type { Template } from '../../contract/operations/templates.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { type Hidden, isHidden } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import type { Sealer } from '../../kernel/secrets.ts'
import { type Actor, inRead, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import type { Failure, Fetcher, ProviderTemplate } from '../../providers/provider.ts'
import { channelAccounts, connectionOf, type Providers } from '../channels/index.ts'
import { maySeeChannel } from '../routing/index.ts'
import { isOnChannel } from './core/use.ts'
import {
  markDeleted,
  type Sync,
  saveChannels,
  saveListed,
  saveSync,
  syncsOf,
  templatesById,
  templatesOf,
} from './repo.ts'

export type TemplatesDeps = { sealer: Sealer; providers: Providers; fetcher: Fetcher }

/** The provider lists at most 6,000 templates of one account (Meta: message templates, limits). */
const MAX_LISTED = 10_000
/** What is kept of a provider's explanation. */
const MAX_TROUBLE = 500

/** All templates, or those people may see on one channel: of every status, so that a screen can say why not. */
export async function templates(
  tx: Tx,
  { channelId }: { channelId?: ChannelId | undefined },
  person: Person,
): Promise<Result<{ templates: Template[]; syncs: Sync[] }>> {
  const { workspaceId } = person
  const channels = await channelAccounts(tx, workspaceId)
  const syncs = person.role === 'agent' ? [] : withNeverSynced(await syncsOf(tx, workspaceId), channels)
  if (channelId === undefined)
    return ok({ templates: withinSight(person.hidden, await templatesOf(tx, workspaceId)), syncs })
  const channel = channels.find(({ id }) => id === channelId)
  if (!channel || !(await maySeeChannel(tx, person, channelId))) return refuse('not_found')
  const ofAccount = await templatesOf(tx, workspaceId, channel.account)
  return ok({
    templates: ofAccount.filter((template) => isOnChannel(template, channel)),
    syncs: syncs.filter(({ account }) => account === channel.account),
  })
}

/** Without the channels that tags hide; templates for those alone are left out. */
function withinSight(hidden: Hidden | null, templates: readonly Template[]): Template[] {
  return templates.flatMap((template) => {
    const channelIds = template.channelIds.filter((channelId) => !isHidden(hidden, { channelId, queueId: null }))
    return channelIds.length === 0 && template.channelIds.length > 0 ? [] : [{ ...template, channelIds }]
  })
}

/** An account nobody has synchronised yet is listed too: without a time. */
function withNeverSynced(syncs: readonly Sync[], channels: readonly { id: ChannelId; account: string }[]): Sync[] {
  const known = new Map(syncs.map((sync) => [sync.account, sync]))
  for (const { id, account } of channels)
    if (account !== '' && !known.has(account)) known.set(account, { account, channelId: id, at: null, trouble: null })
  return [...known.values()]
}

/**
 * Fetch the templates of a channel's business account. What the provider refuses is kept in words and shown; then the
 * templates we have stay as they were. Refuses `not_found` and `connection_incomplete`.
 */
export async function syncTemplates(
  deps: TemplatesDeps,
  kernel: Kernel,
  by: Actor,
  { channelId }: { channelId: ChannelId },
): Promise<Result<{ trouble: string | null; found: number }>> {
  const channel = await inRead(kernel, by.workspaceId, (tx) => connectionOf(tx, deps.sealer, by.workspaceId, channelId))
  if (!channel) return refuse('not_found')
  const { connection } = channel
  if (connection === null || connection.account === '') return refuse('connection_incomplete')
  const answer = await deps.providers[channel.provider].listTemplates(connection, deps.fetcher)
  const about = { account: connection.account, channelId }
  return inWork(kernel, by, (work) =>
    answer.type === 'listed' ? keepListed(work, about, answer.templates) : keepTrouble(work, about, answer.failure),
  )
}

type About = { account: string; channelId: ChannelId }

async function keepListed(work: Work, about: About, templates: readonly ProviderTemplate[]) {
  const { tx, at, newId } = work
  const { workspaceId } = work.by
  // One row for a name and language, whatever the provider repeats: a statement cannot change a row twice.
  const listed = [...new Map(templates.map((one) => [`${one.name} ${one.language}`, one])).values()].slice(
    0,
    MAX_LISTED,
  )
  const trouble = templates.length > MAX_LISTED ? `More than ${MAX_LISTED} templates: the rest was left out.` : null
  await saveSync(tx, workspaceId, { ...about, at, trouble })
  await saveListed(tx, workspaceId, { account: about.account, at, newId }, listed)
  await markDeleted(tx, workspaceId, { account: about.account, at }, listed)
  work.record({ type: 'catalog.changed', catalog: 'templates' })
  return ok({ trouble, found: listed.length })
}

async function keepTrouble(work: Work, about: About, failure: Failure) {
  const trouble = inWords(failure)
  await saveSync(work.tx, work.by.workspaceId, { ...about, at: work.at, trouble })
  work.record({ type: 'catalog.changed', catalog: 'templates' })
  return ok({ trouble, found: 0 })
}

const inWords = ({ title, detail, code }: Failure): string =>
  `${detail === '' ? title : `${title}: ${detail}`} (${code})`.slice(0, MAX_TROUBLE)

/**
 * Say on which channels agents may send a template, having seen on which they were. Refuses `template_not_found`,
 * `template_not_on_channel` and `changed_by_someone_else`.
 */
export async function setTemplateChannels(
  work: Work,
  given: { templateId: TemplateId; channelIds: readonly ChannelId[]; were?: readonly ChannelId[] | undefined },
): Promise<Result<null>> {
  const { workspaceId } = work.by
  const { templateId, channelIds } = given
  const [template] = await templatesById(work.tx, workspaceId, [templateId])
  if (!template) return refuse('template_not_found')
  const wanted = [...new Set(channelIds)]
  const ofAccount = (await channelsOfAccount(work.tx, work.by, template)).map(({ id }) => id)
  if (!wanted.every((id) => ofAccount.includes(id))) return refuse('template_not_on_channel')
  const were = given.were ?? template.channelIds
  if (!(await saveChannels(work.tx, workspaceId, templateId, { were, are: wanted })))
    return refuse('changed_by_someone_else')
  work.record({ type: 'catalog.changed', catalog: 'templates' })
  return ok(null)
}

async function channelsOfAccount(tx: Tx, { workspaceId }: Actor, { account }: Template) {
  const channels = await channelAccounts(tx, workspaceId)
  return channels.filter((channel) => channel.account === account)
}
