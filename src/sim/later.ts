import type { Instant, PlannedMessageId } from '../contract/ids.ts'
import { maxPlanAheadMs } from '../contract/operations/later.ts'
import { isHidden } from '../contract/sight.ts'
import { present } from '../kernel/assert.ts'
import type { Message } from '../modules/conversations/core/message.ts'
import {
  checkTime,
  fateOf,
  foresee,
  mayDecideOn,
  type Planned,
  plannedCard,
  plansShown,
} from '../modules/conversations/core/planned.ts'
import { mayWriteIn, type Standing } from '../modules/conversations/core/sending.ts'
import { whoseIs } from '../modules/routing/core/facts.ts'
import type { Interaction } from '../modules/routing/core/interaction.ts'
import { backWithSomebody, decidedBy, plannedForWhoWantsIt, plannedInTime, sentAtItsTime } from './promises.ts'
import {
  cardOf,
  factsOf,
  hiddenOf,
  mayUse,
  newId,
  note,
  plannedIn,
  queue,
  record,
  type SimAgent,
  type World,
} from './world.ts'

/** What is sent later, in the world of the simulation: a shell as thin as the real one. */

const hourMs = 60 * 60 * 1_000

/** Somebody plans something, for any time at all; or decides on what is planned, theirs or not. */
export function somebodyPlans(world: World): void {
  const { random } = world
  const known = random.some([...world.planned.values()])
  if (known && random.chance(0.5)) decide(world, known)
  else writeSomewhere(world)
}

function writeSomewhere(world: World): void {
  const { random } = world
  const interaction = random.some([...world.interactions.values()].filter((one) => isLatest(world, one)))
  if (!interaction) return
  const standing = standingOf(interaction)
  const holder = standing.agentId
  const agent = world.agents.get(holder !== null && random.chance(0.8) ? holder : random.pick([...world.agents.keys()]))
  if (!agent || !mayWriteIn(standing, asked(agent)).ok) return
  write(world, interaction, agent)
}

const isLatest = ({ known }: World, { id, conversationId }: Interaction): boolean =>
  known.interactions.get(conversationId)?.id === id

function write(world: World, interaction: Interaction, agent: SimAgent): void {
  const { random } = world
  const goesAt = someTime(world)
  const planned: Planned = {
    id: newId(world) as PlannedMessageId,
    conversationId: interaction.conversationId,
    channelId: interaction.channelId,
    clientId: newId(world),
    agentId: agent.id,
    contents: [{ kind: 'text', text: 'As promised.' }],
    quote: null,
    templateId: random.chance(0.4) ? random.pick([...world.templates.keys()]) : null,
    templateFill: null,
    plannedAt: world.now,
    goesAt,
    returned: null,
    version: 1,
  }
  keep(world, interaction, planned, agent)
}

const someTime = ({ random, now }: World): Instant =>
  (now +
    random.pick([-1, 0, 1, 30_000, hourMs, 23 * hourMs, 25 * hourMs, maxPlanAheadMs, maxPlanAheadMs + 1])) as Instant

/** Planned, or planned anew, where its time and its contact allow. */
function keep(world: World, interaction: Interaction, planned: Planned, agent: SimAgent): void {
  const allowed = checkTime(planned.goesAt, world.now)
  const foreseen = allowed.ok ? foresee(planned, circumstancesOf(world, interaction, agent, planned)) : allowed
  note(
    world,
    `${agent.id} plans ${planned.id} for ${planned.goesAt} -> ${foreseen.ok ? foreseen.value : foreseen.refusal}`,
  )
  plannedInTime(world, planned, foreseen.ok)
  if (foreseen.ok) plannedForWhoWantsIt(world, interaction, planned)
  if (!foreseen.ok) return
  const { agentId: by, goesAt, templateId } = planned
  world.seen.plans.set(planned.id, { by, goesAt, templateId, state: 'waits' })
  put(world, interaction, planned)
}

