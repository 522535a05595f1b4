import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ChannelId, ConversationId } from '../../src/contract/ids.ts'
import { listChannels, saveChannel } from '../../src/contract/operations/channels.ts'
import { sendMessage } from '../../src/contract/operations/conversations.ts'
import type { Client } from '../../src/testing/client.ts'
import { hookTo } from '../hook.ts'
import type { House } from '../house.ts'
import { LINE, type Peer, webhookBody } from './peer.ts'

/** A message that a person sent and the product took. `place`: among those of its conversation. */
export type Taken = { id: string; conversation: string; place: number }

/** What wrote to us so that we may write back, for each its conversation. */
export type Written = { conversations: string[]; channelId: ChannelId }

const WRITERS = 16
const RETRY_MS = 150
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
 * answered. Answers with all that the product said it had taken.
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
    const clientId = randomUUID()
    const giveUpAt = performance.now() + GIVE_UP_MS
    for (;;) {
      const answer = await person.call(sendMessage, {
        conversationId: conversation as ConversationId,
        clientId,
        content: { kind: 'text', text: `m ${number}` },
      })
      if (answer.ok) return void taken.push({ id: answer.value.messages[0]!.id, conversation, place })
      if (!PASSING.has(answer.refusal)) throw new Error(`a send was refused: ${JSON.stringify(answer)}`)
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

/** What a browser tries again by itself or lets a person try again: nobody decided anything. */
const PASSING: ReadonlySet<string> = new Set(['unreachable', 'database_away', 'storage_full'])
