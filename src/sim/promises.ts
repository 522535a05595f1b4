import type { ClockName, StrategyName } from '../contract/cards.ts'
import type { FieldKind } from '../contract/closing.ts'
import type { DomainEvent, Viewer } from '../contract/events.ts'
import {
  type AgentId,
  type ChannelId,
  type ConversationId,
  compareIds,
  type Instant,
  type InteractionId,
  type PlannedMessageId,
  type QueueId,
  type TemplateId,
} from '../contract/ids.ts'
import type { InboundFact, Sender } from '../contract/inbound.ts'
import type { OpenHours } from '../contract/operations/calendars.ts'
import type { ClockPromise } from '../contract/operations/sla.ts'
import type { Spot } from '../contract/sight.ts'
import type { View } from '../contract/view.ts'
import { present } from '../kernel/assert.ts'
import type { Message } from '../modules/conversations/core/message.ts'
import type { Planned } from '../modules/conversations/core/planned.ts'
import type { AgentPresence } from '../modules/presence/core/presence.ts'
import type { InteractionCommand } from '../modules/routing/core/commands.ts'
import type { Interaction, Waiting } from '../modules/routing/core/interaction.ts'
import { plainRank, type Rank } from '../modules/routing/core/strategy.ts'
import type { TagChange } from '../modules/tags/core/tags.ts'
import {
  type Afterwards,
  type Change,
  freshView,
  neverAgain,
  type Outcome,
  type SeenPlan,
  type SimAgent,
  type SimQueue,
  type SlowClock,
  type World,
} from './world.ts'

/**
 * What Switchboard promises, said as plainly and as slowly as possible, and without the functions that keep it: a
 * promise that asks the router whether the router is right proves nothing.
 */
export class BrokenPromise extends Error {}

function promise(kept: boolean, words: string): asserts kept {
  if (!kept) throw new BrokenPromise(words)
}

const dayMs = 24 * 60 * 60 * 1_000
const graceMs = 60_000

// In the plainest words ----------------------------------------------------------------------------------------------

const openOnes = (world: World): Interaction[] =>
  [...world.interactions.values()].filter((interaction) => interaction.state !== 'closed')

/** Who works on it or is asked to. */
function busy(interaction: Interaction): readonly AgentId[] {
  if (interaction.state === 'offered') return interaction.offer.agentIds
  if (interaction.state === 'active') return interaction.parked === null ? [interaction.agentId] : []
  return interaction.state === 'wrapping_up' ? [interaction.agentId] : []
}

/** Whose it is, also while it is set aside. */
const holder = (interaction: Interaction): AgentId | null =>
  interaction.state === 'active' || interaction.state === 'wrapping_up' ? interaction.agentId : null

const onHands = (world: World, agentId: AgentId): Interaction[] =>
  openOnes(world).filter((interaction) => busy(interaction).includes(agentId))

const inHand = (world: World, agentId: AgentId): Interaction[] =>
  onHands(world, agentId).filter((interaction) => interaction.state !== 'offered')

const wantsWork = ({ state, stopNew, breakRequested, notReady, notResponding }: AgentPresence): boolean =>
  state === 'available' && !stopNew && !breakRequested && !notReady && !notResponding

/** How many they may hold in all, when the next is of this channel (D-08). */
function placesOf(world: World, { id, capacity, queueIds, readyRule }: SimAgent, channelId: ChannelId): number {
  const channels = [...world.channels.values()]
  const theirs = channels.filter((channel) => channel.id === channelId || queueIds.includes(channel.queueId))
  const places = capacity ?? theirs.reduce((sum, channel) => sum + channel.capacity, 0)
  // One at a time: one more than what is in hand, also while it is only offered (R-081).
  return readyRule === 'one_by_one' ? Math.min(places, inHand(world, id).length + 1) : places
}

/** Room for one more of this channel (D-08). */
function room(world: World, agent: SimAgent, channelId: ChannelId): boolean {
  const mine = onHands(world, agent.id)
  const ofChannel = mine.filter((interaction) => interaction.channelId === channelId).length
  return mine.length < placesOf(world, agent, channelId) && ofChannel < (world.channels.get(channelId)?.capacity ?? 0)
}

/** Who could be given this now, if it waited for nobody in particular. */
function couldHave(world: World, interaction: Interaction): SimAgent[] {
  if (!world.channels.get(interaction.channelId)?.active) return []
  return [...world.agents.values()].filter(
    (agent) =>
      wantsWork(agent.presence) &&
      belongsTo(world, agent, interaction.queueId) &&
      isTagged(world, agent, interaction) &&
      room(world, agent, interaction.channelId) &&
      isFreeEnough(world, agent, interaction),
  )
}

/** Whom its queue asks, by what they have beside this: other work, or somebody on the telephone (R-059). */
function isFreeEnough(
  world: World,
  { id }: SimAgent,
  interaction: Interaction,
  hands: readonly Interaction[] = onHands(world, id),
): boolean {
  const wants = (queueId: QueueId) => present(world.queues.get(queueId), 'a queue').eligible
  const others = hands.filter((one) => one.id !== interaction.id)
  const rule = wants(interaction.queueId)
  if (rule === 'beside_anything') return true
  if (others.some(({ queueId }) => wants(queueId) === 'undivided')) return false
  if (rule === 'undivided' && world.seen.onCall.has(id)) return false
  return rule === 'with_room' || rule === 'idle_first' || others.length === 0
}

/** Has nothing to do beside this, and is not on the telephone. */
const isDoingNothing = (world: World, { id }: SimAgent, interaction: Interaction): boolean =>
  !world.seen.onCall.has(id) && onHands(world, id).every((one) => one.id === interaction.id)

/** Named, or taken for their skills; and never without every skill that is asked for, within its bounds (R-055). */
function belongsTo(world: World, { levels, named }: SimAgent, queueId: QueueId): boolean {
  const { skills, joinsBySkill } = present(world.queues.get(queueId), 'a queue')
  for (const { skillId, best, worst } of skills) {
    const level = levels.get(skillId)
    if (level === undefined || level < best || level > worst) return false
  }
  return named.includes(queueId) || (joinsBySkill && skills.length > 0)
}

/** Whom it waits for alone: a member who has not let it pass, and not for longer than the queue says (R-058). */
function waitsForOne(world: World, interaction: Interaction): SimAgent | null {
  const { preferredAgentId, preferredUntil, queueId } = interaction
  const agent = preferredAgentId === null ? undefined : world.agents.get(preferredAgentId)
  if (!agent || preferredUntil === null || world.now >= preferredUntil) return null
  return belongsTo(world, agent, queueId) && isTagged(world, agent, interaction) ? agent : null
}

/** By tags: what has none is for everybody, what has some for those who share one; administrators see everything. */
function isTagged(world: World, { role, tagIds }: SimAgent, { channelId, queueId }: Spot): boolean {
  const { active, roles } = world.tagging
  if (!active || role === 'administrator' || !roles[role].filter) return true
  const channel = channelId === null ? [] : present(world.channels.get(channelId), 'a channel').tagIds
  const queue = queueId === null ? [] : present(world.queues.get(queueId), 'a queue').tagIds
  return [channel, queue].every((tags) => tags.length === 0 || tagIds.some((id) => tags.includes(id)))
}

// At every change of an interaction ----------------------------------------------------------------------------------

export function afterChange(world: World, change: Change): void {
  const { before, after, command } = change
  const isInHand = after.state === 'active' && after.parked === null
  if (isInHand && (before?.state !== 'active' || before.parked !== null))
    world.seen.inHandSince.set(after.id, world.now)
  if (before) {
    if (asksAndAnswers(world, before, after, command)) return
    closedStaysClosed(before, after, command)
    ageIsKept(before, after, command)
    belongsThere(world, before, after, command)
    onlyTheHolder(before, command)
    setAsideRightly(world, before, after, command)
    passedOnRightly(world, before, after, command)
    steeredAsSaid(before, after, command)
  } else {
    promise(after.state === (after.origin === 'contact' ? 'waiting' : 'active'), 'what a contact begins waits')
    beginsAsUrgent(world, after)
    followsTheLast(world, after)
  }
  prefersWhoHadIt(world, change)
  isHonoured(world, before, after, command)
  reopensInTime(world, before, after)
  if (!comesBack(before, after, command) && !isSaidSo(command)) newLoadFits(world, before, after)
  if (command.type === 'assign') onlyToWhoIsThere(world, before, after)
  else if (!passedBy(command)) offersAreForTheReady(world, before, after, command)
  standsForTheirTime(world, after, command)
  closesWithItsDisposition(world, after, command)
  if (before && command.type !== 'tag') closesAsChosen(world, before, after, command)
  if (before && command.type !== 'tag') closesFilledIn(world, before, after, command)
  if (before) tagsAreAsPut(before, after, command)
  nobodyIsCutOff(world, change)
  theMissedOnesMove(world, change)
  goesOnWithTheRest(change)
  endsInPause(world, change)
  afterTheLastOne(world, change)
  timeIsKept(world, before, after)
  tellsOnce(world, change)
  whatWasTakenIsGone(world, change)
  oneAtATime(world, change)
  comesBackFromTheGone(world, change)
  nothingForTheGone(world, change)
  goesOnWithSomebody(world, change)
}

/** Above what they may hold, because a supervisor said so. */
const isSaidSo = (command: InteractionCommand): boolean => command.type === 'assign' && command.aboveCapacity

const isSteering = ({ type }: InteractionCommand): boolean =>
  type === 'move' || type === 'take_back' || type === 'assign'

/** A question changes nothing but itself: asked once, and answered once, with an answer there is. */
function asksAndAnswers(
  { seen }: World,
  before: Interaction,
  after: Interaction,
  command: InteractionCommand,
): boolean {
  if (command.type !== 'ask_contact' && command.type !== 'ask_now' && command.type !== 'contact_answered') {
    const same = JSON.stringify(before.satisfaction) === JSON.stringify(after.satisfaction)
    promise(same, `what a contact was asked does not change by ${command.type}`)
    return false
  }
  const { satisfaction: was, ...rest } = before
  const { satisfaction: is, ...now } = after
  promise(JSON.stringify(rest) === JSON.stringify(now), `${command.type} changes nothing else`)
  if (command.type !== 'contact_answered')
    promise(!seen.stopped.has(before.contactId), 'who is not to be written to is asked nothing')
  if (command.type === 'ask_contact') {
    promise(
      before.state === 'closed' && was === null && is?.answer === null,
      'a contact is asked once, after the close',
    )
  } else if (command.type === 'ask_now') {
    promise(was === null && is?.answer === null, 'nobody asks twice')
    promise(before.state === 'active' && before.agentId === command.by, 'before the end only who holds it asks')
  } else {
    promise(was !== null && was.answer === null, 'only the first answer counts, of who was asked')
    promise(
      is?.answer?.place === command.place && command.place < was.answers.length,
      'the answer is one of those offered',
    )
  }
  return true
}

function closedStaysClosed(before: Interaction, after: Interaction, command: InteractionCommand): void {
  if (before.state !== 'closed') {
    promise(after.reopened === before.reopened, 'only what is closed is reopened')
    return
  }
  if (command.type === 'tag' && after.state === 'closed') return
  promise(
    after.state === 'waiting' && after.reopened === before.reopened + 1,
    `closed changes only by reopening, not by ${command.type}`,
  )
  promise(after.number === before.number && after.id === before.id, 'a reopened interaction is the same one')
}

/** A new one has a number of its own, follows the last of its conversation, and begins only when that does not reopen. */
function followsTheLast(world: World, after: Interaction): void {
  const others = [...world.interactions.values()].filter(({ id }) => id !== after.id)
  promise(!others.some(({ number }) => number === after.number), `#${after.number} is given once`)
  const [last] = others
    .filter(({ conversationId }) => conversationId === after.conversationId)
    .sort((a, b) => b.number - a.number)
  promise(after.previousId === (last?.id ?? null), 'a new interaction knows the one before it')
  if (last?.state === 'closed' && after.origin === 'contact')
    promise(!mayReopen(world, last.channelId, last.closedAt), 'what was closed a moment ago reopens')
}

