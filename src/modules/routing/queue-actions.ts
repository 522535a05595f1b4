import type { AgentId, ChannelId, QueueId, TemplateId, WorkspaceId } from '../../contract/ids.ts'
import type { Overflow } from '../../contract/line.ts'
import type { Membership, QueueMember, QueueSettings } from '../../contract/operations/queues.ts'
import type { RequiredSkill } from '../../contract/operations/skills.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Work } from '../../kernel/work.ts'
import { agentCards } from '../identity/index.ts'
import { holdPresences } from '../presence/index.ts'
import { taggingOf } from '../tags/index.ts'
import { templateForSending } from '../templates/index.ts'
import { pickOrder } from './core/route.ts'
import { inSightOf } from './core/sight.ts'
import { strategyOf } from './core/strategy.ts'
import { countAble, countAgents, nameAll, setMembers } from './member-repo.ts'
import * as queues from './queue-repo.ts'
import { availableMembers, channelLimits, lockLoad, queueCards, queueRules } from './repo.ts'
import { existingSkills, setRequired } from './skill-repo.ts'

export type ListedQueue = QueueSettings & { membership: Membership[]; pickOrder: AgentId[]; waiting: number }

/** All queues with their settings and members, and who would be picked now. */
export async function listQueues(tx: Tx, workspaceId: WorkspaceId): Promise<Result<{ queues: ListedQueue[] }>> {
  const settings = await queues.queueSettings(tx, workspaceId)
  const limits = await channelLimits(tx, workspaceId)
  const channels = [...limits.values()]
  const seen = inSightOf(await taggingOf(tx, workspaceId), limits, new Map(settings.map((queue) => [queue.id, queue])))
  const available = await availableMembers(
    tx,
    workspaceId,
    settings.map(({ id }) => id),
  )
  const agents = available.map(seen)
  const ruled = [...(await queueRules(tx, workspaceId)).values()]
  return ok({
    queues: settings.map(({ lastAgentId, ...queue }) => ({
      ...queue,
      pickOrder: pickOrder({ agents, channels, queues: ruled }, { ...queue, lastAgentId }, strategyOf),
    })),
  })
}

export type SaveQueue = queues.QueueInput & {
  id: QueueId | null
  version: number
  members: readonly QueueMember[]
  /** What whoever is asked must have; left out: as it is. */
  skills?: readonly RequiredSkill[] | undefined
}

/**
 * Create a queue, or change it from the version that was read. Everybody who joins or leaves sees other things from then
 * on, so each of them is told. Memberships decide who may be given work: it waits its turn with the router. Answers also
 * with how many people it may ask: one that asks for what nobody has is saved, and whoever comes there waits.
 */
export async function saveQueue(
  work: Work,
  { id, version, members, skills, ...input }: SaveQueue,
): Promise<Result<{ id: QueueId; version: number; able: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const known = id === null ? 0 : await queues.lockQueue(tx, workspaceId, id)
  if (known === undefined) return refuse('not_found')
  if (id !== null && known !== version) return refuse('changed_by_someone_else')
  const agentIds = [...new Set(members.map(({ agentId }) => agentId))]
  if (agentIds.length < members.length) return refuse('invalid_input', 'members: one person twice')
  if ((await countAgents(tx, workspaceId, agentIds)) < agentIds.length) return refuse('not_found', 'members')
  const sound = await checkReferences(work, skills ?? [], input.outboundTemplateId ?? null)
  if (!sound.ok) return sound
  const named = await checkChannels(work, id, input.channelIds ?? [])
  if (!named.ok) return named
  const leads = await checkOverflow(work, id, input.line?.overflow)
  if (!leads.ok) return leads
  const queueId = id ?? (work.newId() as QueueId)
  if (!(await queues.writeQueue(tx, workspaceId, queueId, known + 1, input))) return refuse('name_taken')
  if (skills) {
    await setRequired(tx, workspaceId, queueId, skills)
    work.record({ type: 'catalog.changed', catalog: 'skills' })
  }
  const moved = await setMembers(tx, workspaceId, queueId, members)
  await tellQueue(work, queueId)
  await tellAgents(work, moved)
  return ok({ id: queueId, version: known + 1, able: await countAble(tx, workspaceId, queueId) })
}

