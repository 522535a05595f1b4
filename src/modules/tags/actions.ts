import type { AgentId, ChannelId, QueueId, TagId, WorkspaceId } from '../../contract/ids.ts'
import type { TagSettings, Unseen } from '../../contract/operations/tags.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { maxTags, type TagCard, type Tagging } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import { type Actor, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { channelCards } from '../channels/index.ts'
import { agentCards } from '../identity/index.ts'
import { holdPresences } from '../presence/index.ts'
import { lockLoad, queueCards, unseenLines } from '../routing/index.ts'
import { rulesNaming } from '../rules/index.ts'
import { retagged, type TagChange } from './core/tags.ts'
import {
  activeTags,
  countTags,
  type Kind,
  lockTag,
  lockTagged,
  type TaggedId,
  taggingOf,
  taggingWithVersion,
  tagSettings,
  writeTag,
  writeTagged,
  writeTagging,
} from './repo.ts'

/** All tags, what they mean, and what waits where nobody may see it. */
export async function listTags(
  tx: Tx,
  workspaceId: WorkspaceId,
): Promise<Result<{ tags: TagSettings[]; tagging: Tagging & { version: number }; unseen: Unseen[] }>> {
  const tagging = await taggingWithVersion(tx, workspaceId)
  return ok({
    tags: await tagSettings(tx, workspaceId),
    tagging,
    unseen: await unseenLines(tx, workspaceId, tagging),
  })
}

/**
 * Make a tag or change one. Refuses `not_found`, `changed_by_someone_else`, `name_taken` (by a retired one too: it is
 * still shown), `still_in_use` for one to retire that rules put on something, and `invalid_input` when there are too many.
 */
export async function saveTag(
  work: Work,
  { version, ...input }: Omit<TagCard, 'id'> & { id: TagId | null; version: number },
): Promise<Result<{ id: TagId; version: number }>> {
  const { tx, by } = work
  const { workspaceId } = by
  const known = input.id === null ? 0 : await lockTag(tx, workspaceId, input.id)
  if (known === undefined) return refuse('not_found')
  if (input.id !== null && known !== version) return refuse('changed_by_someone_else')
  if (input.id === null && (await countTags(tx, workspaceId)) >= maxTags)
    return refuse('invalid_input', `at most ${maxTags} tags`)
  const tag = { ...input, id: input.id ?? (work.newId() as TagId) }
  const rules = tag.active ? [] : await rulesNaming(tx, workspaceId, ({ putTagIds }) => putTagIds.includes(tag.id))
  if (rules.length > 0) return refuse('still_in_use', `rules: ${rules.join(', ')}`)
  if (!(await writeTag(tx, workspaceId, tag, known + 1))) return refuse('name_taken')
  work.record({ type: 'tag.saved', tag }, { type: 'catalog.changed', catalog: 'tags' })
  return ok({ id: tag.id, version: known + 1 })
}

/** Say what tags mean for whom. It decides who may be given work: it waits its turn with the router. */
export async function saveTagging(
  work: Work,
  input: Tagging & { version: number },
): Promise<Result<{ version: number }>> {
  await lockLoad(work.tx, work.by.workspaceId)
  if (!(await writeTagging(work.tx, work.by.workspaceId, input))) return refuse('changed_by_someone_else')
  const { active, roles } = input
  work.record({ type: 'tagging.changed', tagging: { active, roles } }, { type: 'catalog.changed', catalog: 'tags' })
  return ok({ version: input.version + 1 })
}

/** A change after which everybody is looked up again: somebody may see other things than before. */
export async function changingRights<T>(
  deps: { rightsChanged(): void },
  kernel: Kernel,
  by: Actor,
  change: (work: Work) => Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await inWork(kernel, by, change)
  deps.rightsChanged()
  return result
}

export type PutTags = TagChange & {
  readonly channelIds: readonly ChannelId[]
  readonly queueIds: readonly QueueId[]
  readonly agentIds: readonly AgentId[]
}

/**
 * Put tags on things and take others off, all at once or none. Refuses `not_found` where one of the things or of the
 * tags to add is not there (or retired), and `invalid_input` where a thing would have too many.
 */
export async function putTags(
  work: Work,
  { channelIds, queueIds, agentIds, ...change }: PutTags,
): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const add = [...new Set(change.add)]
  if ((await activeTags(tx, workspaceId, add)).length < add.length) return refuse('not_found', 'add')
  const changed: Record<Kind, TaggedId[]> = { queue: [], channel: [], agent: [] }
  for (const [kind, ids] of [
    ['queue', queueIds],
    ['channel', channelIds],
    ['agent', agentIds],
  ] as const) {
    const put = await putOn(work, kind, [...new Set<TaggedId>(ids)], change)
    if (!put.ok) return put
    changed[kind] = put.value
  }
  await tell(work, changed)
  return ok(null)
}

/** Answers with those that are different now. */
async function putOn(
  { tx, by: { workspaceId } }: Work,
  kind: Kind,
  ids: readonly TaggedId[],
  change: TagChange,
): Promise<Result<TaggedId[]>> {
  const things = await lockTagged(tx, workspaceId, kind, ids)
  if (things.length < ids.length) return refuse('not_found', kind)
  const changed: { id: TaggedId; tagIds: TagId[] }[] = []
  for (const { id, tagIds } of things) {
    const next = retagged(tagIds, change)
    if (!next.ok) return next
    if (next.value !== null) changed.push({ id, tagIds: next.value })
  }
  if (changed.length > 0) await writeTagged(tx, workspaceId, kind, changed)
  return ok(changed.map(({ id }) => id))
}

/** The cards as they are now; and where tags decide who sees what, that somebody's sight may be another. */
async function tell(work: Work, changed: Record<Kind, TaggedId[]>): Promise<void> {
  const { tx } = work
  const { workspaceId } = work.by
  const channelIds = changed.channel as ChannelId[]
  const agentIds = changed.agent as AgentId[]
  if (channelIds.length > 0) {
    for (const channel of await channelCards(tx, workspaceId, channelIds))
      work.record({ type: 'channel.saved', channel })
    work.record({ type: 'catalog.changed', catalog: 'channels' })
  }
  if (changed.queue.length > 0) {
    const queues = await queueCards(tx, workspaceId)
    for (const queue of queues) if (changed.queue.includes(queue.id)) work.record({ type: 'queue.saved', queue })
    work.record({ type: 'catalog.changed', catalog: 'queues' })
  }
  if (agentIds.length > 0) {
    await holdPresences(tx, workspaceId, agentIds) // A card must not be older than a presence told before it.
    for (const agent of await agentCards(tx, workspaceId, agentIds)) work.record({ type: 'agent.saved', agent })
    // Other systems are agents too: what carries their tags are their keys.
    work.record({ type: 'catalog.changed', catalog: 'users' }, { type: 'catalog.changed', catalog: 'api_keys' })
  }
  if (Object.values(changed).every(({ length }) => length === 0)) return
  const tagging = await taggingOf(tx, workspaceId)
  if (tagging.active) work.record({ type: 'tagging.changed', tagging })
  work.record({ type: 'catalog.changed', catalog: 'tags' })
}