function reopensInTime(world: World, before: Interaction | null, after: Interaction): void {
  if (before?.state !== 'closed' || after.state === 'closed') return
  beginsAsUrgent(world, after)
  promise(mayReopen(world, before.channelId, before.closedAt), 'what was closed long ago stays closed')
}

function mayReopen({ channels, now }: World, channelId: ChannelId, closedAt: number): boolean {
  const days = channels.get(channelId)?.reopenDays ?? null
  return days !== null && now < closedAt + days * dayMs
}

/** What was somebody's a moment ago comes back to them, even beyond their limit. */
function comesBack(before: Interaction | null, after: Interaction, { type }: InteractionCommand): boolean {
  if (type === 'wake' || type === 'call_over') return before?.state === 'active' && after.state === 'active'
  return (type === 'transfer_over' || type === 'reject_offer') && after.state === 'active'
}

/** Somebody passed it on, or it goes back to them: no strategy has a say in it. */
const passedBy = ({ type }: InteractionCommand): boolean =>
  type === 'pass_to_agent' || type === 'accept_transfer' || type === 'transfer_over' || type === 'reject_offer'

/** Parked by whoever has it, by a call, or by silence; and woken by nothing but a person, a call's end, or its time. */
function setAsideRightly(world: World, before: Interaction, after: Interaction, command: InteractionCommand): void {
  const [was, is] = [parkOf(before), parkOf(after)]
  const queue = world.queues.get(before.queueId)
  if (onlyUnasked(before, after)) return
  if (command.type === 'park') {
    promise(holder(before) === command.by, 'only who has it parks it')
    promise(world.channels.get(before.channelId)?.parksByHand === true, 'nobody parks where that is off')
    promise(is?.reason === 'manual' && is.until === command.until, 'it is parked as they said')
    promise(command.until === null || command.until > world.now, 'nothing is parked until yesterday')
    promise(command.until === null || command.until <= world.now + 90 * dayMs, 'nothing is parked for ever')
  }
  if (command.type === 'unpark') promise(holder(before) === command.by && is === null, 'only who has it takes it back')
  if (command.type === 'wake') {
    promise(was !== null && was.until !== null && was.until <= world.now, 'nothing wakes before its time')
    const stays = was.reason !== 'customer_silence' && command.isIn
    promise(after.state === (stays ? 'active' : 'waiting'), 'it comes back to its agent, if they are there')
  }
  if (command.type === 'park_silent') {
    const { conversationId } = before
    const last = world.seen.heardAt.get(conversationId) ?? 0
    promise(!world.seen.owed.has(conversationId), 'nobody is parked who waits for an answer')
    promise(
      queue?.contactSilenceSeconds == null || last + command.afterSeconds * 1_000 <= world.now,
      'who wrote a moment ago is not silent',
    )
  }
  if (command.type === 'take_back_unanswered') {
    promise(world.seen.owed.has(before.conversationId), 'nothing is taken back that is answered')
    promise(
      before.state === 'active' && before.acceptedAt + command.afterSeconds * 1_000 <= world.now,
      'whoever took it has their whole time',
    )
    promise(before.parked === null, 'what is parked is not taken back')
    promise(after.state === 'waiting' && after.waitingSince === before.waitingSince, 'it waits again, with its age')
    promise(after.passedOver.includes(before.agentId), 'who did not answer is asked last')
  }
}

/** A colleague who was asked is no longer, because something else comes next. */
const onlyUnasked = (before: Interaction, after: Interaction): boolean =>
  before.state === 'active' && after.state === 'active' && before.transfer !== null && after.transfer === null

const parkOf = (interaction: Interaction) => (interaction.state === 'active' ? interaction.parked : null)

/** Passed on by whoever has it, not for ever to and fro, and back to nobody but them. */
function passedOnRightly(world: World, before: Interaction, after: Interaction, command: InteractionCommand): void {
  const { passed } = world.seen
  if (before.state === 'closed') {
    // Reopened it is passed on anew, and where a clock once sent it is over.
    passed.delete(before.id)
    world.seen.sentTo.delete(before.id)
  }
  if (command.type === 'pass_to_agent' || command.type === 'pass_to_queue') {
    promise(world.channels.get(before.channelId)?.passesOn === true, 'nobody passes on where that is off')
  }
  const known = passed.get(before.id)
  const hasLeft = before.state === 'active' && after.state === 'waiting'
  if (command.type === 'pass_to_agent' && command.mode === 'consulted') {
    promise(after.state === 'active' && holder(after) === command.by, 'who asks keeps it until it is taken')
    passed.set(before.id, { from: command.by, at: world.now, times: known?.times ?? 0 })
  }
  if (command.type === 'pass_to_agent' && command.mode === 'blind' && after.state === 'offered') {
    promise(after.offer.agentIds.join() === command.to, 'only who it was passed to is asked')
    promise(wantsWork(present(world.agents.get(command.to), 'a colleague').presence), 'nobody is asked who is away')
  }
  if (hasLeft && 'by' in command && command.type !== 'accept_transfer' && !isSteering(command)) {
    promise(before.agentId === command.by, 'only who has it passes it on')
    const times = (known?.times ?? 0) + 1
    promise(times <= 5, 'it is not passed on for ever')
    passed.set(before.id, { from: command.by, at: world.now, times })
  }
  if (command.type === 'accept_transfer') {
    promise(before.transfer?.toAgentId === command.by, 'only who was asked takes over')
    if (hasLeft) passed.set(before.id, { from: before.agentId, at: world.now, times: (known?.times ?? 0) + 1 })
  }
  const isBack = (command.type === 'transfer_over' || command.type === 'reject_offer') && after.state === 'active'
  if (isBack && before.state !== 'active') {
    promise(known?.from === after.agentId, 'it comes back to who passed it on')
    const waited = known.at + world.transferRules.returnSeconds * 1_000 <= world.now
    promise(command.type === 'reject_offer' || waited, 'it comes back when its time is over, not before')
    promise(world.transferRules.returnSeconds > 0, 'where nothing returns nothing comes back')
  }
}

/** What a whole command came to: what is due for somebody who is there comes back to them, and to its queue otherwise. */
export function afterCommand(_world: World, outcome: Outcome): void {
  staysAsSaid(outcome)
  const { before, after, command } = outcome
  const { transfer } = before
  if (command.type === 'transfer_over' && transfer !== null && before.state !== 'active' && after !== before) {
    const isBack = after.state === 'active' && after.agentId === transfer.fromAgentId
    promise(isBack === command.senderIsIn, 'what nobody took comes back to who passed it on, if they are there')
  }
  const isAsked = before.state === 'offered' && before.transfer?.toAgentId != null && before.transfer.endsAt !== null
  if (command.type === 'reject_offer' && isAsked && after !== before) {
    const isBack = after.state === 'active' && after.agentId === before.transfer?.fromAgentId
    promise(isBack === command.senderIsIn, 'what a colleague does not want comes back to who asked, if they are there')
  }
  if (command.type === 'call_over' && before.state === 'active' && before.parked?.reason === 'call') {
    const isBack = after.state === 'active' && after.parked === null
    promise(isBack === command.isIn, 'after a call it comes back to who is there, and else to its queue')
  }
}

/** Nobody and nothing sends to a queue what comes on a channel that it does not name; what was there comes back. */
function belongsThere({ queues }: World, before: Interaction, after: Interaction, { type }: InteractionCommand): void {
  const isSent = type === 'move' || type === 'pass_to_queue' || type === 'clocks_due' || type === 'reopen'
  if (!isSent || after.queueId === before.queueId) return
  const named = queues.get(after.queueId)?.channelIds ?? []
  const isNamed = named.length === 0 || named.some((id) => id === after.channelId)
  promise(isNamed, `${after.id} came into ${after.queueId}, which does not take ${after.channelId}`)
}

function ageIsKept(before: Interaction, after: Interaction, command: InteractionCommand): void {
  const { type } = command
  if ((isSteering(command) || type === 'clocks_due') && inHands(before) && after.state === 'waiting') {
    promise('at' in command && after.waitingSince === command.at, 'what a supervisor takes out of hands waits from now')
    return
  }
  if (type === 'pass_to_queue' || type === 'pass_to_agent' || type === 'accept_transfer' || type === 'wake') return
  if (type === 'call_over' && after.state === 'waiting') return // Its agent has gone home: it was at rest until now.
  if (before.state !== 'closed')
    promise(after.waitingSince === before.waitingSince, 'offers do not reset the waiting age')
}

const inHands = ({ state }: Interaction): boolean => state === 'active' || state === 'wrapping_up'

/** A supervisor moves, gives and takes back what they saw, and it comes to where they said. */
function steeredAsSaid(before: Interaction, after: Interaction, command: InteractionCommand): void {
  if (command.type !== 'move' && command.type !== 'take_back' && command.type !== 'assign') return
  promise(before.state !== 'closed', 'nobody steers what is closed')
  const { seen } = command
  const holder = 'agentId' in before ? before.agentId : null
  promise(seen === null || seen.queueId === before.queueId, 'nobody steers what has left the queue they saw it in')
  // Given from hand to hand it is in nobody's for a moment.
  const isSeen = seen === null || seen.agentId === holder || (command.type === 'assign' && before.state === 'waiting')
  promise(isSeen, 'nobody steers what somebody else has taken meanwhile')
  if (onlyUnasked(before, after)) return
  if (command.type === 'assign') {
    promise(holder !== command.agentId, 'nobody is given what they have')
    promise(after.state === 'waiting' || busy(after).includes(command.agentId), 'it is given to whom they said')
    promise(after.queueId === before.queueId, 'what is given stays in its queue')
    return
  }
  promise(after.state === 'waiting', 'what is moved waits')
  if (before.state === 'offered') return // First the offer is withdrawn.
  promise(after.queueId === (command.type === 'move' ? command.queueId : before.queueId), 'it waits where they said')
  promise(after.passedOver.length === 0, 'in its queue nobody has let it pass yet')
  promise(after.transfer === null, 'what a supervisor moves comes back to nobody')
}

function onlyToWhoIsThere(world: World, before: Interaction | null, after: Interaction): void {
  const had = before === null ? [] : busy(before)
  for (const agentId of busy(after))
    if (!had.includes(agentId))
      promise(
        !['signed_out', 'away'].includes(world.agents.get(agentId)?.presence.state ?? ''),
        'nobody who is not there is given work',
      )
}

/** What was taken out of their hands ends what waited for it, as the last one done would. */
function whatWasTakenIsGone(world: World, { before, after, command, presences }: Change): void {
  if (!before || !isSteering(command) || !inHands(before) || after.state !== 'waiting') return
  if (before.state !== 'active' && before.state !== 'wrapping_up') return
  const presence = present(presences.get(before.agentId), 'the presence of who had it')
  const { id, presence: now } = present(world.agents.get(before.agentId), 'who had it')
  if (inHand(world, id).length > 0) return
  if (presence.breakRequested)
    promise(now.state === presence.requestedState, 'the break asked for begins when the last one is taken')
  else if (presence.stopNew) promise(now.state === 'working_offline', 'stop new ends when the last one is taken')
  else if (presence.state === 'available') promise(now.state === 'available', 'who lost one is no less available')
}

/** Whoever was signed out by a supervisor has nothing any more, set aside or not. */
export function leftNothing(world: World, agentId: AgentId): void {
  const theirs = openOnes(world).filter((interaction) => inHands(interaction) && holder(interaction) === agentId)
  promise(theirs.length === 0, `${agentId} was signed out and still has something`)
  promise(world.agents.get(agentId)?.presence.state === 'signed_out', `${agentId} was signed out`)
}