/** Skills and the template must be there, each skill once, and the best level that counts not be worse than the worst. */
async function checkReferences(
  work: Work,
  skills: readonly RequiredSkill[],
  templateId: TemplateId | null,
): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId } = work.by
  const ids = new Set(skills.map(({ skillId }) => skillId))
  if (ids.size < skills.length) return refuse('invalid_input', 'skills: one skill twice')
  if (skills.some(({ best, worst }) => best > worst)) return refuse('invalid_input', 'skills: best is worse than worst')
  if ((await existingSkills(tx, workspaceId, [...ids])).length < ids.size) return refuse('not_found', 'skills')
  if (templateId !== null && !(await templateForSending(tx, workspaceId, templateId)))
    return refuse('template_not_found')
  return ok(null)
}

/**
 * Put all of these people into all of these queues, or take them out, in one go. Refuses `not_found` where one
 * of them is not there. Answers with how many memberships are different now.
 */
export async function changeMembers(
  work: Work,
  {
    queueIds,
    agentIds,
    change,
  }: { queueIds: readonly QueueId[]; agentIds: readonly AgentId[]; change: 'add' | 'remove' },
): Promise<Result<{ changed: number }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const [theirs, people] = [[...new Set(queueIds)], [...new Set(agentIds)]]
  if ((await queues.lockQueues(tx, workspaceId, theirs)) < theirs.length) return refuse('not_found', 'queueIds')
  if ((await countAgents(tx, workspaceId, people)) < people.length) return refuse('not_found', 'agentIds')
  const { changed, moved } = await nameAll(tx, workspaceId, { queueIds: theirs, agentIds: people }, change)
  await tellAgents(work, moved)
  if (changed > 0) work.record({ type: 'catalog.changed', catalog: 'queues' })
  return ok({ changed })
}

/** The channels a queue names are there, and whatever leads to it is among them. What waits there already stays. */
async function checkChannels(work: Work, id: QueueId | null, channelIds: readonly ChannelId[]): Promise<Result<null>> {
  if (channelIds.length === 0) return ok(null)
  const { tx } = work
  const { workspaceId } = work.by
  if ((await queues.countChannels(tx, workspaceId, channelIds)) < new Set(channelIds).size)
    return refuse('not_found', 'channelIds')
  const leading = id === null ? [] : await queues.channelsLeadingTo(tx, workspaceId, id)
  const isLeft = leading.find((channelId) => !channelIds.includes(channelId))
  return isLeft === undefined ? ok(null) : refuse('queue_not_for_channel', `channelIds: ${isLeft}`)
}

/** What overflows moves to another queue, which is there. */
async function checkOverflow(work: Work, id: QueueId | null, overflow: Overflow | undefined): Promise<Result<null>> {
  if (!overflow) return ok(null)
  const { does, queueId } = overflow
  if ((does === 'move') !== (queueId !== null))
    return refuse('invalid_input', 'line.overflow: move and its queue belong together')
  if (queueId === null) return ok(null)
  if (queueId === id) return refuse('invalid_input', 'line.overflow.queueId: that is this queue')
  return (await queues.lockQueue(work.tx, work.by.workspaceId, queueId)) === undefined
    ? refuse('not_found', 'line.overflow.queueId')
    : ok(null)
}

async function tellQueue(work: Work, id: QueueId): Promise<void> {
  const cards = await queueCards(work.tx, work.by.workspaceId)
  const queue = present(
    cards.find((card) => card.id === id),
    'a queue that was saved',
  )
  work.record({ type: 'queue.saved', queue }, { type: 'catalog.changed', catalog: 'queues' })
}

/** Those who belong to other queues than before, or stand otherwise in them. */
export async function tellAgents(work: Work, ids: readonly AgentId[]): Promise<void> {
  if (ids.length === 0) return
  await holdPresences(work.tx, work.by.workspaceId, ids) // A card must not be older than a presence told before it.
  for (const agent of await agentCards(work.tx, work.by.workspaceId, ids)) work.record({ type: 'agent.saved', agent })
  work.record({ type: 'catalog.changed', catalog: 'users' })
}
