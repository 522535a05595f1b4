import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ChannelId, ConversationId, Instant } from '../../src/contract/ids.ts'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { sendMessage } from '../../src/contract/operations/conversations.ts'
import { planMessage } from '../../src/contract/operations/later.ts'
import type { Client } from '../../src/testing/client.ts'
import type { CallRefusal } from '../../src/web/sync/call.ts'
import { hookTo } from '../hook.ts'
import type { House } from '../house.ts'
import { LINE, type Peer, webhookBody } from './peer.ts'

/** A message that a person sent or planned, and the product took. `place`: among those of its conversation. */
export type Taken = {
  /** What the sender calls it, and the message that is made of a plan too. */
  clientId: string
  /** The message; null: it was planned, and there was none yet. */
  id: string | null
  /** Not before this instant, when it was planned. */
  goesAt: number | null
  conversation: string
  place: number
}

/** What wrote to us so that we may write back, for each its conversation. */
export type Written = { conversations: string[]; channelId: ChannelId }

const WRITERS = 16
const RETRY_MS = 150
/** One of so many is planned for a moment later. */
const PLANNED_EVERY = 5
const PLANNED_AHEAD_MS = 1_000
const LOOK_EVERY_MS = 100
const GIVE_UP_MS = 180_000
const PER_WEBHOOK = 100

/** A channel of this provider, and contacts who have just written: so anything may be sent to them. */
export async function connect(house: House, administrator: Client, peer: Peer, contacts: number): Promise<Written> {
  const channel = await addChannel(administrator, peer)
  const address = `${house.product.origin}${new URL(channel.webhookUrl).pathname}`
  peer.tell(address)
  const hook = hookTo(address, LINE.appSecret, 1)
  for (let first = 0; first < contacts; first += PER_WEBHOOK)
    await hook.deliver(greetings(first, Math.min(PER_WEBHOOK, contacts - first)))
  hook.close()
  for (;;) {
    const rows = await house.look<{ id: string }>('select id from conversation where channel_id = $1', [channel.id])
    if (rows.length === contacts) return { conversations: rows.map(({ id }) => id), channelId: channel.id }
    await wait(LOOK_EVERY_MS)
  }
}

async function addChannel(administrator: Client, { baseUrl }: Peer) {
  const [demo] = (await administrator.must(listChannels, {})).channels
  const connection = {
    ...demo!.connection,
    baseUrl,
    phoneNumberId: LINE.number,
    businessAccountId: LINE.account,
  }
  const settings = { ...demo!, id: null, version: 0, key: 'CH', name: 'Chaos', displayNumber: '+44 7700 900777' }
  const throughputPerSecond = 1000
  const own = { optIn: null, recontact: null, throughputPerSecond, connection }
  await administrator.must(saveChannel, { ...settings, ...own, accessToken: LINE.token, addAppSecret: LINE.appSecret })
  const { channels } = await administrator.must(listChannels, {})
  return channels.find((one) => one.connection.phoneNumberId === LINE.number)!
}

function greetings(first: number, count: number): string {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const numbers = Array.from({ length: count }, (_, i) => `4477006${String(first + i).padStart(5, '0')}`)
  return webhookBody({
    contacts: numbers.map((number) => ({ wa_id: number, profile: { name: `Contact ${number}` } })),
    messages: numbers.map((from) => ({
      from,
      id: `wamid.HELLO.${from}`,
      timestamp,
      type: 'text',
      text: { body: 'hello' },
    })),
  })
}

/**
 * Send `count` numbered texts, in order within each conversation, as a browser does: the same press again until it is
 * answered. Some of them are planned instead. Answers with all that the product said it had taken.
 */
export async function sendAll(
  person: Client,
  conversations: readonly string[],
  count: number,
  passed: (begun: number) => void,
): Promise<Taken[]> {
  const taken: Taken[] = []
  let begun = 0

  async function send(conversation: string, place: number): Promise<void> {
    const number = begun++
    passed(number)
    const press = number % PLANNED_EVERY === 0 ? planning : sending
    const once = press(person, conversation as ConversationId, `m ${number}`)
    const giveUpAt = performance.now() + GIVE_UP_MS
    for (;;) {
      const answer = await once()
      if (typeof answer === 'object') return void taken.push({ ...answer, conversation, place })
      if (!PASSING.has(answer)) throw new Error(`a send was refused: ${answer}`)
      if (performance.now() > giveUpAt) throw new Error(`a send was not taken for ${GIVE_UP_MS / 1000} s`)
      await wait(RETRY_MS)
    }
  }
  const perConversation = Math.ceil(count / conversations.length)
  let place = 0
  /** Each writer has conversations of its own, and goes round them. */
  async function writer(index: number): Promise<void> {
    const mine = conversations.filter((_, i) => i % WRITERS === index)
    for (let round = 0; round < perConversation; round++)
      for (const conversation of mine) if (place++ < count) await send(conversation, round)
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(index)))
  return taken
}

/** One press, which may be repeated: what the product took, or why it did not. */
type Press = () => Promise<Pick<Taken, 'clientId' | 'id' | 'goesAt'> | CallRefusal>

function sending(person: Client, conversationId: ConversationId, text: string): Press {
  const clientId = randomUUID()
  return async () => {
    const answer = await person.call(sendMessage, { conversationId, clientId, content: { kind: 'text', text } })
    return answer.ok ? { clientId, id: answer.value.messages[0]!.id, goesAt: null } : answer.refusal
  }
}

function planning(person: Client, conversationId: ConversationId, text: string): Press {
  const clientId = randomUUID()
  const earliest = Date.now() + PLANNED_AHEAD_MS
  const message = { kind: 'free' as const, contents: [{ kind: 'text' as const, text }] }
  let goesAt = earliest as Instant
  return async () => {
    const answer = await person.call(planMessage, { conversationId, clientId, goesAt, message })
    if (answer.ok) return { clientId, id: null, goesAt: answer.value.planned.goesAt }
    // An earlier press was taken without an answer, and what it planned has gone out since.
    if (answer.refusal === 'changed_by_someone_else') return { clientId, id: null, goesAt: earliest }
    if (answer.refusal === 'time_not_valid') goesAt = (Date.now() + PLANNED_AHEAD_MS) as Instant
    return answer.refusal
  }
}

/** What a browser tries again by itself or lets a person try again: nobody decided anything. */
const PASSING: ReadonlySet<string> = new Set([
  'unreachable',
  'database_away',
  'storage_full',
  // It was to go while nobody was there to take it: another moment is chosen.
  'time_not_valid',
])