function onlyTheHolder(before: Interaction, command: InteractionCommand): void {
  switch (command.type) {
    case 'end':
    case 'finish':
    case 'keep_closing':
    case 'lengthen_wrap_up':
    case 'resume':
      promise('agentId' in before && before.agentId === command.by, `only the holder may ${command.type}`)
      return
    case 'accept_offer':
    case 'reject_offer': {
      if (command.type === 'reject_offer' && before.state === 'waiting') return // Its no is heard: it goes back.
      const standing = before.state === 'offered' && before.offer.id === command.offerId
      promise(standing && before.offer.agentIds.includes(command.by), `only who was asked may ${command.type}`)
      if (command.type === 'accept_offer') promise(before.offer.expiresAt > command.at, 'nobody accepts too late')
      return
    }
    case 'take':
      promise(before.state === 'waiting' || busy(before).includes(command.by), 'nobody takes what is a colleague’s')
  }
  if (command.type === 'lapse_offer') {
    promise(before.state === 'offered' && before.offer.expiresAt <= command.at, 'no offer lapses early')
  }
}

/** Called after the change: the one in question is counted. */
function newLoadFits(world: World, before: Interaction | null, after: Interaction): void {
  const had = before ? busy(before) : []
  for (const agentId of busy(after)) if (!had.includes(agentId)) fitsOne(world, agentId, after)
}

function fitsOne(world: World, agentId: AgentId, after: Interaction): void {
  const agent = world.agents.get(agentId)
  const channel = world.channels.get(after.channelId)
  promise(agent !== undefined && channel !== undefined, 'agents and channels exist')
  const mine = onHands(world, agentId)
  const ofChannel = mine.filter((interaction) => interaction.channelId === after.channelId).length
  promise(
    ofChannel <= channel.capacity,
    `${agentId} is over the capacity of the channel: ${ofChannel} of ${channel.capacity}`,
  )
  const theirs = [...world.channels.values()].filter(
    (one) => one.id === after.channelId || agent.queueIds.includes(one.queueId),
  )
  const total = agent.capacity ?? theirs.reduce((sum, one) => sum + one.capacity, 0)
  promise(mine.length <= total, `${agentId} is over their capacity: ${mine.length} of ${total}`)
}

function offersAreForTheReady(
  world: World,
  before: Interaction | null,
  after: Interaction,
  command: InteractionCommand,
): void {
  if (before?.state !== 'waiting' || (after.state !== 'offered' && after.state !== 'active')) return
  const agents = busy(after).flatMap((agentId) => world.agents.get(agentId) ?? [])
  promise(agents.length > 0 && agents.length === new Set(busy(after)).size, 'it is somebody’s')
  for (const agent of agents) {
    promise(belongsTo(world, agent, after.queueId), 'only members of the queue who have its skills are asked')
    promise(isTagged(world, agent, after), 'only who shares its tags is asked')
    promise(isFreeEnough(world, agent, after), `${agent.id} is asked beside what they are doing`)
    if (after.state === 'active') promise(agent.presence.state === 'available', 'only who is available is given work')
    else promise(wantsWork(agent.presence), `only who is ready is asked: ${agent.id} is not`)
  }
  const { strategy, asksToAccept } = present(world.queues.get(after.queueId), 'the queue of what is given')
  const isTaken = command.type === 'take'
  promise(isTaken || strategy !== 'pick_from_list', 'where agents pick from the list nothing is given to them')
  if (after.state === 'active') return
  promise(asksToAccept, 'a queue that does not ask offers nothing')
  promise(agents.length === 1 || strategy === 'ring_all', 'several are asked only where all are')
  promise(world.channels.get(after.channelId)?.active === true, 'nothing of a switched-off channel is offered')
  promise(after.offer.expiresAt > world.now, 'an offer leaves time to accept')
  for (const agent of agents) theFairest(world, before, agent, agents)
}

/** An offer stands for its agent's own time, or their queue's (R-075); what passing on says of a question goes before. */
function standsForTheirTime(world: World, after: Interaction, { type }: InteractionCommand): void {
  if (after.state !== 'offered' || (type !== 'offer' && type !== 'pass_to_agent')) return
  if (type === 'pass_to_agent' && world.transferRules.returnSeconds > 0) return
  const queue = present(world.queues.get(after.queueId), 'the queue of an offer')
  const asked = after.offer.agentIds.map((id) => present(world.agents.get(id), 'who is asked'))
  const own = queue.strategy === 'ring_all' ? null : (asked[0]?.acceptSeconds ?? null)
  const lasts = (after.offer.expiresAt - world.now) / 1_000
  promise(lasts === (own ?? queue.acceptSeconds), `an offer lapses at its agent’s own time, not after ${lasts} seconds`)
}

/** Who let it pass is asked only when nobody else could be; then it goes by the queue's strategy. */
function theFairest(world: World, before: Interaction, asked: SimAgent, all: readonly SimAgent[]): void {
  const queue = present(world.queues.get(before.queueId), 'the queue of what is offered')
  const others = couldHave(world, before).filter((agent) => !all.includes(agent))
  const fresh = others.filter((agent) => !before.passedOver.includes(agent.id))
  if (before.preferredAgentId === asked.id && isFirst(world, before)) return
  const asksAgain = before.passedOver.includes(asked.id)
  const isIdle = isDoingNothing(world, asked, before)
  promise(!asksAgain || fresh.length === 0, 'who let it pass is skipped while somebody else could be asked')
  if (queue.eligible === 'idle_first') {
    const better = (asksAgain ? others : fresh).find((one) => isDoingNothing(world, one, before))
    promise(isIdle || better === undefined, `${asked.id} is asked while ${better?.id} does nothing`)
    const alike = all.every((one) => isDoingNothing(world, one, before) === isIdle)
    promise(alike, 'who is busy is not asked beside who does nothing')
  }
  for (const other of asksAgain ? others : fresh) {
    if (queue.eligible === 'idle_first' && isDoingNothing(world, other, before) !== isIdle) continue
    const why = shouldHaveBeenAsked[queue.strategy](world, queue, before, other, asked)
    promise(why === null, `${other.id} ${why} than ${asked.id} (${queue.strategy})`)
  }
}

/** What begins to wait prefers who had what came before, by the queue's rule of that moment; whoever takes it ends that. */
function prefersWhoHadIt({ seen, queues, now }: World, { before, after, command }: Change): void {
  const { preferredAgentId, preferredUntil, conversationId, contactId, waitingSince } = after
  if (after.state === 'waiting' && (before === null || before.state === 'closed')) {
    const queue = present(queues.get(after.queueId), 'a queue')
    const minutes = queue.preferredWaitMinutes
    const had = queue.preferredBy === 'contact' ? seen.heldOf.get(contactId) : seen.heldIn.get(conversationId)
    const isAsked = queue.preferredBy !== 'off' && queue.strategy !== 'pick_from_list'
    const expected = isAsked ? (had ?? null) : null
    // Of several that were taken up in the same millisecond none is the last.
    const isEither =
      isAsked && queue.preferredBy === 'contact' && seen.tiedOf.get(contactId)?.agents.has(preferredAgentId)
    promise(
      preferredAgentId === expected || isEither === true,
      `${after.id} prefers ${preferredAgentId} instead of ${expected}`,
    )
    const until = expected === null || minutes === null ? null : waitingSince + minutes * 60 * 1_000
    promise(preferredUntil === until, `${after.id} waits for ${expected} until ${preferredUntil} instead of ${until}`)
  } else if ((after.state === 'waiting' || after.state === 'offered') && before?.state === 'offered') {
    const passed = command.type === 'reject_offer' ? [command.by] : before.offer.agentIds
    const letPass = command.type === 'reject_offer' || command.type === 'lapse_offer'
    const isPassed = letPass && passed.some((id) => id === before.preferredAgentId)
    promise(preferredAgentId === (isPassed ? null : before.preferredAgentId), 'who lets it pass is preferred no longer')
  }
  if (after.state === 'active' && takes.has(command.type)) {
    seen.heldIn.set(conversationId, after.agentId)
    seen.heldOf.set(contactId, after.agentId)
    const tied = seen.tiedOf.get(contactId)
    const agents = tied?.at === now ? tied.agents : new Set<AgentId | null>()
    seen.tiedOf.set(contactId, { at: now, agents: agents.add(after.agentId) })
  }
  if (after.state !== 'waiting' && after.state !== 'offered')
    promise(preferredAgentId === null && preferredUntil === null, 'what somebody has prefers nobody')
}

/** What gives it to somebody anew; what merely comes back to who had it does not. */
const takes: ReadonlySet<InteractionCommand['type']> = new Set([
  'auto_assign',
  'accept_offer',
  'take',
  'accept_transfer',
  'assign',
])

/** Does whom it prefers come before the strategy now? */
const isFirst = (world: World, { preferredUntil }: Interaction): boolean =>
  preferredUntil === null || world.now < preferredUntil

/** The router gives it to whom it prefers where it can, and to nobody else while it waits for them alone. */
function isHonoured(world: World, before: Interaction | null, after: Interaction, { type }: InteractionCommand): void {
  if (before?.state !== 'waiting' || (type !== 'offer' && type !== 'auto_assign')) return
  const asked = busy(after)
  if (before.preferredAgentId === null) return
  if (isFirst(world, before) && asked.includes(before.preferredAgentId)) {
    promise(asked.length === 1, 'whom it prefers is asked alone')
    return
  }
  const alone = waitsForOne(world, before)
  promise(alone === null, `${before.id} waits for ${alone?.id} alone, and went to ${asked}`)
  const free = couldHave(world, before).some(({ id }) => id === before.preferredAgentId)
  promise(!free || !isFirst(world, before), `${before.preferredAgentId} is preferred and free: ${before.id}`)
}

type Complaint = string | null
/** What makes another one better than who was asked, whose own load has grown by this very offer. */
type Better = (world: World, queue: SimQueue, before: Interaction, other: SimAgent, asked: SimAgent) => Complaint

const holdsLess: Better = (world, _queue, _before, other, asked) => {
  const [mine, theirs] = [onHands(world, asked.id).length - 1, onHands(world, other.id).length]
  if (theirs !== mine) return theirs < mine ? 'holds less' : null
  return other.presence.idleSince < asked.presence.idleSince ? 'is idle longer' : null
}

/** Whoever is being asked already waits for their colleagues' turn; among those asked as often, `better` decides. */
const inTurn =
  (better: Better): Better =>
  (world, queue, before, other, asked) => {
    const offersTo = ({ id }: SimAgent) => onHands(world, id).filter(({ state }) => state === 'offered').length
    const [theirs, mine] = [offersTo(other), offersTo(asked) - 1]
    if (theirs !== mine) return theirs < mine ? 'has fewer offers' : null
    return better(world, queue, before, other, asked)
  }

/** Where the queue asks for skills, the worst of theirs in them is what counts. */
function rankIn({ id, skills }: SimQueue, { ranks, levels }: SimAgent): Rank {
  const rank = ranks.get(id) ?? plainRank
  const [worst] = skills.map(({ skillId }) => levels.get(skillId) ?? 0).sort((a, b) => b - a)
  return { ...rank, level: worst ?? rank.level }
}

const shouldHaveBeenAsked: Record<StrategyName, Better> = {
  longest_idle: holdsLess,
  least_busy(world, _queue, before, other, asked) {
    const share = (agent: SimAgent, less: number) =>
      (onHands(world, agent.id).length - less) / placesOf(world, agent, before.channelId)
    return share(other, 0) < share(asked, 1) ? 'has more room for their size' : null
  },
  least_recent: inTurn((_world, queue, _before, other, asked) => {
    const [theirs, mine] = [rankIn(queue, other).lastTookAt ?? 0, rankIn(queue, asked).lastTookAt ?? 0]
    return theirs < mine ? 'took one longer ago' : null
  }),
  round_robin: inTurn((world, queue, _before, other, asked) => {
    // Written as a round, from the one after the last to the last.
    const all = [...world.agents.keys()].sort(compareIds)
    const after = all.filter((id) => queue.lastAgentId === null || compareIds(id, queue.lastAgentId) > 0)
    const round = [...after, ...all.filter((id) => !after.includes(id))]
    return round.indexOf(other.id) < round.indexOf(asked.id) ? 'comes before in the round' : null
  }),
  proficiency: (_world, queue, _before, other, asked) =>
    rankIn(queue, other).level < rankIn(queue, asked).level ? 'is better at it' : null,
  weighted_random: (_world, queue, _before, other, asked) =>
    rankIn(queue, asked).penalty === 100 && rankIn(queue, other).penalty < 100 ? 'is not only for need' : null,
  // A crew of the simulation is smaller than the most who are asked at once.
  ring_all: () => 'could be asked as well rather',
  pick_from_list: () => 'could look at the list as well rather',
}

