import type { z } from 'zod'
import type { DispositionId, QueueId, ReasonId, ResultCodePlanId, TemplateId } from '../contract/ids.ts'
import type { Operation } from '../contract/operation.ts'
import * as channels from '../contract/operations/channels.ts'
import * as dispositions from '../contract/operations/dispositions.ts'
import * as identity from '../contract/operations/identity.ts'
import * as presence from '../contract/operations/presence.ts'
import * as queuesContract from '../contract/operations/queues.ts'
import * as replies from '../contract/operations/replies.ts'
import * as templates from '../contract/operations/templates.ts'
import type { Role } from '../contract/permissions.ts'
import { present } from '../kernel/assert.ts'

/** The demo's password is public: it is for a computer of one's own, and refused on any other address. */
const password = 'try-out-the-desk'

export const demoWorkspace = 'Velmora Home'
export const demoUsers = [
  { email: 'ines@velmora.example', password, name: 'Ines Prado', role: 'agent' },
  { email: 'tom@velmora.example', password, name: 'Tom Okafor', role: 'agent' },
  { email: 'vera@velmora.example', password, name: 'Vera Holm', role: 'supervisor' },
  { email: 'mara@velmora.example', password, name: 'Mara Quist', role: 'administrator' },
] as const satisfies readonly { email: string; password: string; name: string; role: Role }[]

/** Who sets everything up: the workspace is made with her. */
export const demoAdministrator = demoUsers[3]

/** The business number of the simulator's first world, with its public secrets. */
export type DemoNumber = {
  phoneNumberId: string
  wabaId: string
  displayNumber: string
  appId: string
  accessToken: string
  appSecret: string
}

export type DemoHouse = {
  /** Where this server listens, for itself. */
  origin: string
  /** The address browsers use: only pages of this origin may change anything. */
  publicOrigin: string
  number: DemoNumber
}

/** A call of a person of the demo. Throws when it is refused. */
export type Call = <I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  input: z.input<I>,
) => Promise<z.output<O>>

/**
 * Set up the demo through the same calls an administrator's browser makes, so that it is also a trial of them. What is
 * there already is left alone: a start that was interrupted goes on, and what people changed stays. On every start the
 * simulator is told where to send webhooks, because the port may have changed.
 */
export async function loadDemo({ origin, publicOrigin, number }: DemoHouse): Promise<void> {
  const call = await signedIn({ origin, publicOrigin }, demoAdministrator.email)
  const reasons = await reasonsOf(call)
  const queueId = await peopleAndQueue(call)
  const planId = await planOf(call)
  await cannedAnswers(call)
  await connect(call, {
    origin,
    publicOrigin,
    number,
    queueId,
    planId,
    pauseId: present(reasons.get('Paperwork'), 'the reason Paperwork'),
  })
}

/** Somebody of the demo, by their browser’s calls. */
export async function signedIn(
  { origin, publicOrigin }: Pick<DemoHouse, 'origin' | 'publicOrigin'>,
  email: string,
): Promise<Call> {
  const headers = { 'content-type': 'application/json', origin: publicOrigin }
  const signIn = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  })
  if (!signIn.ok) throw new Error(`${email} could not sign in: ${signIn.status}`)
  const cookie = signIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

  return async (operation, input) => {
    const query = operation.method === 'GET' ? `?${new URLSearchParams(input as Record<string, string>)}` : ''
    const body = operation.method === 'GET' ? {} : { body: JSON.stringify(input) }
    const response = await fetch(`${origin}${operation.path}${query}`, {
      method: operation.method,
      headers: { ...headers, cookie },
      ...body,
    })
    if (!response.ok)
      throw new Error(`the demo could not ${operation.path}: ${response.status} ${await response.text()}`)
    return operation.output.parse(await response.json())
  }
}

async function reasonsOf(call: Call): Promise<Map<string, ReasonId>> {
  const { reasons } = await call(presence.listReasons, {})
  const known = new Map(reasons.map(({ name, id }) => [name, id]))
  for (const name of ['Coffee', 'Lunch', 'Training', 'Paperwork']) {
    if (!known.has(name))
      known.set(name, (await call(presence.saveReason, { id: null, kind: 'break', name, active: true })).id)
  }
  return known
}

