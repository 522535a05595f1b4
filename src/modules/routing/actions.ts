import type { InteractionCard } from '../../contract/cards.ts'
import type { FieldValue } from '../../contract/closing.ts'
import type { DispositionId, InteractionId, OfferId, ReasonId } from '../../contract/ids.ts'
import type { RoutingStep } from '../../contract/operations/explanation.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { maskCardNumbers } from '../conversations/core/card-numbers.ts'
import { dispositionsFor } from '../dispositions/index.ts'
import { reasonFor } from '../presence/index.ts'
import { readPromises } from '../sla/index.ts'
import type { Choice, InteractionCommand, Standing } from './core/commands.ts'
import { decide } from './core/decide.ts'
import { targetsOf } from './core/escalating.ts'
import { toCard } from './core/facts.ts'
import type { Interaction } from './core/interaction.ts'
import { takesChannel } from './core/line.ts'
import { fits, hasRoom } from './core/route.ts'
import { storyOf } from './core/story.ts'
import { signedIn } from './parking-repo.ts'
import { lastPicks, lastTold } from './pick-repo.ts'
import { holdQueues } from './queue-repo.ts'
import {
  availability,
  channelLimits,
  conversationCards,
  lockConversationOf,
  lockDueClocks,
  lockEndedWrapUps,
  lockInteraction,
  lockLapsedOffers,
  lockLoad,
  queueRules,
  routableAgent,
} from './repo.ts'
import { settle } from './settle.ts'
import { maySeeInteraction } from './sight-repo.ts'

/** How many deadlines one sweep turns into commands; whoever runs it goes on while it finds so many. */
export const maxPerSweep = 500

/** Take what was offered. The first to accept wins. */
export function acceptOffer(
  work: Work,
  person: Person,
  { interactionId, offerId }: { interactionId: InteractionId; offerId: OfferId },
): Promise<Result<null>> {
  const by = person.agentId
  return changeBy(work, person, interactionId, async () => {
    const isIn = (await signedIn(work.tx, work.by.workspaceId, [by])).has(by)
    return { type: 'accept_offer', offerId, by, at: work.at, isIn }
  })
}

/**
 * Refuse what was offered: it returns to its queue and keeps its age (R-076, D-03). A reason must be one for rejecting
 * that is in use.
 */
export async function rejectOffer(
  work: Work,
  person: Person,
  {
    interactionId,
    offerId,
    reasonId = null,
  }: { interactionId: InteractionId; offerId: OfferId; reasonId?: ReasonId | null },
): Promise<Result<null>> {
  const reason = await reasonFor(work, 'reject', reasonId)
  if (!reason.ok) return reason
  // What a colleague passed on goes back to them, and fills a place of theirs.
  await lockLoad(work.tx, work.by.workspaceId)
  return changeBy(work, person, interactionId, async ({ transfer }) => {
    const sender = transfer === null ? [] : [transfer.fromAgentId]
    const senderIsIn = (await signedIn(work.tx, work.by.workspaceId, sender)).size > 0
    return { type: 'reject_offer', offerId, by: person.agentId, at: work.at, senderIsIn, reasonId }
  })
}