/** Once each, what was there and what was put on, less what was taken off; nothing else touches them. */
function tagsAreAsPut(before: Interaction, after: Interaction, command: InteractionCommand): void {
  const { add, remove }: TagChange = command.type === 'tag' ? command : { add: [], remove: [] }
  const expected = new Set([...before.tagIds, ...add].filter((id) => !remove.includes(id)))
  promise(
    after.tagIds.length === expected.size && after.tagIds.every((id) => expected.has(id)),
    `#${after.number} has the tags ${after.tagIds} instead of ${[...expected]}`,
  )
}

function closesWithItsDisposition(world: World, after: Interaction, command: InteractionCommand): void {
  if (after.state !== 'closed' || after.agentId === null || command.type === 'tag') return
  if (after.disposition?.id === neverAgain) world.seen.stopped.add(after.contactId)
  const channel = world.channels.get(after.channelId)
  if (channel?.dispositionRequired)
    promise(after.disposition !== null, `no close without the required disposition, by ${command.type}`)
  if ('dispositionId' in command && command.dispositionId !== null) {
    promise(after.disposition?.id === command.dispositionId, 'the chosen disposition is the one kept')
    promise(channel?.offered.some(({ id }) => id === command.dispositionId) === true, 'only what is offered is chosen')
  }
}

/**
 * What was chosen last is what it closes with: by the clock as well as by a press that chooses nothing else. Choosing
 * closes nothing, and going on forgets it.
 */
function closesAsChosen(world: World, before: Interaction, after: Interaction, command: InteractionCommand): void {
  const { chosen } = world.seen
  if (command.type === 'keep_closing') {
    promise(after.state === before.state, 'to choose closes nothing')
    if (after.state !== 'wrapping_up') return
    const { offered } = present(world.channels.get(after.channelId), 'a channel')
    const isOffered = command.dispositionId === null || offered.some(({ id }) => id === command.dispositionId)
    promise(isOffered, 'only what is offered is kept as chosen')
    chosen.set(after.id, command.dispositionId)
  } else if (command.type === 'end' && before.state === 'active') chosen.set(after.id, command.dispositionId)
  const last = chosen.get(after.id)
  if (after.state === 'wrapping_up')
    promise((after.disposition?.id ?? null) === (last ?? null), 'what was chosen is shown on every screen')
  else {
    const says = 'dispositionId' in command ? command.dispositionId : null
    const closes = before.state === 'wrapping_up' && after.state === 'closed'
    if (closes)
      promise((after.disposition?.id ?? null) === (says ?? last ?? null), 'it closes with what was chosen last')
    chosen.delete(after.id)
  }
}

/** Also when it changed nothing: what was just chosen and typed stands there. */
function staysAsSaid({ after, command }: Outcome): void {
  if (command.type !== 'keep_closing' || after.state !== 'wrapping_up') return
  promise((after.disposition?.id ?? null) === command.dispositionId, 'what was just chosen stands there')
  for (const { id, value } of command.fields) {
    const kept = after.fields.find((one) => one.id === id)?.value ?? null
    const isNothing = typeof value === 'string' && value.trim() === ''
    promise(kept === (isNothing ? null : value), 'what was just typed stands there')
  }
}

/** Nothing required is missing at a close, every value that was taken suits its field, and what was given is kept. */
function closesFilledIn(world: World, before: Interaction, after: Interaction, command: InteractionCommand): void {
  if (onlyUnasked(before, after)) return
  const asked = world.channels.get(after.channelId)?.closingFields ?? []
  const kept = new Map(after.fields.map(({ id, value }) => [id, value]))
  if (after.state === 'closed' && after.agentId !== null) {
    for (const { id, name, kind, required, choices } of asked) {
      const value = kept.get(id)
      if (required) promise(value !== undefined, `no close without ${name}, by ${command.type}`)
      if (required && kind === 'choice')
        promise(
          choices.some((one) => one === value),
          `${name} is one of its choices`,
        )
    }
  }
  const given = 'fields' in command ? command.fields : []
  for (const { id, value } of given) {
    const field = asked.find((one) => one.id === id)
    const isNothing = value === null || (typeof value === 'string' && value.trim() === '')
    promise(field !== undefined, 'only what the channel asks for is filled in')
    promise(isNothing ? !kept.has(id) : kept.get(id) === value, `${field.name} is kept as it was given: ${value}`)
    if (!isNothing) promise(fits(field.kind, value), `${value} is no ${field.kind}`)
  }
  for (const { id, value } of before.fields) {
    if (!given.some((one) => one.id === id)) promise(kept.get(id) === value, 'what was filled in before stays')
  }
}

function fits(kind: FieldKind, value: unknown): boolean {
  if (kind === 'yes_no') return value === true || value === false
  if (kind === 'number') return typeof value === 'number'
  if (typeof value !== 'string') return false
  return kind !== 'date' || new Date(`${value}T00:00:00Z`).toISOString().startsWith(value)
}

/** What the contact wrote during wrap-up is not closed away by a timer; and an end, by a person, owes nothing. */
function nobodyIsCutOff({ seen }: World, { before, after, command }: Change): void {
  const { conversationId } = after
  if (command.type === 'tag') return
  if (command.type === 'wrap_up_over' && after.state === 'closed') {
    promise(!seen.owed.has(conversationId), 'no timer closes on a contact who waits for an answer')
  }
  if (after.state === 'closed' || (after.state === 'wrapping_up' && before?.state === 'active')) {
    seen.owed.delete(conversationId)
  }
}

/** The response clock runs exactly while a message of the contact is unanswered (R-085). */
function clocksAreTrue({ seen }: World, { conversationId, awaitingReplySince, number }: Interaction): void {
  const owed = seen.owed.has(conversationId)
  promise(owed === (awaitingReplySince !== null), `#${number}: an answer is ${owed ? '' : 'not '}owed`)
}

/** Whoever let it pass moves as the queue says, and nobody else: who was asked while a colleague was faster missed nothing. */
function theMissedOnesMove(world: World, { before, after, command, presences }: Change): void {
  if (before?.state !== 'offered') return
  // What a colleague passed to one alone is missed like any other; what goes back while a queue is asked is not.
  const isOver = command.type === 'transfer_over' && before.transfer?.toAgentId != null
  const lapses = command.type === 'lapse_offer' || isOver
  const missed = command.type === 'reject_offer' ? [command.by] : lapses ? busy(before) : []
  const others = before.offer.agentIds.filter((agentId) => !missed.includes(agentId))
  // Whoever has it now may be ready for no other (R-081): that is about having, not about missing.
  const slower = others.filter((agentId) => !('agentId' in after) || after.agentId !== agentId)
  promise(!slower.some((agentId) => presences.has(agentId)), 'who missed nothing is left as they are')
  for (const agentId of missed) theMissedOneMoves(world, after, command, agentId, presences.get(agentId) ?? null)
}

function theMissedOneMoves(
  world: World,
  after: Interaction,
  command: InteractionCommand,
  agentId: AgentId,
  presence: AgentPresence | null,
): void {
  const queue = world.queues.get(after.queueId)
  const agent = world.agents.get(agentId)
  const policy = command.type === 'reject_offer' ? queue?.onReject : queue?.onTimeout
  promise(agent !== undefined && presence !== null, 'a missed offer was somebody’s')
  promise(after.passedOver.includes(agent.id), 'who let it pass is remembered')
  if (presence.state !== 'available' || policy === 'none') {
    promise(agent.presence.state === presence.state, 'what they said stands')
    return
  }
  promise(!wantsWork(agent.presence), `after a miss under ${policy} nothing new comes`)
  const expected = { on_break: 'on_break', offline: 'working_offline', stop_new: 'available' }[policy ?? 'stop_new']
  promise(agent.presence.state === expected, `a miss under ${policy} leads to ${expected}`)
  if (presence.stopNew && presence.returnsAt === null)
    promise(agent.presence.returnsAt === null, 'who wants nothing new is not brought back to it')
}

/** Whatever the clock did: a break that was asked for has begun, or is still asked for. */
export function stillAsked(world: World, before: ReadonlyMap<AgentId, AgentPresence>): void {
  for (const [agentId, { breakRequested, requestedState }] of before) {
    if (!breakRequested) continue
    const { presence } = present(world.agents.get(agentId), 'an agent')
    const hasBegun = presence.state === requestedState
    promise(presence.breakRequested || hasBegun, `the clock has taken from ${agentId} the break they asked for`)
  }
}

/** An offer goes on with everybody who has not said no and was not taken out, and no longer than that (D-13). */
function goesOnWithTheRest({ before, after, command }: Change): void {
  if (before?.state !== 'offered') return
  const leaves =
    command.type === 'reject_offer' ? [command.by] : command.type === 'withdraw_offer' ? command.agentIds : null
  if (leaves === null) {
    promise(after.state !== 'offered' || after.offer === before.offer, `${command.type} leaves an offer as it is`)
    return
  }
  const rest = before.offer.agentIds.filter((agentId) => !leaves.includes(agentId))
  promise(after.state === (rest.length > 0 ? 'offered' : 'waiting'), 'an offer stands while somebody is asked')
  if (after.state !== 'offered') return
  promise(after.offer.agentIds.join() === rest.join(), 'an offer goes on with the rest')
  promise(after.offer.expiresAt === before.offer.expiresAt, 'and for as long')
}

/** Whoever takes one at a time is not ready with the first they get, or get back; everybody else stays as they were (R-081). */
function oneAtATime(world: World, { before, after, command, presences }: Change): void {
  const { type } = command
  if (before === null || after.state !== 'active') return
  const isTaken = type === 'auto_assign' || type === 'accept_offer' || type === 'take'
  const isGiven = before.state === 'active' ? before.parked !== null && after.parked === null : isTaken
  if (!isGiven) return
  const agent = present(world.agents.get(after.agentId), 'who took it')
  const was = presences.get(after.agentId)
  const isSame = JSON.stringify(was) === JSON.stringify({ ...agent.presence, notReady: was?.notReady })
  promise(isSame, `${agent.id} took something and is ${agent.presence.state}`)
  promise(agent.readyRule === 'one_by_one' || agent.presence.notReady === was?.notReady, 'who took one goes on')
  if (agent.readyRule !== 'one_by_one' || agent.presence.state !== 'available') return
  promise(agent.presence.notReady, `${agent.id} takes one at a time and is still ready`)
}

/** What goes back by itself: from who has gone, for long enough, and only where the queue says so. */
function comesBackFromTheGone(world: World, { before, after, command }: Change): void {
  if (command.type !== 'agent_gone' || before?.state !== 'active' || after.state === 'active') return
  const { presence } = present(world.agents.get(before.agentId), 'who held it')
  // Who was away had left for long enough before they signed out.
  const wasAway = presence.state === 'away' || world.seen.wasAway.has(before.agentId)
  const hasLeft = hasGone(world, before.agentId) && (wasAway || presence.since + graceMs <= world.now)
  promise(hasLeft, 'only what somebody who has gone held comes back')
  promise(world.queues.get(before.queueId)?.onAgentGone === 'return', 'it comes back only where the queue says so')
  promise(after.state === 'waiting' && after.queueId === before.queueId, 'it waits again, in the same queue')
}

/**
 * Nothing comes into the hands of who has gone, whoever presses what: only a wrap-up in which the contact wrote goes on
 * by itself. What they begin themselves they have from the start.
 */
function nothingForTheGone(world: World, { before, after, command }: Change): void {
  const agentId = handOf(after)
  if (before === null || agentId === null || handOf(before) === agentId || command.type === 'wrap_up_over') return
  promise(
    !hasGone(world, agentId),
    `${agentId} has gone, and #${after.number} comes into their hands by ${command.type}`,
  )
}

/** In whose hands it is: not set aside, and not over. */
const handOf = (one: Interaction): AgentId | null =>
  one.state === 'active' && one.parked === null ? one.agentId : null