async function peopleAndQueue(call: Call): Promise<QueueId> {
  const { queues } = await call(queuesContract.listQueues, {})
  const queueId = queues.find(({ name }) => name === 'Orders')?.id ?? (await newQueue(call))
  const { users } = await call(identity.listUsers, {})
  const known = new Set(users.map(({ email }) => email))
  for (const { email, name, role } of demoUsers) {
    if (known.has(email)) continue
    const queueIds = role === 'agent' ? [queueId] : []
    await call(identity.saveUser, {
      id: null,
      version: 0,
      name,
      email,
      role,
      active: true,
      capacity: null,
      denied: [],
      queueIds,
      password,
    })
  }
  return queueId
}

/** What the queues of the demo have in common. */
export const demoQueue = {
  id: null,
  version: 0,
  acceptSeconds: 30,
  onReject: 'on_break',
  onTimeout: 'on_break',
  returnSeconds: null,
  asksToAccept: true,
  wrapUpSeconds: 120,
  afterWrapUp: 'available',
  members: [],
} satisfies Partial<z.input<typeof queuesContract.saveQueue.input>>

const newQueue = async (call: Call): Promise<QueueId> =>
  (
    await call(queuesContract.saveQueue, {
      ...demoQueue,
      name: 'Orders',
      description: 'Everything about an order, from first question to delivery.',
      strategy: 'longest_idle',
    })
  ).id

/** Three levels at most; what the demo's agents choose from at the end. */
const outcomes: readonly (readonly [string, readonly string[]])[] = [
  ['Order', ['Status given', 'Changed', 'Cancelled']],
  ['Delivery', ['New slot', 'Late, explained', 'Damaged']],
  ['Sales', ['Advice', 'Quote sent']],
  ['Not for us', ['Wrong number', 'Stop writing to me']],
]

async function planOf(call: Call): Promise<ResultCodePlanId> {
  const { plans } = await call(dispositions.listPlans, {})
  if (plans[0]) return plans[0].id
  const { dispositions: known } = await call(dispositions.listDispositions, {})
  const ids: DispositionId[] = known.map(({ id }) => id)
  if (known.length === 0) {
    for (const [place, [name, children]] of outcomes.entries()) {
      const { id } = await call(dispositions.saveDisposition, outcome(name, place, null))
      ids.push(id)
      for (const [childPlace, child] of children.entries()) {
        ids.push((await call(dispositions.saveDisposition, outcome(child, childPlace, id))).id)
      }
    }
  }
  return (await call(dispositions.savePlan, { id: null, name: 'Customer service', dispositionIds: ids })).id
}

const outcome = (name: string, position: number, parentId: DispositionId | null) => ({
  id: null,
  parentId,
  name,
  kinds: ['whatsapp', 'sms'] as ('whatsapp' | 'sms')[],
  doNotContact: name === 'Stop writing to me',
  everywhere: name === 'Stop writing to me' || name === 'Wrong number',
  active: true,
  position,
})

const answers = [
  {
    shortcut: 'hello',
    title: 'Greeting',
    text: 'Hello {{contact.name}}, this is {{agent.name}} of {{channel.name}}. How can I help?',
  },
  {
    shortcut: 'order',
    title: 'Ask for the order number',
    text: 'Could you send me your order number? It begins with VH.',
  },
  {
    shortcut: 'wait',
    title: 'I am checking',
    text: 'Thank you. I am checking this for you and will be back in a moment.',
  },
  { shortcut: 'thanks', title: 'Goodbye', text: 'Thank you for writing to us. Have a good day.' },
]

async function cannedAnswers(call: Call): Promise<void> {
  const { answers: known } = await call(replies.listCannedAnswers, {})
  if (known.length > 0) return
  for (const answer of answers) await call(replies.saveCannedAnswer, { id: null, channelId: null, ...answer })
}

type Wiring = DemoHouse & { queueId: QueueId; planId: ResultCodePlanId; pauseId: ReasonId }

