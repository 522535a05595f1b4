import type { StrategyName } from '../../src/contract/cards.ts'
import type { AgentId, ChannelId, QueueId } from '../../src/contract/ids.ts'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { defaultPreferences, savePreferences, saveUser } from '../../src/contract/operations/identity.ts'
import { saveQueue } from '../../src/contract/operations/queues.ts'
import { syncTemplates } from '../../src/contract/operations/templates.ts'
import type { Client } from '../../src/testing/client.ts'
import type { Person } from './person.ts'
import type { Phones } from './phones.ts'

/** A business number of its own with a queue and people behind it: nobody else's journey crosses it. */
export type Team<Names extends readonly string[]> = {
  readonly name: string
  /** What phones write to. */
  readonly number: string
  readonly queueId: QueueId
  readonly channelId: ChannelId
  /** As many as were named. */
  readonly agents: { readonly [Place in keyof Names]: Member }
}
export type Member = Person & { readonly id: AgentId }

export type WantedTeam<Names extends readonly string[]> = {
  /** Names the queue, the channel and the business. */
  name: string
  agents: Names
  acceptSeconds?: number
  /** How the queue picks: longest idle, unless it is said. */
  strategy?: StrategyName
  /** How many of the channel's interactions one agent may hold. */
  capacity?: number
  wrapUpSeconds?: number
}

/** Who sets it up, and where. */
export type Scene = {
  origin: string
  phones: Phones
  administrator: Client
  calls: (person: Person) => Promise<Client>
}

let teams = 0

/** Set up a team through the same calls the administrator's screens make. Sending is not held back for undoing. */
export async function makeTeam<const Names extends readonly string[]>(
  scene: Scene,
  { name, agents, acceptSeconds = 30, strategy = 'longest_idle', capacity = 5, wrapUpSeconds = 120 }: WantedTeam<Names>,
): Promise<Team<Names>> {
  const place = ++teams
  const { administrator } = scene
  const { id: queueId } = await administrator.must(saveQueue, {
    id: null,
    version: 0,
    name,
    description: '',
    strategy,
    acceptSeconds,
    onReject: 'on_break',
    onTimeout: 'offline',
    returnSeconds: null,
    asksToAccept: true,
    wrapUpSeconds,
    afterWrapUp: 'available',
    members: [],
  })
  const members = await Promise.all(agents.map((agent) => addMember(scene, agent, [queueId])))
  const number = `7008009002${String(place).padStart(5, '0')}`
  const channelId = await connect(scene, { name, number, place, queueId, capacity })
  return { name, number, queueId, channelId, agents: members as unknown as Team<Names>['agents'] }
}

/** Somebody new in these queues, who has not signed in yet. */
async function addMember({ calls, administrator }: Scene, name: string, queueIds: QueueId[]): Promise<Member> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@velmora.example`
  const person = { name, email, password: 'quilt-lantern-river' }
  const { id } = await administrator.must(saveUser, {
    ...person,
    id: null,
    version: 0,
    role: 'agent',
    active: true,
    capacity: null,
    denied: [],
    queueIds,
  })
  await (await calls(person)).must(savePreferences, { ...defaultPreferences, undoSeconds: 0 })
  return { ...person, id }
}

type Line = { name: string; number: string; place: number; queueId: QueueId; capacity: number }

async function connect(
  { administrator, phones, origin }: Scene,
  { name, number, place, queueId, capacity }: Line,
): Promise<ChannelId> {
  const displayNumber = `+44 7700 900${900 + place}`
  const accessToken = `sim-access-token-of-team-${place}`
  await phones.control('POST', '/numbers', { phoneNumberId: number, displayNumber, name, accessToken })
  const demo = (await administrator.must(listChannels, {})).channels[0]
  if (!demo) throw new Error('the demo has a channel')
  const { id } = await administrator.must(saveChannel, {
    ...demo,
    id: null,
    version: 0,
    key: `T${place}`,
    name,
    description: '',
    displayNumber,
    queueId,
    capacity,
    optIn: null,
    recontact: null,
    dispositionRequired: false,
    connection: { ...demo.connection, phoneNumberId: number },
    accessToken,
    addAppSecret: 'sim-app-secret-01',
  })
  const made = (await administrator.must(listChannels, {})).channels.find((channel) => channel.id === id)
  if (!made) throw new Error('a saved channel is listed')
  await phones.control('POST', '/numbers', {
    phoneNumberId: number,
    callbackUrl: `${origin}${new URL(made.webhookUrl).pathname}`,
    verifyToken: made.verifyToken,
  })
  await administrator.must(syncTemplates, { channelId: id })
  return id
}