const hasGone = ({ agents }: World, agentId: AgentId): boolean => {
  const { state } = present(agents.get(agentId), 'an agent').presence
  return state === 'signed_out' || state === 'away'
}

/** What goes on after a wrap-up whose agent has gone is given back, at its time. */
function goesOnWithSomebody(world: World, { before, after }: Change): void {
  if (before?.state !== 'wrapping_up' || after.state !== 'active') return
  const { workReturnsAt } = present(world.agents.get(after.agentId), 'who holds it').presence
  promise(
    !hasGone(world, after.agentId) || workReturnsAt !== null,
    `#${after.number} goes on with somebody who has gone`,
  )
}

/** Under force ready nobody walks away from what they hold, and not from what they dispose of either (R-082). */
export function leftAsAllowed(world: World, agent: SimAgent, before: AgentPresence, state: string, held: number): void {
  const isThere = before.state === 'available' || isOnPauseOf(world, before)
  const isBound = agent.readyRule === 'force_ready' && isThere && held > 0
  if (isBound && (state === 'on_break' || state === 'working_offline'))
    promise(agent.presence === before, `${agent.id} left for ${state} although they hold ${held}`)
}

/** On the break that a channel shows while its conversations are disposed of: in the simulation nobody else chooses it. */
const isOnPauseOf = ({ channels }: World, { state, reasonId }: AgentPresence): boolean =>
  state === 'on_break' && reasonId !== null && [...channels.values()].some((one) => one.pauseReasonId === reasonId)

/** The end of a conversation moves only who is available, and takes nothing from what they have switched on or asked for. */
function endsInPause(world: World, { before, after, presences }: Change): void {
  if (before?.state !== 'active' || after.state !== 'wrapping_up') return
  const was = presences.get(after.agentId)
  const now = world.agents.get(after.agentId)?.presence
  promise(was !== undefined && now !== undefined, 'the end of a conversation concerns its agent')
  if (was.state !== 'available') promise(now === was, 'who is not available is not moved by the end of a conversation')
  const pause = world.channels.get(after.channelId)?.pauseReasonId ?? null
  const begins = pause !== null && was.state === 'available'
  if (begins) promise(now.state === 'on_break' && now.reasonId === pause, 'the break for disposing begins with the end')
  promise(now.stopNew === was.stopNew && now.breakRequested === was.breakRequested, 'switches outlast disposing')
}

/** The order of D-07, where nothing else is in hand. */
function afterTheLastOne(world: World, { before, after, presences }: Change): void {
  if (before?.state === 'closed' || after.state !== 'closed') return
  if (after.agentId === null) {
    promise(before?.state === 'waiting', 'only who waits is turned away')
    world.seen.heldIn.delete(after.conversationId) // It was nobody's at the last.
    return
  }
  const presence = presences.get(after.agentId)
  if (!presence) return
  const agent = world.agents.get(after.agentId)
  promise(agent !== undefined, 'who closed it exists')
  const last = inHand(world, agent.id).length === 0
  const { state } = agent.presence
  if (presence.breakRequested && last) {
    promise(state === presence.requestedState && !agent.presence.breakRequested, 'the break asked for begins')
    return
  }
  if (presence.stopNew && last) {
    promise(state === 'working_offline', 'stop new ends in working offline')
    return
  }
  const next = agent.readyRule === 'force_ready' ? 'available' : world.queues.get(after.queueId)?.afterWrapUp
  const disposes = inHand(world, agent.id).some(
    (one) => one.state === 'wrapping_up' && (world.channels.get(one.channelId)?.pauseReasonId ?? null) !== null,
  )
  if (isOnPauseOf(world, presence) && disposes)
    promise(isOnPauseOf(world, agent.presence), 'the break for disposing ends with the last, not with the first')
  if (presence.state === 'available' || (isOnPauseOf(world, presence) && !disposes)) {
    promise(state === (next === 'available' ? 'available' : 'on_break'), `after wrap-up: ${next}`)
    promise(state !== 'available' || !agent.presence.notReady, 'who is done with one is ready for the next')
  }
  if (presence.state === 'signed_out' || presence.state === 'working_offline' || presence.state === 'away')
    promise(state === presence.state, 'who is away stays away')
}

// After each run of the router ---------------------------------------------------------------------------------------

/** It is as urgent as its queue says, until a rule makes it more so. */
function beginsAsUrgent({ queues, seen }: World, { id, queueId, priority }: Interaction): void {
  promise(priority === queues.get(queueId)?.line.priority, `${id} begins with priority ${priority}`)
  seen.priority.set(id, priority)
}

/** Who of two of the same queue and channel stands first: the more urgent, or, where points count as waiting, the older. */
function standsFirst({ queues, now }: World, one: Interaction, other: Interaction): boolean {
  const point = queues.get(one.queueId)?.line.pointSeconds ?? null
  if (point === null)
    return one.priority > other.priority || (one.priority === other.priority && one.waitingSince < other.waitingSince)
  const waited = ({ waitingSince, priority }: Interaction) => (now - waitingSince) / 1_000 + priority * point
  return waited(one) > waited(other)
}

/** Oldest first: nobody is passed by somebody less urgent of the same queue and channel. */
export function afterPass(world: World, waiting: readonly Interaction[], matched: ReadonlySet<InteractionId>): void {
  for (const one of waiting) {
    if (!matched.has(one.id)) continue
    for (const other of waiting) {
      if (matched.has(other.id) || other.queueId !== one.queueId || other.channelId !== one.channelId) continue
      if (waitsForOne(world, other)) continue
      promise(!standsFirst(world, other, one), `${one.id} overtook ${other.id}, which waits longer`)
    }
  }
  for (const one of waiting) if (matched.has(one.id)) for (const other of waiting) passedByWeight(world, one, other)
  nobodyWaitsForNothing(world)
  for (const interaction of openOnes(world)) standsWithTheReady(world, interaction)
}

/**
 * Beside another queue a second counts as often as the queue weighs: whoever went to somebody passed nobody whom that
 * agent could have had too, by what they hold now, and who stands before them.
 */
function passedByWeight(world: World, one: Interaction, other: Interaction): void {
  if (other.queueId === one.queueId) return
  const [now, still] = [world.interactions.get(one.id), world.interactions.get(other.id)]
  const queue = present(world.queues.get(other.queueId), 'a queue')
  const channel = present(world.channels.get(other.channelId), 'a channel')
  if (!now || still?.state !== 'waiting' || queue.strategy === 'pick_from_list' || !channel.active) return
  if (waitsForOne(world, other) || weight(world, other) <= weight(world, one)) return
  for (const agentId of busy(now)) {
    const agent = present(world.agents.get(agentId), 'who was given it')
    const isOfTheirs = belongsTo(world, agent, other.queueId) && isTagged(world, agent, other)
    // Whoever takes one at a time has had their one.
    if (!isOfTheirs || !wantsWork(agent.presence) || agent.readyRule === 'one_by_one') continue
    const rest = onHands(world, agentId).filter(({ id }) => id !== one.id)
    if (!isFreeEnough(world, agent, other, rest)) continue
    const ofChannel = rest.filter(({ channelId }) => channelId === other.channelId).length
    const hadRoom = rest.length < placesOf(world, agent, other.channelId) && ofChannel < channel.capacity
    promise(!hadRoom, `${one.id} went to ${agentId} before ${other.id}, which weighs more`)
  }
}

/** Seconds of waiting, with those for priority, as often as the queue weighs; a point of a strict queue is a year. */
function weight({ queues, now }: World, { queueId, waitingSince, priority }: Interaction): number {
  const { pointSeconds, weight } = present(queues.get(queueId), 'a queue').line
  const points = priority * (pointSeconds ?? 365 * 86_400) * 1_000
  return Math.max(0, now - waitingSince + points) * weight
}

function nobodyWaitsForNothing(world: World): void {
  for (const interaction of openOnes(world)) {
    if (interaction.state !== 'waiting') continue
    if (world.queues.get(interaction.queueId)?.strategy === 'pick_from_list') continue // Until somebody takes it.
    const alone = waitsForOne(world, interaction)
    const free = couldHave(world, interaction).find((agent) => alone === null || agent.id === alone.id)
    promise(free === undefined, `${interaction.id} waits although ${free?.id} is ready and has room`)
  }
}

function standsWithTheReady(world: World, interaction: Interaction): void {
  if (interaction.state !== 'offered') return
  if (interaction.transfer !== null && interaction.transfer.toAgentId !== null) return // A colleague's, until its time.
  for (const agentId of interaction.offer.agentIds) {
    const agent = world.agents.get(agentId)
    promise(agent !== undefined && wantsWork(agent.presence), 'an offer stands only with who is ready')
    promise(belongsTo(world, agent, interaction.queueId), 'an offer stands only with a member who has the skills')
    promise(isTagged(world, agent, interaction), 'an offer stands only with who shares its tags')
    const { eligible } = present(world.queues.get(interaction.queueId), 'a queue')
    promise(
      eligible !== 'undivided' || !world.seen.onCall.has(agentId),
      'what wants somebody whole is not left ringing beside a call',
    )
  }
}

// After the loop of lines -------------------------------------------------------------------------------------------

/** What must have become of all who waited when the loop looked: those whom the line was too long for, and the others. */
export function linesKept(world: World, waiting: readonly Waiting[]): void {
  for (const one of waiting) {
    const queue = present(world.queues.get(one.queueId), 'a queue')
    const { mostWaiting, longestWaitSeconds, overflow } = queue.line
    let earlier = 0
    for (const { id, queueId, waitingSince } of waiting)
      if (
        queueId === one.queueId &&
        (waitingSince < one.waitingSince || (waitingSince === one.waitingSince && id < one.id))
      )
        earlier += 1
    const waited = (world.now - one.waitingSince) / 1_000
    const isFull = mostWaiting !== null && earlier + 1 > mostWaiting
    const isLate = longestWaitSeconds !== null && !(waited < longestWaitSeconds)
    const isFirstTime = world.seen.overflowed.get(one.id) !== one.waitingSince
    const now = present(world.interactions.get(one.id), 'who waited')
    if (!isFirstTime || !(isFull || isLate)) {
      promise(now === one, `${one.id} is left where it is: there is place, and time`)
      continue
    }
    world.seen.overflowed.set(one.id, one.waitingSince)
    becameOf(world, one, now, overflow)
  }
}

function becameOf(
  world: World,
  one: Waiting,
  now: Interaction,
  { does, queueId }: { does: 'stay' | 'move' | 'close'; queueId: string | null },
): void {
  if (does === 'close') {
    promise(now.state === 'closed', `${one.id} is turned away from a line that is too long`)
    return
  }
  const to = [...world.queues.values()].find(({ id }) => id === queueId)
  const takes = to !== undefined && (to.channelIds.length === 0 || to.channelIds.some((id) => id === one.channelId))
  if (does === 'stay' || !takes) {
    promise(now === one, `${one.id} stays in a line that is too long`)
    return
  }
  promise(now.state === 'waiting' && now.queueId === queueId, `${one.id} goes on to ${queueId}`)
  promise(now.waitingSince === one.waitingSince, `${one.id} keeps its age where it is sent on to`)
}

// After each step ----------------------------------------------------------------------------------------------------

/** What must hold at any time. */
export function afterStep(world: World): void {
  oneOpenEach(world)
  for (const interaction of world.interactions.values()) closedNeverChanges(world, interaction)
  for (const agent of world.agents.values()) pausesAreTrue(world, agent)
  keepWhoHasGone(world)
  for (const interaction of openOnes(world)) clocksAreTrue(world, interaction)
  for (const { id, number, priority } of openOnes(world))
    promise(priority === (world.seen.priority.get(id) ?? 0), `#${number} has priority ${priority}`)
  if (!world.routerAwake) nobodyWaitsForNothing(world)
  storedOnce(world)
  inboxIsTrue(world)
  for (const { id, doNotContact } of world.known.contacts.values())
    promise(doNotContact === world.seen.stopped.has(id), `${id} is ${doNotContact ? '' : 'not '}marked`)
  for (const message of world.known.messagesById.values()) {
    const diary = world.seen.afterwards.get(message.id)
    if (diary) asWritten(message, diary)
  }
}