function decide(world: World, planned: Planned): void {
  const { random } = world
  const interaction = present(world.known.interactions.get(planned.conversationId), 'the latest interaction')
  const standing = standingOf(interaction)
  const pressing = random.pick([planned.agentId, standing.agentId ?? planned.agentId, ...world.agents.keys()])
  const agent = present(world.agents.get(pressing), 'somebody who presses')
  const allowed = mayDecideOn(planned, standing, asked(agent))
  decidedBy(world, interaction, agent, planned.agentId, allowed)
  if (!allowed) return
  if (random.chance(0.5)) {
    const changed = { agentId: agent.id, plannedAt: world.now, goesAt: someTime(world), returned: null }
    keep(world, interaction, { ...planned, ...changed, version: planned.version + 1 }, agent)
    return
  }
  note(world, `${agent.id} takes ${planned.id} back`)
  end(world, interaction, planned, 'taken_back')
  present(world.seen.plans.get(planned.id), 'a plan').state = 'taken back'
}

/** What is due goes, or is back with somebody. Answers with what is to be sent. */
export function sendPlanned(world: World): Message[] {
  const due = [...world.planned.values()].filter((one) => one.returned === null && one.goesAt <= world.now)
  return due.sort((a, b) => a.goesAt - b.goesAt).flatMap((planned) => atItsTime(world, planned) ?? [])
}

function atItsTime(world: World, planned: Planned): Message | null {
  const interaction = present(world.known.interactions.get(planned.conversationId), 'the latest interaction')
  const author = present(world.agents.get(planned.agentId), 'its author')
  const authorSees = sees(world, author, interaction)
  const fate = fateOf(planned, { ...circumstancesOf(world, interaction, author, planned), authorSees }, world.now)
  note(world, `${planned.id} is due -> ${fate.does === 'send' ? 'sent' : `${fate.why}, with ${fate.toAgentId}`}`)
  if (fate.does === 'send') {
    sentAtItsTime(world, interaction, planned.id)
    end(world, interaction, planned, 'sent')
    return queue(world, interaction, planned.agentId, planned.templateId)
  }
  const { why, toAgentId } = fate
  backWithSomebody(world, interaction, planned.id, { toAgentId, authorSees })
  put(world, interaction, { ...planned, returned: { why, at: world.now, toAgentId }, version: planned.version + 1 })
  return null
}

function put(world: World, interaction: Interaction, planned: Planned): void {
  world.planned.set(planned.id, planned)
  show(world, interaction)
  record(world, { type: 'message.planned', ...about(world, interaction), planned: plannedCard(planned) })
}

function end(world: World, interaction: Interaction, { id }: Planned, how: 'sent' | 'taken_back'): void {
  world.planned.delete(id)
  show(world, interaction)
  record(world, { type: 'message.plan_ended', ...about(world, interaction), plannedId: id, how })
}

function show(world: World, { conversationId }: Interaction): void {
  const conversation = present(world.known.conversationsById.get(conversationId), 'a conversation')
  conversation.planned = plansShown(plannedIn(world, conversationId))
}

function about(world: World, interaction: Interaction) {
  const { conversationId, channelId } = interaction
  const card = interaction.state === 'closed' ? null : cardOf(world, interaction)
  return { conversationId, channelId, ...whoseIs(interaction), card }
}

function circumstancesOf(world: World, interaction: Interaction, { id, role }: SimAgent, { templateId }: Planned) {
  const facts = factsOf(world, interaction)
  const use = templateId === null ? null : mayUse(world, templateId, facts.channel)
  return {
    facts,
    interaction: standingOf(interaction),
    author: { agentId: id, role, works: true },
    unusable: use === null || use.ok ? null : use.refusal,
  }
}

const asked = ({ id, role }: SimAgent) => ({ agentId: id, role })

const standingOf = (interaction: Interaction): Standing => ({
  state: interaction.state,
  agentId: 'agentId' in interaction ? interaction.agentId : null,
})

/** Whose queue it is in, or who had it last; unless tags hide it. */
function sees(world: World, agent: SimAgent, interaction: Interaction): boolean {
  const { channelId, queueId } = interaction
  if (isHidden(hiddenOf(world, agent), { channelId, queueId })) return false
  const had = 'agentId' in interaction && interaction.agentId === agent.id
  return agent.role !== 'agent' || agent.queueIds.includes(queueId) || had
}
