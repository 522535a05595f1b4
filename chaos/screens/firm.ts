import type pg from 'pg'
import type { AgentCard } from '../../src/contract/cards.ts'
import type { AgentId, ChannelId, Instant, QueueId } from '../../src/contract/ids.ts'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { listUsers, saveUser } from '../../src/contract/operations/identity.ts'
import { saveQueue } from '../../src/contract/operations/queues.ts'
import type { Role } from '../../src/contract/permissions.ts'
import { present } from '../../src/kernel/assert.ts'
import { createWorkspace } from '../../src/modules/identity/create-workspace.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import type { Rights } from './rights.ts'

/** The word of each queue: it stands in every letter to it and in every note about it, and nowhere else. */
export const WORDS = ['kestrel', 'marlin'] as const
export type Word = (typeof WORDS)[number]

/** One workspace with its people, two queues and a channel for each. */
export type Firm = {
  readonly administrator: Client
  readonly people: readonly FirmPerson[]
  readonly queues: Readonly<Record<Word, QueueId>>
  readonly doors: Readonly<Record<Word, Door>>
}
export type Door = { readonly path: string; readonly line: string }

export type FirmPerson = {
  readonly id: AgentId
  readonly name: string
  readonly email: string
  /** What they may see when nothing has been changed. */
  readonly usual: Standing
  /** At the first node; the cookie is good at the others. */
  client: Client
  now: Standing
}
export type Standing = { readonly role: Role; readonly words: readonly Word[]; readonly active: boolean }

export const PASSWORD = 'lantern-on-the-quay-9'
export const APP_SECRET = 'an-app-secret-of-nobody'

const usual: readonly { name: string; role: Role; words: readonly Word[] }[] = [
  { name: 'Sofia Castro', role: 'supervisor', words: [] },
  { name: 'Ben Carter', role: 'agent', words: ['kestrel'] },
  { name: 'Carla Nunes', role: 'agent', words: ['kestrel'] },
  { name: 'Davi Moreno', role: 'agent', words: ['marlin'] },
  { name: 'Elsa Quintero', role: 'agent', words: ['kestrel', 'marlin'] },
]

const emailOf = (name: string, firm: number): string => `${name.split(' ')[0]?.toLowerCase()}.${firm}@northwind.example`
const administratorOf = (firm: number) => ({
  name: 'Ana Ribeiro',
  email: emailOf('Ana Ribeiro', firm),
  password: PASSWORD,
})

/** The workspaces themselves: only the owner of the database can make them. */
export async function makeFirms(owner: pg.ClientBase, count: number): Promise<void> {
  for (let firm = 0; firm < count; firm++) {
    const at = Date.now() as Instant
    const made = await createWorkspace(owner, {
      name: `Northwind ${firm}`,
      at,
      administrator: administratorOf(firm),
    })
    if (!made.ok) throw new Error(made.refusal)
  }
}

/** Everything else, through the calls an administrator's browser makes. */
export async function openFirm(origin: string, firm: number): Promise<Firm> {
  const administrator = await signIn(origin, administratorOf(firm).email, PASSWORD)
  const queues = {
    kestrel: await newQueue(administrator, 'Support'),
    marlin: await newQueue(administrator, 'Sales'),
  }
  await newChannel(administrator, 'SUP', `4${firm}1`, queues.kestrel)
  await newChannel(administrator, 'SAL', `4${firm}2`, queues.marlin)
  const { channels } = await administrator.must(listChannels, {})
  const doorOf = (queueId: QueueId): Door => {
    const channel = present(
      channels.find((one) => one.queueId === queueId),
      'the channel of a queue',
    )
    return { path: new URL(channel.webhookUrl).pathname, line: channel.connection.phoneNumberId }
  }
  const people: FirmPerson[] = []
  for (const { name, role, words } of usual) {
    const email = emailOf(name, firm)
    const queueIds = words.map((word) => queues[word])
    const rights = { role, active: true, capacity: null, denied: [], queueIds }
    const { id } = await administrator.must(saveUser, {
      id: null,
      version: 0,
      name,
      email,
      password: PASSWORD,
      ...rights,
    })
    const standing = { role, words, active: true }
    people.push({ id, name, email, usual: standing, now: standing, client: await signIn(origin, email, PASSWORD) })
  }
  return { administrator, people, queues, doors: { kestrel: doorOf(queues.kestrel), marlin: doorOf(queues.marlin) } }
}

/** The administrator changes what somebody is. */
export async function setStanding(
  { administrator, queues }: Firm,
  { id, name, email }: FirmPerson,
  { role, words, active }: Standing,
): Promise<boolean> {
  const listed = await administrator.call(listUsers, {})
  const version = listed.ok ? listed.value.users.find((user) => user.id === id)?.version : undefined
  if (version === undefined) return false
  const rights = { role, active, capacity: null, denied: [], queueIds: words.map((word) => queues[word]) }
  return (await administrator.call(saveUser, { id, version, name, email, password: null, ...rights })).ok
}

export const rightsOf = ({ role, words, active }: Standing): Rights => ({
  all: active && role !== 'agent',
  words: new Set(active ? words : []),
})

/** The same, as a line about a person says it. */
export const writtenRights =
  (queues: Firm['queues']) =>
  ({ role, queueIds, active }: AgentCard): Rights =>
    rightsOf({ role, active, words: WORDS.filter((word) => queueIds.includes(queues[word])) })

const newQueue = async (administrator: Client, name: string): Promise<QueueId> =>
  (
    await administrator.must(saveQueue, {
      id: null,
      version: 0,
      name,
      description: '',
      strategy: 'longest_idle',
      acceptSeconds: 30,
      onReject: 'none',
      onTimeout: 'none',
      returnSeconds: null,
      asksToAccept: true,
      wrapUpSeconds: 60,
      afterWrapUp: 'available',
      members: [],
    })
  ).id

const newChannel = async (
  administrator: Client,
  key: string,
  phoneNumberId: string,
  queueId: QueueId,
): Promise<{ id: ChannelId }> =>
  administrator.must(saveChannel, {
    id: null,
    version: 0,
    key,
    name: key,
    description: '',
    kind: 'whatsapp',
    active: true,
    displayNumber: '+44 7700 900100',
    country: 'GB',
    queueId,
    capacity: 3,
    reopenDays: 7,
    calendarId: null,
    holdsWhileClosed: false,
    outOfHoursText: '',
    optIn: null,
    recontact: null,
    resultCodePlanId: null,
    dispositionRequired: false,
    dispositionReasonId: null,
    throughputPerSecond: 80,
    connection: {
      provider: 'whatsapp_cloud',
      baseUrl: 'https://graph.facebook.com',
      version: 'v23.0',
      phoneNumberId,
      businessAccountId: `9${phoneNumberId}`,
      appId: '1',
    },
    accessToken: 'a-token-of-nobody',
    addAppSecret: APP_SECRET,
  })