/** Take a waiting interaction by hand. It raises the agent's load, so it waits its turn with the router. */
export async function takeInteraction(
  work: Work,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<null>> {
  await lockLoad(work.tx, work.by.workspaceId)
  return changeBy(work, person, interactionId, async (interaction) => ({
    type: 'take',
    by: person.agentId,
    at: work.at,
    standing: await standingOf(work, person, interaction),
  }))
}

/** Who answers for a queue may take from it: its members, and supervisors from any. */
async function standingOf(work: Work, person: Person, { queueId, channelId }: Interaction): Promise<Standing> {
  const { tx } = work
  const { workspaceId } = work.by
  const agent = await routableAgent(tx, workspaceId, person.agentId)
  const channels = [...(await channelLimits(tx, workspaceId)).values()]
  return {
    member: person.role !== 'agent' || (agent?.queueIds.includes(queueId) ?? false),
    isIn: (await signedIn(tx, workspaceId, [person.agentId])).has(person.agentId),
    available: (await availability(tx, workspaceId, person.agentId)) === 'available',
    room: agent !== undefined && hasRoom(agent, channelId, channels),
    fits: agent !== undefined && fits(agent, queueId, (await queueRules(tx, workspaceId)).values()),
  }
}

/** What was chosen and filled in at the end of a conversation. */
type AtTheEnd = {
  interactionId: InteractionId
  dispositionId: DispositionId | null
  fields?: readonly FieldValue[]
}

/** How many steps of an interaction's way are told, at most: the latest. */
export const maxStepsTold = 100

/** How an interaction came to whoever has it, and why them. */
export async function explainRouting(
  tx: Tx,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<{ steps: RoutingStep[] }>> {
  const { workspaceId } = person
  if (!(await maySeeInteraction(tx, person, interactionId))) return refuse('not_found')
  const [lines, picks] = await Promise.all([
    lastTold(tx, workspaceId, interactionId, maxStepsTold),
    lastPicks(tx, workspaceId, interactionId, maxStepsTold),
  ])
  return ok({ steps: storyOf(lines.toReversed(), picks) })
}

/** The conversation is over: wrap-up begins, or the interaction closes at once where its queue has none. */
export async function endConversation(
  work: Work,
  person: Person,
  { interactionId, dispositionId, fields = [] }: AtTheEnd,
): Promise<Result<{ card: InteractionCard }>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const { agentId: by } = person
  // The disposition may say that the business must not write to the contact again.
  if (dispositionId !== null) await lockConversationOf(tx, workspaceId, interactionId)
  const queues = await queueRules(tx, workspaceId)
  const choiceOf = await choices(work)
  const after = await changed(work, person, interactionId, async (interaction) => {
    const { wrapUpSeconds } = present(queues.get(interaction.queueId), 'the queue of an interaction')
    const choice = choiceOf(interaction)
    return { type: 'end', by, at, wrapUpSeconds, dispositionId, fields: written(fields, choice), choice }
  })
  if (!after.ok) return after
  const { conversationId } = after.value
  const conversation = (await conversationCards(tx, workspaceId, [conversationId])).get(conversationId)
  return ok({ card: toCard(after.value, present(conversation, 'the conversation of an interaction')) })
}

/** Wrap-up is done: close, with a disposition where one is required. */
export async function finishWrapUp(
  work: Work,
  person: Person,
  { interactionId, dispositionId, fields = [] }: AtTheEnd,
): Promise<Result<null>> {
  if (dispositionId !== null) await lockConversationOf(work.tx, work.by.workspaceId, interactionId)
  const choiceOf = await choices(work)
  return changeBy(work, person, interactionId, async (interaction) => {
    const choice = choiceOf(interaction)
    const said = { dispositionId, fields: written(fields, choice) }
    return { type: 'finish', by: person.agentId, at: work.at, ...said, choice }
  })
}

/** Keep what was chosen and typed so far. Nothing is closed with it, so nobody is marked by it either. */
export async function keepClosing(
  work: Work,
  person: Person,
  { interactionId, dispositionId, fields = [] }: AtTheEnd,
): Promise<Result<null>> {
  const choiceOf = await choices(work)
  return changeBy(work, person, interactionId, async (interaction) => {
    const said = { dispositionId, fields: written(fields, choiceOf(interaction)) }
    return { type: 'keep_closing', by: person.agentId, ...said, choice: choiceOf(interaction) }
  })
}

/** Go on talking instead of finishing the wrap-up. */
export function resumeInteraction(
  work: Work,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<null>> {
  const by = person.agentId
  return changeBy(work, person, interactionId, async () => {
    return { type: 'resume', by, isIn: (await signedIn(work.tx, work.by.workspaceId, [by])).has(by) }
  })
}

/** One minute more of wrap-up. */
export function lengthenWrapUp(
  work: Work,
  person: Person,
  { interactionId }: { interactionId: InteractionId },
): Promise<Result<null>> {
  return change(work, person, interactionId, { type: 'lengthen_wrap_up', by: person.agentId, at: work.at })
}

/** Offers whose time is over go back to their queues. Answers with how many it looked at. */
export async function lapseOffers(work: Work): Promise<Result<number>> {
  const due = await lockLapsedOffers(work.tx, work.by.workspaceId, work.at, maxPerSweep)
  return swept(work, due, (interaction) => {
    const offerId = interaction.state === 'offered' ? interaction.offer.id : null
    return { type: 'lapse_offer', offerId: present(offerId, 'the id of an offer'), at: work.at }
  })
}

/** Wrap-ups whose time is over close, go on, or hold their agent for a disposition. Answers as above. */
export async function endWrapUps(work: Work): Promise<Result<number>> {
  const due = await lockEndedWrapUps(work.tx, work.by.workspaceId, work.at, maxPerSweep)
  if (due.length === 0) return ok(0)
  const choiceOf = await choices(work)
  return swept(work, due, (interaction) => ({ type: 'wrap_up_over', at: work.at, choice: choiceOf(interaction) }))
}

/** Clocks that have something to tell say it, each thing once, with what shall happen then. Answers as above. */
export async function tellClocks(work: Work): Promise<Result<number>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  const due = await lockDueClocks(tx, workspaceId, at, maxPerSweep)
  if (due.length === 0) return ok(0)
  const promisesOf = await readPromises(tx, workspaceId)
  // Nothing may move into a queue that somebody is removing.
  const queues = await holdQueues(tx, workspaceId, [
    ...new Set(due.flatMap((interaction) => targetsOf(promisesOf(interaction)))),
  ])
  return swept(work, due, (interaction) => {
    const open = [...queues].filter(([, queue]) => !queue.removed && takesChannel(queue, interaction.channelId))
    return { type: 'clocks_due', at, promises: promisesOf(interaction), queues: new Set(open.map(([id]) => id)) }
  })
}

/** Carry out what a sweep found due; answers with how many that were. What a command refuses stays as it is. */
export async function swept(
  work: Work,
  due: readonly Interaction[],
  commandFor: (interaction: Interaction) => InteractionCommand,
): Promise<Result<number>> {
  const decided = due.flatMap((interaction) => {
    const decision = decide(interaction, commandFor(interaction))
    return decision.ok ? [{ interaction, changes: decision.value }] : []
  })
  await settle(work, decided)
  return ok(due.length)
}

/** Load, decide, save, record: the shape of every action. */
export function change(
  work: Work,
  person: Person,
  id: InteractionId,
  command: InteractionCommand,
): Promise<Result<null>> {
  return changeBy(work, person, id, async () => command)
}

/** As above, with a command that depends on the interaction, which is held. */
export async function changeBy(
  work: Work,
  person: Person,
  id: InteractionId,
  commandFor: (interaction: Interaction) => Promise<InteractionCommand>,
): Promise<Result<null>> {
  const after = await changed(work, person, id, commandFor)
  return after.ok ? ok(null) : after
}

/** Refuses `not_found` for what the person may not see, before anything else is said about it. */
export async function changed(
  work: Work,
  person: Person,
  id: InteractionId,
  commandFor: (interaction: Interaction) => Promise<InteractionCommand>,
): Promise<Result<Interaction>> {
  const [interaction, visible] = await Promise.all([
    lockInteraction(work.tx, work.by.workspaceId, id),
    maySeeInteraction(work.tx, person, id),
  ])
  if (!interaction || !visible) return refuse('not_found')
  const decision = decide(interaction, await commandFor(interaction))
  if (!decision.ok) return decision
  const [after] = await settle(work, [{ interaction, changes: decision.value }])
  return ok(present(after, 'what was settled'))
}

type ChannelChoice = Choice & { readonly masksCards: boolean }

/** As it is kept: a card number is hidden here too, unless the channel shows them. */
const written = (fields: readonly FieldValue[], { masksCards }: ChannelChoice): readonly FieldValue[] =>
  masksCards
    ? fields.map(({ id, value }) => ({ id, value: typeof value === 'string' ? maskCardNumbers(value) : value }))
    : fields

/** What may and must be chosen at the end of an interaction, by its channel as it is set now. */
export async function choices(work: Work): Promise<(interaction: Interaction) => ChannelChoice> {
  const { tx } = work
  const { workspaceId } = work.by
  const channels = await channelLimits(tx, workspaceId)
  const offeredOn = await dispositionsFor(tx, workspaceId)
  return ({ channelId }) => {
    const channel = present(channels.get(channelId), 'the channel of an interaction')
    const { dispositionRequired: required, fields, asksContact, masksCards } = channel
    return { required, offered: offeredOn(channel), fields, asksContact, masksCards }
  }
}