function oneOpenEach(world: World): void {
  const conversations = openOnes(world).map((interaction) => interaction.conversationId)
  promise(new Set(conversations).size === conversations.length, 'one open interaction for each conversation')
}

/** Looked at again later: not even by the back door. */
function closedNeverChanges(world: World, interaction: Interaction): void {
  const { closed } = world.seen
  const known = closed.get(interaction.id)
  if (interaction.state === 'closed') {
    promise(
      known === undefined || known.reopened < interaction.reopened || isSaidTheSame(known, interaction),
      'a closed interaction does not change',
    )
    closed.set(interaction.id, interaction)
  } else if (known) {
    promise(interaction.reopened > known.reopened, 'closed becomes open only by reopening')
  }
}

/** But for its tags, and what its contact was asked and answered. */
const isSaidTheSame = (a: Interaction, b: Interaction): boolean => a === b || said(a) === said(b)
const said = (interaction: Interaction): string => JSON.stringify({ ...interaction, satisfaction: null, tagIds: [] })

/** The break for disposing is shown exactly from the end of a conversation until it is closed, to whoever would be available. */
function pausesAreTrue(world: World, { id, presence }: SimAgent): void {
  const channels = [...world.channels.values()]
  const pauses = inHand(world, id).flatMap((interaction) => {
    if (interaction.state !== 'wrapping_up') return []
    return world.channels.get(interaction.channelId)?.pauseReasonId ?? []
  })
  if (pauses.length > 0)
    promise(presence.state !== 'available', `${id} is available although they still dispose of something`)
  const shown = presence.state === 'on_break' && channels.some((channel) => channel.pauseReasonId === presence.reasonId)
  const isPause = shown && presence.reasonId !== null
  if (isPause) promise(pauses.length > 0, `${id} is on the break for disposing although there is nothing to dispose of`)
}

function storedOnce(world: World): void {
  const { seen, known } = world
  let stored = 0
  for (const message of known.messagesById.values()) if (message.direction === 'in') stored++
  promise(stored === seen.inbound.size, `each inbound message is stored once: ${stored} of ${seen.inbound.size}`)
}

/** The line of a conversation in the inbox: how many are unread, and when the last message was. */
function inboxIsTrue({ known, seen }: World): void {
  const last = new Map<ConversationId, number>()
  for (const { conversationId, at } of known.messagesById.values())
    last.set(conversationId, Math.max(at, last.get(conversationId) ?? 0))
  for (const { id, unread, lastMessageAt } of known.conversationsById.values()) {
    promise(unread === (seen.unread.get(id) ?? 0), `${id}: ${unread} unread instead of ${seen.unread.get(id)}`)
    promise(lastMessageAt === last.get(id), `${id}: the last message was at ${last.get(id)}, not ${lastMessageAt}`)
  }
}

/** Whoever has just disappeared talks to nobody whose queue takes them back. */
export function leftBehind(world: World, agentId: AgentId): void {
  for (const one of inHand(world, agentId)) {
    const takesBack = world.queues.get(one.queueId)?.onAgentGone === 'return'
    const isTalk = one.state === 'active' && one.parked === null
    promise(!(takesBack && isTalk), `#${one.number} is left with ${agentId}, who has gone`)
  }
}

/**
 * Since when somebody has gone without coming back, whether they were away in that time, and since when a queue has taken
 * back what the gone had.
 */
function keepWhoHasGone(world: World): void {
  const { agents, queues, seen, now } = world
  const keep = <Id>(since: Map<Id, Instant>, id: Id, is: boolean, from: Instant): void => {
    if (!is) since.delete(id)
    else if (!since.has(id)) since.set(id, from)
  }
  for (const { id, presence } of agents.values()) {
    keep(seen.goneSince, id, hasGone(world, id), presence.since)
    if (presence.state === 'away') seen.wasAway.add(id)
    else if (!hasGone(world, id)) seen.wasAway.delete(id)
  }
  for (const { id, onAgentGone } of queues.values()) keep(seen.takesBackSince, id, onAgentGone === 'return', now)
}

/**
 * After a sweep nothing that its queue takes back is in the hands of somebody who has gone, once their grace period is
 * over; but for what they began themselves after they had gone.
 */
export function nothingKeptBack(world: World): void {
  const { seen, queues, agents, now } = world
  for (const one of openOnes(world)) {
    const agentId = handOf(one)
    if (agentId === null || !hasGone(world, agentId)) continue
    const { state, since } = present(agents.get(agentId), 'who holds it').presence
    const goneSince = seen.goneSince.get(agentId) ?? since
    const takesBackSince = seen.takesBackSince.get(one.queueId) ?? now
    const isDue = state === 'away' || since + graceMs <= now
    const isBegun = one.origin === 'agent' && one.createdAt >= goneSince
    // A queue that was set anew while they were gone may have let them keep it when they went.
    const takesBack = queues.get(one.queueId)?.onAgentGone === 'return' && takesBackSince < goneSince
    promise(!isDue || !takesBack || isBegun, `#${one.number} stays with ${agentId}, who has gone`)
  }
}

/** After a sweep nothing is overdue. */
export function nothingOverdue(world: World): void {
  for (const interaction of openOnes(world)) {
    if (interaction.state === 'offered')
      promise(interaction.offer.expiresAt > world.now, 'no offer stands beyond its time')
    const endsAt = interaction.state === 'wrapping_up' ? interaction.wrapUp.endsAt : null
    if (endsAt !== null) promise(endsAt > world.now, 'no wrap-up runs beyond its time')
    if (interaction.state === 'wrapping_up' && endsAt === null)
      promise(!world.seen.owed.has(interaction.conversationId), 'nobody waits for an answer behind a form')
    nothingForgotten(world, interaction)
    nothingUntold(world, interaction)
  }
  for (const { id, presence } of world.agents.values()) {
    promise(presence.returnsAt === null || presence.returnsAt > world.now, `${id} should be back`)
    const { breakBeginsAt, workReturnsAt } = presence
    promise(breakBeginsAt === null || breakBeginsAt > world.now, `the break of ${id} should have begun`)
    promise(workReturnsAt === null || workReturnsAt > world.now, `what ${id} held should have gone back`)
  }
}

/** Nothing stays set aside, on its way, or unanswered for longer than was said. */
function nothingForgotten(world: World, interaction: Interaction): void {
  const { conversationId, transfer, queueId } = interaction
  const queue = present(world.queues.get(queueId), 'a queue')
  if (transfer !== null && transfer.endsAt !== null)
    promise(transfer.endsAt > world.now, 'what was passed on comes back')
  if (interaction.state !== 'active') return
  const heard = world.seen.heardAt.get(conversationId) ?? 0
  const { parked } = interaction
  if (parked !== null) {
    promise(parked.until === null || parked.until > world.now, 'what is parked comes back in time')
    const mayWait = parked.reason === 'call' || heard <= parked.since
    promise(mayWait, `a contact who wrote at ${heard} is parked since ${parked.since}`)
    if (parked.reason === 'call')
      promise(world.seen.onCall.has(interaction.agentId), 'after a call everything comes back')
    return
  }
  const quiet = Math.max(world.seen.quietAt.get(conversationId) ?? 0, world.seen.inHandSince.get(interaction.id) ?? 0)
  const owed = world.seen.owed.has(conversationId)
  const limit = owed ? queue.agentSilenceSeconds : queue.contactSilenceSeconds
  if (limit !== null) promise(quiet + limit * 1_000 > world.now, `silence since ${quiet} has its consequence`)
}

/**
 * A contact who owes the answer is reminded when so long has passed since the last word, ours or a reminder's; so often at
 * most; and no more once the silence parks it.
 */
export function remindedAsSaid(world: World, one: Interaction, isReminded: boolean): void {
  const { reminders, contactSilenceSeconds } = present(world.queues.get(one.queueId), 'a queue')
  const told = (world.seen.reminders.get(one.id) ?? []).filter(({ silence }) => silence === one.quietSince)
  const isTheirTurn = one.state === 'active' && one.parked === null && !world.seen.owed.has(one.conversationId)
  const silent = (world.now - one.quietSince) / 1_000
  const isParkedNow = contactSilenceSeconds !== null && silent >= contactSilenceSeconds
  let waited = silent
  for (const { at } of told) waited = Math.min(waited, (world.now - at) / 1_000)
  const isTime = reminders !== null && waited >= reminders.afterSeconds && told.length < reminders.most
  promise(
    isReminded === (isTheirTurn && isTime && !isParkedNow),
    `#${one.number}, silent for ${silent} s and reminded ${told.length} times, is ${isReminded ? '' : 'not '}reminded`,
  )
  if (isReminded) world.seen.reminders.set(one.id, [...told, { silence: one.quietSince, at: world.now }])
}

/** Not who said stop, and only inside the window; whoever may be is. */
export function remindedWhoMayBe(
  { seen, now, channels }: World,
  { contactId, conversationId, channelId }: Interaction,
  isTold: boolean,
): void {
  const inWindow = now < (seen.lastInboundAt.get(conversationId) ?? 0) + dayMs
  const may = inWindow && !seen.stopped.has(contactId) && channels.get(channelId)?.active === true
  promise(isTold === may, `${contactId} is ${isTold ? '' : 'not '}reminded`)
}

// Clocks ---------------------------------------------------------------------------------------------------------------

/** What is promised of this clock: the queue's word goes before the channel's, and that before the house's. */
function promisedFor({ policies }: World, { queueId, channelId }: Interaction, name: ClockName): ClockPromise {
  const words = [policies.owners.get(queueId), policies.owners.get(channelId), policies.workspace]
  const word = words.find((one) => one?.[name])?.[name]
  // What holds where nobody said anything: five minutes for an answer, amber at four; the others are off.
  const on = name === 'next_response'
  const plain = { on, seconds: 300, warnPercent: 80, businessHours: true, onWarning: [], onBreach: [] }
  return word ?? plain
}

const minuteMs = 60_000

/** London is an hour ahead from the last Sunday of March to the last of October, changing at 01:00 of UTC. */
function wallOfLondon(at: number): Date {
  const year = new Date(at).getUTCFullYear()
  const lastSunday = (month: number) => {
    const last = new Date(Date.UTC(year, month + 1, 0, 1))
    return last.getTime() - last.getUTCDay() * dayMs
  }
  return new Date(at >= lastSunday(2) && at < lastSunday(9) ? at + 60 * minuteMs : at)
}

function isOpenAt({ blocks, specialDays }: OpenHours, at: number): boolean {
  const wall = wallOfLondon(at)
  const date = wall.toISOString().slice(0, 10)
  const time = wall.toISOString().slice(11, 16)
  const special =
    specialDays.find(({ on }) => on.every === 'once' && on.date === date) ??
    specialDays.find(({ on }) => on.every === 'year' && date.endsWith(`-${on.date}`)) ??
    specialDays.find(({ on }) => on.every === 'month' && on.day === wall.getUTCDate())
  const today = special?.blocks ?? blocks.filter(({ day }) => day === (wall.getUTCDay() || 7))
  return today.some(({ from, to }) => from <= time && time < to)
}

/** When so many milliseconds of the promise have passed: walked minute by minute. */
function walk(hours: OpenHours | null, { businessHours }: ClockPromise, from: number, ms: number): number {
  if (hours === null || !businessHours || ms === 0) return from + ms
  let left = ms
  for (let at = from; ; ) {
    const next = (Math.floor(at / minuteMs) + 1) * minuteMs
    if (isOpenAt(hours, at)) {
      if (next - at >= left) return at + left
      left -= next - at
    }
    at = next
  }
}

function slowClock(world: World, interaction: Interaction, name: ClockName, from: number): SlowClock {
  const promised = promisedFor(world, interaction, name)
  const none = { from, warnAt: null, dueAt: null, stoppedAt: null, told: new Set<string>() }
  if (!promised.on) return none
  const hours = world.channels.get(interaction.channelId)?.hours ?? null
  const dueAt = walk(hours, promised, from, promised.seconds * 1_000)
  const warnMs = promised.seconds * promised.warnPercent * 10
  const warnAt = promised.warnPercent === 100 ? null : walk(hours, promised, from, warnMs)
  return { ...none, warnAt, dueAt }
}

