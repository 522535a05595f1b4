import type { AgentId, QueueId } from '../contract/ids.ts'
import { present } from '../kernel/assert.ts'
import { choose } from '../modules/presence/core/presence.ts'
import type { InteractionCommand, Readiness, Seen } from '../modules/routing/core/commands.ts'
import type { Interaction } from '../modules/routing/core/interaction.ts'
import { takesChannel } from '../modules/routing/core/line.ts'
import { hasRoom } from '../modules/routing/core/route.ts'
import { leftNothing } from './promises.ts'
import { carryOut, open, routableAgents, sayPresence, type World } from './world.ts'

/** What a supervisor presses on some interaction: seldom one that is closed, or that has changed since they looked. */
export function steering(world: World): { interaction: Interaction; command: InteractionCommand } | null {
  const { random, now: at } = world
  const interaction = random.some(random.chance(0.95) ? open(world) : [...world.interactions.values()])
  if (!interaction) return null
  const by = supervisorOf(world)
  const seen = seenBy(world, interaction)
  const kind = random.below(10)
  if (kind < 4) {
    const queue = random.pick([...world.queues.values()])
    const takes = takesChannel(queue, interaction.channelId)
    const command = { type: 'move', queueId: queue.id, takes, by: random.chance(0.8) ? by : null, at, seen } as const
    return { interaction, command }
  }
  if (kind < 6) return { interaction, command: { type: 'take_back', by, at, seen } }
  if (kind < 7) return { interaction, command: { type: 'turn_away', at } }
  const agentId = random.pick([...world.agents.keys()])
  const readiness = readinessOf(world, agentId, interaction)
  return {
    interaction,
    command: { type: 'assign', agentId, by, at, seen, readiness, aboveCapacity: random.chance(0.2) },
  }
}

const supervisorOf = ({ agents, random }: World): AgentId =>
  random.pick([...agents.values()].filter(({ role }) => role !== 'agent')).id

/** How it stands, mostly; or how it stood in somebody's eyes a while ago. */
function seenBy(world: World, interaction: Interaction): Seen | null {
  const { random } = world
  const agentId = interaction.state !== 'closed' && 'agentId' in interaction ? interaction.agentId : null
  if (random.chance(0.7)) return { queueId: interaction.queueId, agentId }
  if (random.chance(0.5)) return null
  const queueId = random.pick<QueueId>([...world.queues.keys()])
  return { queueId, agentId: random.chance(0.5) ? null : random.pick([...world.agents.keys()]) }
}

/** May this agent be given it, as the shell finds out. */
export function readinessOf(world: World, agentId: AgentId, { channelId }: Interaction): Readiness {
  const { presence } = present(world.agents.get(agentId), 'an agent')
  const agent = present(
    routableAgents(world).find(({ id }) => id === agentId),
    'an agent',
  )
  const signedIn = presence.state !== 'signed_out' && presence.state !== 'away'
  return { signedIn, room: hasRoom(agent, channelId, [...world.channels.values()]) }
}

/** A supervisor signs somebody out: what they hold goes back to its queues first. */
export function signOut(world: World): void {
  const { random, now: at } = world
  const agentId = random.pick([...world.agents.keys()])
  const by = supervisorOf(world)
  // Also what they have set aside: it would come back to nobody.
  const theirs = open(world).filter((interaction) => 'agentId' in interaction && interaction.agentId === agentId)
  for (const { id } of theirs) carryOut(world, id, { type: 'take_back', by, at, seen: null })
  sayPresence(world, agentId, (now) => choose(now, { ...ended, at }))
  leftNothing(world, agentId)
}

/** How a supervisor signs somebody out: nothing keeps them. */
const ended = {
  state: 'signed_out',
  reason: null,
  pauses: [],
  held: 0,
  readyRule: 'by_queue',
  graceSeconds: 60,
} as const