/** The channel, its number at the simulator, and the templates of its account. */
async function connect(call: Call, wiring: Wiring): Promise<void> {
  const { origin, publicOrigin, number } = wiring
  const baseUrl = `${origin}/simulator/api/graph`
  const find = async () =>
    (await call(channels.listChannels, {})).channels.find(
      ({ connection }) => connection.phoneNumberId === number.phoneNumberId,
    )
  const channel = present((await find()) ?? (await newChannel(call, wiring, baseUrl).then(find)), 'the demo channel')
  await wire(call, { origin, publicOrigin }, channel, number.accessToken)
  const { id } = channel
  const { templates: known } = await call(templates.listTemplates, {})
  if (known.length === 0) await call(templates.syncTemplates, { channelId: id })
  const current = present(await find(), 'the demo channel')
  if (current.recontact === null) await offerTemplates(call, current)
}

/** Where the simulator sends its webhooks, and we our messages: the port may be another one at each start. */
export async function wire(
  call: Call,
  house: Pick<DemoHouse, 'origin' | 'publicOrigin'>,
  channel: Channel,
  accessToken: string,
): Promise<void> {
  const { webhookUrl, verifyToken, connection } = channel
  const baseUrl = `${house.origin}/simulator/api/graph`
  const callbackUrl = `${house.origin}${new URL(webhookUrl).pathname}`
  await steer(house, '/numbers', { phoneNumberId: connection.phoneNumberId, callbackUrl, verifyToken })
  // A token goes only to the address it was entered for, so it is entered again.
  if (connection.baseUrl !== baseUrl) await save(call, channel, { connection: { ...connection, baseUrl } }, accessToken)
}

async function newChannel(call: Call, { number, queueId, planId, pauseId }: Wiring, baseUrl: string): Promise<void> {
  const { phoneNumberId, wabaId: businessAccountId, appId, displayNumber, accessToken, appSecret } = number
  await call(channels.saveChannel, {
    id: null,
    version: 0,
    key: 'WA',
    name: demoWorkspace,
    description: 'The demo number. Its other end is the simulated phone.',
    kind: 'whatsapp',
    active: true,
    displayNumber,
    country: 'GB',
    queueId,
    capacity: 5,
    reopenDays: 7,
    calendarId: null,
    holdsWhileClosed: false,
    outOfHoursText: 'Thank you for your message. We are closed now and will answer as soon as we open.',
    optIn: null,
    recontact: null,
    resultCodePlanId: planId,
    dispositionRequired: true,
    dispositionReasonId: pauseId,
    throughputPerSecond: 80,
    connection: { provider: 'whatsapp_cloud', baseUrl, version: 'v23.0', phoneNumberId, businessAccountId, appId },
    accessToken,
    addAppSecret: appSecret,
  })
}

type Channel = channels.ChannelSettings

/** A channel with some of its settings changed. */
export async function save(
  call: Call,
  channel: Channel,
  changes: Partial<Channel>,
  accessToken: string | null = null,
): Promise<void> {
  await call(channels.saveChannel, {
    ...channel,
    ...changes,
    accessToken,
    addAppSecret: null,
    dropAppSecrets: [],
  })
}

/** The template that asks whether to go on is what agents send when the window has closed. */
async function offerTemplates(call: Call, channel: Channel): Promise<void> {
  const { templates: known } = await call(templates.listTemplates, {})
  const again = known.find(
    ({ name, language, status }) => name === 'continue_chat' && language.startsWith('en') && status === 'approved',
  )
  if (!again) return
  const template = {
    templateId: again.id as TemplateId,
    fill: { header: [], headerMedia: null, body: [], buttons: [] },
  }
  await save(call, channel, { optIn: template, recontact: template })
}

/** Something done at the simulator, as its screen does it. Answers with what it says. */
export async function steer(
  { origin, publicOrigin }: Pick<DemoHouse, 'origin' | 'publicOrigin'>,
  path: string,
  body: object,
): Promise<unknown> {
  const response = await fetch(`${origin}/simulator/api/control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: publicOrigin },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`the simulator did not do ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