/** What was left of it when it stopped, laid on from now. */
function goesOn(world: World, interaction: Interaction, name: ClockName, slow: SlowClock): SlowClock {
  const { stoppedAt } = slow
  const promised = promisedFor(world, interaction, name)
  if (stoppedAt === null) return slow
  const hours = world.channels.get(interaction.channelId)?.hours ?? null
  const laidOn = (then: number | null): number | null => {
    if (then === null || then <= stoppedAt) return then
    const counts = hours !== null && promised.businessHours
    let left = 0
    for (let at = stoppedAt; at < then; ) {
      const next = Math.min(then, (Math.floor(at / minuteMs) + 1) * minuteMs)
      if (!counts || isOpenAt(hours, at)) left += next - at
      at = next
    }
    // By hours that have changed meanwhile nothing may be left.
    return left === 0 ? world.now : walk(hours, promised, world.now, left)
  }
  return { ...slow, warnAt: laidOn(slow.warnAt), dueAt: laidOn(slow.dueAt), stoppedAt: null }
}

/** The four clocks (D-09) are those of a diary that was kept slowly, with the times it worked out when they started. */
export function timeIsKept(world: World, before: Interaction | null, after: Interaction): void {
  const diary = world.seen.clocks.get(after.id) ?? new Map<ClockName, SlowClock>()
  world.seen.clocks.set(after.id, diary)
  const isOpen = after.state !== 'closed'
  const inLine = after.state === 'waiting' || after.state === 'offered'
  const keep = (name: ClockName, runs: boolean, from: number | null): void => {
    if (!runs) diary.delete(name)
    else if (!diary.has(name) && from !== null) diary.set(name, slowClock(world, after, name, from))
  }
  keep('queue_answer', inLine, world.now)
  const owed = after.awaitingReplySince
  keep('first_response', owed !== null, before === null ? after.createdAt : null)
  keep('next_response', owed !== null, owed)
  keep('solution', true, before === null ? after.createdAt : null)
  const response = diary.get('next_response')
  const isParked = after.state === 'active' && after.parked !== null
  if (response && isParked && response.stoppedAt === null)
    diary.set('next_response', { ...response, stoppedAt: world.now })
  if (response && !isParked && response.stoppedAt !== null)
    diary.set('next_response', goesOn(world, after, 'next_response', response))
  const solution = diary.get('solution')
  if (solution && !isOpen && solution.stoppedAt === null) diary.set('solution', { ...solution, stoppedAt: world.now })
  if (solution && isOpen && before?.state === 'closed')
    diary.set('solution', goesOn(world, after, 'solution', solution))
  for (const name of ['queue_answer', 'first_response', 'next_response', 'solution'] as const)
    showsTheTime(after, name, diary.get(name))
}

function showsTheTime({ number, clocks }: Interaction, name: ClockName, slow: SlowClock | undefined): void {
  const clock = clocks[name]
  const times = clock ? [clock.from, clock.warnAt, clock.dueAt] : []
  const expected = slow && slow.dueAt !== null ? [slow.from, slow.warnAt, slow.dueAt] : []
  promise(times.join() === expected.join(), `#${number}: ${name} runs to ${times} instead of ${expected}`)
  promise((clock?.pausedAt ?? null) === (slow?.dueAt ? slow.stoppedAt : null), `#${number}: ${name} stands still`)
}

/** What a clock sends to another queue comes there, and waits; nothing else is moved by a clock. */
function sentByItsClock({ seen }: World, before: Interaction, after: Interaction): void {
  if (before.queueId === after.queueId) return
  promise(seen.sentTo.get(after.id) === after.queueId, `#${after.number} was moved by no clock`)
  promise(after.state === 'waiting', `#${after.number} waits where its clock has sent it`)
}

/** Each warning and each breach once, not before its time, with what was promised to happen then. */
function tellsOnce(world: World, { before, after, command }: Change): void {
  const { seen, now } = world
  if (command.type !== 'clocks_due' || !before) return
  sentByItsClock(world, before, after)
  for (const name of ['queue_answer', 'first_response', 'next_response', 'solution'] as const) {
    const [was, is] = [before.clocks[name], after.clocks[name]]
    if (!was || !is || was.told === is.told) continue
    const told = `${after.id} ${name} ${is.told}`
    // A solution goes on after a reopening: it is the same start, and told no more.
    const words = present(seen.clocks.get(after.id)?.get(name), 'the diary of a clock').told
    promise(!words.has(is.told), `${told} was told already`)
    words.add(is.told)
    const since = is.told === 'warned' ? is.warnAt : is.dueAt
    promise(since !== null && since <= now, `${told} is told before its time`)
    const { onWarning, onBreach } = command.promises[name].promise
    const happens = is.told === 'warned' ? onWarning : onBreach
    const tells = happens.some(
      (one) => one.do === 'tell_supervisors' || (one.do === 'move' && !command.queues.has(one.queueId)),
    )
    promise(is.alarm === (was.alarm || tells), `${told}: supervisors are told when promised, or when it cannot move`)
    const raised = happens.reduce((sum, one) => sum + (one.do === 'raise_priority' ? one.by : 0), 0)
    const sent = happens.find((one) => one.do === 'move' && command.queues.has(one.queueId))
    const { transfer } = before
    const isOnItsWay = transfer !== null && (transfer.toAgentId !== null || transfer.endsAt !== null)
    const stays = after.state === 'wrapping_up' || isOnItsWay
    if (sent?.do === 'move' && !stays && !seen.sentTo.has(after.id)) seen.sentTo.set(after.id, sent.queueId)
    seen.priority.set(after.id, Math.min(1_000, (seen.priority.get(after.id) ?? 0) + raised))
  }
}

/** After a sweep nothing that is over was left untold. */
function nothingUntold({ now, seen }: World, { id, number, queueId, clocks }: Interaction): void {
  const sentTo = seen.sentTo.get(id)
  promise(sentTo === undefined || sentTo === queueId, `#${number} was sent to ${sentTo} and is in ${queueId}`)
  seen.sentTo.delete(id)
  for (const [name, { warnAt, dueAt, told, pausedAt }] of Object.entries(clocks)) {
    if (pausedAt !== null) continue
    promise(dueAt > now || told === 'breached', `#${number}: nobody was told that ${name} is over`)
    promise(warnAt === null || warnAt > now || told !== 'nothing', `#${number}: nobody was warned of ${name}`)
  }
}

// Messages -----------------------------------------------------------------------------------------------------------

/** No free text outside the window, by the contacts' own diary (D-01). */
export function wroteInTheWindow(world: World, conversationId: ConversationId): void {
  const last = world.seen.lastInboundAt.get(conversationId)
  promise(
    last !== undefined && world.now < last + dayMs,
    'free text only within 24 hours of the contact’s last message',
  )
}

/** And inside it nobody is kept from writing. */
export function refusedOutsideTheWindow(world: World, conversationId: ConversationId): void {
  const last = world.seen.lastInboundAt.get(conversationId)
  promise(last === undefined || world.now >= last + dayMs, 'within 24 hours of the contact’s last message text may go')
}

/** Nobody is written to first who is not to be, or outside the window without a template that may be used. */
export function begunAsAllowed(world: World, interaction: Interaction, templateId: TemplateId | null): void {
  const { conversationId, contactId } = interaction
  promise(!world.seen.stopped.has(contactId), `${contactId} is not to be written to, and somebody does`)
  if (templateId === null) wroteInTheWindow(world, conversationId)
  else promise(isOffered(world, templateId, interaction), `${templateId} may not be used`)
}

/** Whatever waited to leave: who is not to be written to gets no template any more, and answers while the window is open. */
export function leavesAsAllowed(
  { seen, now }: World,
  { contactId, conversationId }: Interaction,
  { id, templateId }: Message,
  leaves: boolean,
): void {
  const inWindow = now < (seen.lastInboundAt.get(conversationId) ?? 0) + dayMs
  const may = !seen.stopped.has(contactId) || (templateId === null && inWindow)
  promise(leaves === may, `${id} ${leaves ? 'leaves' : 'does not leave'} for ${contactId}`)
}

/** As people write an answer: its words or its number, however they spell it; null: what is no answer. */
export const writtenAnswers: Readonly<Record<string, number | null>> = {
  '1': 0,
  '2': 1,
  ' 3 ': 2,
  ' good. ': 0,
  'Fine!': 1,
  BAD: 2,
  '2.': 1,
  '0': null,
  '4': null,
  'Good idea': null,
  '12': null,
}

/**
 * Which messages of a batch answer a question of ours, and with what. A button says for itself what it answers. Words are
 * an answer for a day, as long as nobody has answered yet and the contact has not come back since, unless whoever has it
 * asked.
 */
export function answersAmong(
  { seen, known, interactions, now }: World,
  batch: readonly { channelId: ChannelId; fact: InboundFact }[],
): ReadonlySet<string> {
  const found = new Set<string>()
  const wait = new Set<ConversationId>()
  const told = new Set<string>(seen.inbound)
  for (const { channelId, fact } of batch) {
    if (fact.type !== 'message' || told.has(fact.providerMessageId)) continue
    told.add(fact.providerMessageId)
    const { content } = fact
    const conversationId = seen.conversations.get(writerOn(channelId, fact.from))
    const latest = conversationId && known.interactions.get(conversationId)
    if (!latest) continue
    const [, pressed, place] = content.kind === 'choice' ? content.id.split(':') : []
    const asked = pressed === undefined ? latest : [...interactions.values()].find(({ id }) => id === pressed)
    const given = content.kind === 'text' ? (writtenAnswers[content.text] ?? null) : Number(place)
    const question = asked?.satisfaction ?? null
    const isInHand = latest.state === 'active' || latest.state === 'wrapping_up'
    const askedByThem = isInHand && question !== null && latest.acceptedAt <= question.askedAt
    const isHere = !wait.has(conversationId) && (latest.state === 'closed' || askedByThem)
    const isInTime = pressed !== undefined || (isHere && question !== null && now < question.askedAt + dayMs)
    const isFirst = asked !== undefined && !seen.answers.has(asked.id)
    if (isInTime && isFirst && question !== null && given !== null && given < question.answers.length) {
      seen.answers.set(asked.id, given)
      found.add(fact.providerMessageId)
    } else if (content.kind === 'text' && latest.state === 'closed') wait.add(conversationId)
  }
  return found
}

/** What contacts answered is what stands there: the first answer of each, and nothing that was none. */
export function answeredAsSaid({ interactions, seen }: World): void {
  for (const { id, satisfaction } of interactions.values()) {
    const [is, said] = [satisfaction?.answer?.place ?? null, seen.answers.get(id) ?? null]
    promise(is === said, `${id} was answered with ${is} instead of ${said}`)
  }
}

const writerOn = (channelId: ChannelId, { addresses }: Sender): string =>
  `${channelId} ${addresses.map(({ value }) => value).join(' ')}`

/** Each contact has one thread on a channel, and nobody else writes in it. */
export function oneThreadEach({ seen }: World, channelId: ChannelId, from: Sender, id: ConversationId): void {
  const theirs = writerOn(channelId, from)
  promise((seen.writers.get(id) ?? theirs) === theirs, `${theirs} writes in a stranger’s thread`)
  promise((seen.conversations.get(theirs) ?? id) === id, `${theirs} has two threads`)
  seen.writers.set(id, theirs)
  seen.conversations.set(theirs, id)
}

/** A message is what its contact last made of it, and holds no more of a card's number than the channel allows. */
function asWritten({ id, content, editedAt, revokedAt, reactions }: Message, diary: Afterwards): void {
  const text = content.kind === 'text' ? content.text : null
  promise(text === diary.text, `${id} says "${text}" instead of "${diary.text}"`)
  promise(editedAt === diary.editedAt, `${id} was last edited at ${diary.editedAt}`)
  promise((revokedAt !== null) === diary.isRevoked, `${id} is taken back exactly when the contact does`)
  const emoji = reactions.find(({ from }) => from === 'contact')?.emoji ?? null
  promise(emoji === diary.emoji, `${id} has the reaction ${emoji} instead of ${diary.emoji}`)
}

