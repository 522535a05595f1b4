import type { TransferRules } from '../../contract/cards.ts'
import type { AgentId, InteractionId, OfferId, QueueId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Person } from '../../kernel/http.ts'
import { type Actor, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { change, changeBy, maxPerSweep, swept } from './actions.ts'
import { secondsToAccept } from './core/accept-time.ts'
import type { Receiver } from './core/commands.ts'
import type { Transfer } from './core/interaction.ts'
import { takesChannel } from './core/line.ts'
import { hasRoom } from './core/route.ts'
import { givingTo } from './giving.ts'
import { lockEndedTransfers, signedIn } from './parking-repo.ts'
import { channelLimits, hasRoomFor, lockInteraction, lockLoad, queueCards, queueRules, routableAgent } from './repo.ts'
import { maySeeInteraction } from './sight-repo.ts'
import { transferRules, writeTransferRules } from './transfer-repo.ts'

export type PassTo = { queueId: QueueId } | { agentId: AgentId; mode: Transfer['mode'] }
type Pass = { interactionId: InteractionId; transferId: OfferId; to: PassTo; note: string }

/**
 * Pass an interaction on, to a queue or to a colleague. It may fill a colleague's place, and moves into a queue
 * that somebody may be removing: both wait their turn with the router.
 */
export async function passInteraction(work: Work, person: Person, pass: Pass): Promise<Result<null>> {
  await lockLoad(work.tx, work.by.workspaceId)
  if (!(await isGivable(work, person, pass))) return refuse('tags_not_shared')
  const rules = await transferRules(work.tx, work.by.workspaceId)
  return 'queueId' in pass.to
    ? passToQueue(work, person, pass, pass.to.queueId, rules)
    : passToAgent(work, person, pass, pass.to, rules)
}

/** By the tags of all concerned. What the person may not see is refused as unknown, later. */
async function isGivable(work: Work, person: Person, { interactionId, to }: Pass): Promise<boolean> {
  const mayGiveIt = await givingTo(work, person, to)
  const interaction = await lockInteraction(work.tx, work.by.workspaceId, interactionId)
  if (!interaction || mayGiveIt(interaction)) return true
  return !(await maySeeInteraction(work.tx, person, interactionId))
}

async function passToQueue(
  work: Work,
  person: Person,
  { interactionId, transferId: id, note }: Pass,
  queueId: QueueId,
  { returnSeconds }: TransferRules,
): Promise<Result<null>> {
  const queues = await queueCards(work.tx, work.by.workspaceId)
  const queue = queues.find((one) => one.id === queueId)
  if (!queue) return refuse('not_found', 'to.queueId')
  const { at } = work
  const channels = await channelLimits(work.tx, work.by.workspaceId)
  return changeBy(work, person, interactionId, async ({ channelId, queueId: current }) => {
    const takes = current === queueId || takesChannel(queue, channelId)
    const allowed = channels.get(channelId)?.passesOn ?? false
    return { type: 'pass_to_queue', by: person.agentId, at, queueId, takes, allowed, id, note, returnSeconds }
  })
}

async function passToAgent(
  work: Work,
  person: Person,
  { interactionId, transferId: id, note }: Pass,
  { agentId: to, mode }: { agentId: AgentId; mode: Transfer['mode'] },
  { returnSeconds }: TransferRules,
): Promise<Result<null>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const colleague = await routableAgent(tx, workspaceId, to)
  if (!colleague) return refuse('colleague_away')
  const channels = await channelLimits(tx, workspaceId)
  const queues = await queueRules(tx, workspaceId)
  return changeBy(work, person, interactionId, async ({ channelId, queueId }) => {
    const queue = present(queues.get(queueId), 'the queue of an interaction')
    const receiver: Receiver = { ready: colleague.ready, room: hasRoom(colleague, channelId, [...channels.values()]) }
    const askSeconds = returnSeconds === 0 ? secondsToAccept(queue, colleague) : returnSeconds
    const asked = { allowed: channels.get(channelId)?.passesOn ?? false, askSeconds, returns: returnSeconds > 0 }
    return { type: 'pass_to_agent', by: person.agentId, at, to, id, mode, note, ...asked, receiver }
  })
}

/** Keep it after all, while the colleague has not taken it. */
export function callBack(
  work: Work,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<null>> {
  return change(work, person, interactionId, { type: 'call_back', by: person.agentId })
}

/** Take over what a colleague asks one to. Their question kept no place: there must be room now. */
export async function acceptTransfer(
  work: Work,
  person: Person,
  { interactionId, transferId: id }: { interactionId: InteractionId; transferId: OfferId },
): Promise<Result<null>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const by = person.agentId
  await lockLoad(tx, workspaceId)
  return changeBy(work, person, interactionId, async ({ channelId }) => {
    const isIn = (await signedIn(tx, workspaceId, [by])).has(by)
    return { type: 'accept_transfer', id, by, at, isIn, room: await hasRoomFor(tx, workspaceId, by, channelId) }
  })
}

/** Say no to a colleague who asks. */
export function declineTransfer(
  work: Work,
  person: Person,
  { interactionId, transferId: id }: { interactionId: InteractionId; transferId: OfferId },
): Promise<Result<null>> {
  return change(work, person, interactionId, { type: 'decline_transfer', id, by: person.agentId })
}

/** What nobody took in time goes back to whoever passed it. Answers with how many it looked at. */
export async function endTransfers(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const due = await lockEndedTransfers(tx, workspaceId, at, maxPerSweep)
  const senders = due.flatMap(({ transfer }) => transfer?.fromAgentId ?? [])
  const isIn = await signedIn(tx, workspaceId, senders)
  return swept(work, due, ({ transfer }) => ({
    type: 'transfer_over',
    at,
    senderIsIn: transfer !== null && isIn.has(transfer.fromAgentId),
  }))
}

/**
 * Change the rules, from the version that was read. Who may pass anything on is asked with every request, so everybody
 * is looked up again.
 */
export async function saveTransferRules(
  deps: { rightsChanged(): void },
  kernel: Kernel,
  by: Actor,
  { version, ...rules }: TransferRules & { version: number },
): Promise<Result<{ version: number }>> {
  const saved = await inWork(kernel, by, async (work): Promise<Result<{ version: number }>> => {
    await lockLoad(work.tx, by.workspaceId)
    const known = await transferRules(work.tx, by.workspaceId)
    if (known.version !== version) return refuse('changed_by_someone_else')
    await writeTransferRules(work.tx, by.workspaceId, { ...rules, version: version + 1 })
    work.record({ type: 'transfer_rules.saved', rules })
    return ok({ version: version + 1 })
  })
  deps.rightsChanged()
  return saved
}