const forward: Record<string, readonly string[]> = {
  queued: ['queued', 'sending', 'accepted', 'unknown', 'sent', 'delivered', 'read', 'played', 'failed'],
  accepted: ['accepted', 'sent', 'delivered', 'read', 'played', 'failed'],
  sent: ['sent', 'delivered', 'read', 'played', 'failed'],
  delivered: ['delivered', 'read', 'played'],
  read: ['read', 'played'],
  played: ['played'],
  failed: ['failed', 'delivered', 'read', 'played'],
}

/** What screens were told about one message never goes back. */
export function deliveriesMoveForward(world: World): void {
  const told = new Map<string, string>()
  for (const { event } of world.journal) {
    if (event?.type !== 'message.delivery_changed') continue
    const before = told.get(event.messageId) ?? 'queued'
    promise(forward[before]?.includes(event.delivery) === true, `a delivery went from ${before} to ${event.delivery}`)
    told.set(event.messageId, event.delivery)
  }
}

// Screens ------------------------------------------------------------------------------------------------------------

/** Nobody is sent what is none of theirs: an agent's lines are about their queues, what they hold and are offered. */
export function sentToTheRight(world: World, { role, agentId, queueIds }: Viewer, event: DomainEvent): void {
  keptFromStrangers(world, agentId, event)
  if (role !== 'agent') return
  const card = 'card' in event ? event.card : null
  const named = [...('agentIds' in event ? event.agentIds : []), ...('others' in event ? event.others : [])]
  const about = [
    card?.agentId,
    ...(card?.offer?.agentIds ?? []),
    card?.transfer?.toAgentId,
    'toAgentId' in event ? event.toAgentId : null,
    'askedId' in event ? event.askedId : null,
    'agentId' in event ? event.agentId : null,
    ...named,
  ]
  const queue = card?.queueId ?? ('queueId' in event ? event.queueId : null)
  // What leaves a queue is told to those it leaves.
  const left = leftBy(event)
  const isPrivate = card !== null || event.type.startsWith('message.') || event.type === 'note.added'
  const isTheirs = about.includes(agentId) || queueIds.some((id) => id === queue || id === left)
  promise(!isPrivate || isTheirs, `${agentId} was sent ${event.type}, which is none of theirs`)
}

const leftBy = (event: DomainEvent): QueueId | null =>
  event.type === 'interaction.moved'
    ? event.fromQueueId
    : (('leftQueueId' in event ? event.leftQueueId : undefined) ?? null)

/** Of what tags hide nobody is told but who has it in hand, or had it until this. */
function keptFromStrangers(world: World, agentId: AgentId, event: DomainEvent): void {
  const agent = present(world.agents.get(agentId), 'who is told')
  if (event.type === 'channel.saved' || event.type === 'channel.opened' || event.type === 'channel.closed')
    promise(isTagged(world, agent, { channelId: event.channel.id, queueId: null }), `${agentId} is told of a channel`)
  if (event.type === 'queue.saved')
    promise(isTagged(world, agent, { channelId: null, queueId: event.queue.id }), `${agentId} is told of a queue`)
  const { card, conversationId } = { card: null, conversationId: null, ...event }
  const id = card?.conversation.id ?? conversationId
  const newest = id && world.known.interactions.get(id)
  // An answer may be about one that came before it, and is told where that one was.
  const latest = card && newest && card.id !== newest.id ? world.interactions.get(card.id) : newest
  // Where it was until now they are told that it has gone.
  const left = leftBy(event)
  if (latest && left !== null && isTagged(world, agent, { ...latest, queueId: left })) return
  if (!latest || isTagged(world, agent, latest)) return
  // What came before it in the batch that began it is told where the one before it was.
  const before =
    latest.previousId !== null && latest.createdAt === world.now && world.interactions.get(latest.previousId)
  if (before && event.type.startsWith('message.') && isTagged(world, agent, before)) return
  const named = { agentId: null, toAgentId: null, agentIds: [], others: [], ...event }
  const all = [named.agentId, named.toAgentId, ...named.agentIds, ...named.others]
  // A message is told of as it was when it came, whoever has the conversation by the end of the batch.
  const given = event.type.startsWith('interaction.') || ('held' in event && event.held) ? all : []
  const last = event.type === 'interaction.closed' && latest.state === 'closed' ? [latest.agentId] : []
  // Who set it aside still has it, and a colleague who is asked to take it reads along.
  const theirs = [holder(latest), latest.transfer?.toAgentId]
  const hands = [...busy(latest), ...theirs, ...given, ...last]
  promise(hands.includes(agentId), `${agentId} was sent ${event.type}, which tags hide`)
}

/** A screen that replayed the journal shows what it would load now. */
export function screensAgree(world: World): void {
  for (const screen of world.screens) {
    const fresh = freshView(world, screen.me.agentId, Object.keys(screen.threads) as ConversationId[])
    const place = firstDifference(shownPart(screen), shownPart(fresh), screen.me.name)
    promise(place === null, `a screen differs from what it would load: ${place}`)
    showsTheirs(world, screen)
  }
}

/** An agent sees what they hold, what they are asked, and what waits in their queues; others see all that is open. */
function showsTheirs(world: World, { me, interactions }: View): void {
  for (const interaction of world.interactions.values()) {
    const isWaiting = interaction.state === 'waiting' || interaction.state === 'offered'
    const inTheirQueue = isWaiting && me.queueIds.some((id) => id === interaction.queueId)
    const isAsked = interaction.state === 'active' && interaction.transfer?.toAgentId === me.agentId
    const agent = present(world.agents.get(me.agentId), 'whose screen it is')
    const isOpen = isTagged(world, agent, interaction) && (me.role !== 'agent' || inTheirQueue)
    const isInHand = holder(interaction) === me.agentId || busy(interaction).includes(me.agentId)
    const isTheirs = isInHand || isAsked || isOpen
    const expected = interaction.state !== 'closed' && isTheirs
    promise(interaction.id in interactions === expected, `${me.name} ${expected ? 'misses' : 'sees'} ${interaction.id}`)
  }
}

/** A channel or a queue that tags hide is there for who holds something of it, and stays till they load again. */
const without = <T>(things: Readonly<Record<string, T>>, ids: readonly string[] = []): Record<string, T> =>
  Object.fromEntries(Object.entries(things).filter(([id]) => !ids.includes(id)))

const shownPart = ({ me, channels, queues, agents, interactions, threads, tagging }: View): object => {
  const queueIds: readonly QueueId[] = me.queueIds
  const { hidden } = me
  const shown = { channels: without(channels, hidden?.channelIds), queues: without(queues, hidden?.queueIds) }
  return { queueIds, hidden, ...shown, agents, interactions, threads, tagging }
}

/** The path to the first place where two values differ; null when they are the same. */
function firstDifference(a: unknown, b: unknown, path: string): string | null {
  if (a === b) return null
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return `${path}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`
  }
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>]
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[key], right[key], `${path}.${key}`)
    if (found !== null) return found
  }
  return null
}

// What is sent later -------------------------------------------------------------------------------------------------

/** For a time to come, and not for one that nobody will remember. */
export function plannedInTime(world: World, { goesAt }: Pick<Planned, 'goesAt'>, isPlanned: boolean): void {
  const inTime = goesAt > world.now && goesAt <= world.now + 90 * dayMs
  promise(!isPlanned || inTime, 'nothing is planned for the past, or further ahead than ninety days')
}

/** Its author, who holds the conversation, and supervisors: nobody else has a say in it, and none of them is kept out. */
export function decidedBy(
  _world: World,
  interaction: Interaction,
  agent: SimAgent,
  author: AgentId,
  isAllowed: boolean,
): void {
  const hasSay = agent.role !== 'agent' || agent.id === author || holder(interaction) === agent.id
  promise(isAllowed === hasSay, `${agent.id} ${hasSay ? 'decides' : 'does not decide'} on what ${author} planned`)
}

/** Is the template one that may go there: approved, not kept for other channels, and not to who is not to be written to? */
function isOffered({ templates, seen }: World, id: TemplateId, { channelId, contactId }: Interaction): boolean {
  const { status, channelIds } = present(templates.get(id), 'a template')
  const isThere = channelIds.length === 0 || channelIds.some((one) => one === channelId)
  return status === 'approved' && isThere && !seen.stopped.has(contactId)
}

/** Nothing is planned that whoever is not to be written to could never get; unless something else is in its way as well. */
export function plannedForWhoWantsIt(world: World, interaction: Interaction, { agentId, ...planned }: Planned): void {
  const author = present(world.agents.get(agentId), 'an author')
  const isTheirs = author.role !== 'agent' || (interaction.state === 'active' && interaction.agentId === agentId)
  const { active } = present(world.channels.get(interaction.channelId), 'a channel')
  if (!world.seen.stopped.has(interaction.contactId) || !isTheirs || !active || interaction.state === 'closed') return
  const last = world.seen.lastInboundAt.get(interaction.conversationId) ?? 0
  const isAnswer = planned.templateId === null && planned.goesAt < last + dayMs
  promise(isAnswer, `${interaction.contactId} is not to be written to, and something is planned for them`)
}

/** May the author write there now, as anybody may who presses Send? */
function mayGoNow(world: World, interaction: Interaction, { by, templateId }: SeenPlan): boolean {
  const author = present(world.agents.get(by), 'an author')
  const last = world.seen.lastInboundAt.get(interaction.conversationId)
  const inWindow = last !== undefined && world.now < last + dayMs
  const isOpen = interaction.state !== 'closed'
  const theirs = interaction.state === 'active' && interaction.agentId === by
  const { active, kind } = present(world.channels.get(interaction.channelId), 'a channel')
  const isSent = templateId === null ? inWindow : isOffered(world, templateId, interaction) && kind === 'whatsapp'
  return active && isOpen && (theirs || author.role !== 'agent') && isSent
}

/** Once, not before its time, and only where its author could have written. */
export function sentAtItsTime(world: World, interaction: Interaction, id: PlannedMessageId): void {
  const seen = present(world.seen.plans.get(id), 'a plan')
  promise(seen.state === 'waits', `${id} was ${seen.state}, and goes nowhere`)
  promise(world.now >= seen.goesAt, `${id} does not go before its time`)
  promise(mayGoNow(world, interaction, seen), `${id} may not go: nobody may write that there now`)
  seen.state = 'sent'
}

/** What may go, goes; what may not is with whoever holds the conversation, else with who wrote it, else with the queue. */
export function backWithSomebody(
  world: World,
  interaction: Interaction,
  id: PlannedMessageId,
  { toAgentId, authorSees }: { toAgentId: AgentId | null; authorSees: boolean },
): void {
  const seen = present(world.seen.plans.get(id), 'a plan')
  promise(seen.state === 'waits' && world.now >= seen.goesAt, `${id} is given back once, at its time`)
  promise(!mayGoNow(world, interaction, seen), `${id} could have gone, and did not`)
  const wanted = holder(interaction) ?? (authorSees ? seen.by : null)
  promise(toAgentId === wanted, `${id} is back with ${toAgentId} instead of ${wanted}`)
  seen.state = 'returned'
}

/** Nothing that was planned is ever gone without a word, and the lists say that there is something. */
export function nothingPlannedIsLost({ seen, planned, known, now }: World): void {
  for (const [id, { state, goesAt }] of seen.plans) {
    const stands = planned.get(id)
    promise(
      (stands !== undefined) === (state === 'waits' || state === 'returned'),
      `${id}, which was ${state}, is lost`,
    )
    promise(((stands?.returned ?? null) !== null) === (state === 'returned'), `${id} is ${state}`)
    promise(state !== 'waits' || goesAt > now, `${id} should have gone`)
  }
  for (const conversation of known.conversationsById.values()) {
    const theirs = [...planned.values()].filter(({ conversationId }) => conversationId === conversation.id)
    const back = theirs.filter(({ returned }) => returned !== null)
    const shown = back.length > 0 ? 'returned' : theirs.length > 0 ? 'waits' : null
    promise(conversation.planned === shown, `${conversation.id} says ${conversation.planned} of what is planned`)
  }
}
