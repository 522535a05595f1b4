import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DomainEvent, maySee, type Viewer } from '../contract/events.ts'
import type { AgentId, ChannelId, ConversationId, Instant, NoteId, QueueId } from '../contract/ids.ts'
import { FromServer } from '../contract/stream.ts'
import { emptyLines, packetOf, sightOf, told } from './frames.ts'
import type { Lines } from './journal.ts'
import { newId } from './new-id.ts'

const queues = [newId(), newId(), newId()] as [QueueId, QueueId, QueueId]
const agents = [newId(), newId(), newId(), newId()] as [AgentId, AgentId, AgentId, AgentId]
const at = 1_772_442_000_000 as Instant

/** Two who see the same but for what names them, one who sees another queue, one who sees all. */
const viewers: Viewer[] = [
  { agentId: agents[0], role: 'agent', queueIds: [queues[0], queues[1]], hidden: null },
  { agentId: agents[1], role: 'agent', queueIds: [queues[1], queues[0]], hidden: null },
  { agentId: agents[2], role: 'agent', queueIds: [queues[2]], hidden: null },
  { agentId: agents[3], role: 'supervisor', queueIds: [], hidden: null },
]
const readers = viewers.map((viewer) => ({ viewer, sight: sightOf(viewer) }))

const note = (queueId: QueueId | null, agentId: AgentId | null, text: string): DomainEvent => {
  const conversationId = newId() as ConversationId
  const channelId = newId() as ChannelId
  const id = newId() as NoteId
  const written = { id, conversationId, interactionId: null, agentId: newId() as AgentId, at, text }
  return { type: 'note.added', conversationId, channelId, queueId, agentId, held: agentId !== null, note: written }
}

/** The messages in these bytes, taken apart as a browser does (RFC 6455, 5.2). */
function messagesIn(bytes: Buffer | null): FromServer[] {
  const messages: FromServer[] = []
  for (let rest = bytes ?? Buffer.alloc(0); rest.length > 0; ) {
    expect(rest[0]).toBe(0x81)
    const short = rest.readUInt8(1)
    const head = short === 126 ? 4 : short === 127 ? 10 : 2
    const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short
    messages.push(FromServer.parse(JSON.parse(rest.toString('utf8', head, head + length))))
    rest = rest.subarray(head + length)
  }
  return messages
}

const someCommits = fc.array(
  fc.array(
    fc.record({
      queue: fc.option(fc.constantFrom(...queues)),
      agent: fc.option(fc.constantFrom(...agents)),
      text: fc.string({ maxLength: 40, unit: 'grapheme' }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  { minLength: 1, maxLength: 5 },
)

test('whoever reads gets what they may see and nothing else, whatever they had before', () => {
  const anybody = fc.array(fc.record({ who: fc.nat(3), behind: fc.nat(40), owed: fc.nat(30) }), { maxLength: 20 })
  void fc.assert(
    fc.property(someCommits, anybody, fc.nat(3), (given, people, more) => {
      const commits: Lines[] = []
      let from = 101
      for (const facts of given) {
        commits.push({ from, at, events: facts.map(({ queue, agent, text }) => note(queue, agent, text)) })
        from += facts.length
      }
      const events = commits.flatMap((commit) => commit.events)
      const packet = packetOf(commits)
      expect(packet.last).toBe(100 + events.length)
      for (const { who, behind, owed } of people) {
        // Nobody is given a packet with a hole before it; some have had a part of it.
        const had = 100 + Math.max(0, Math.min(behind - 20, events.length - 1))
        const { viewer, sight } = readers[(who + more) % readers.length]!
        const { bytes, owed: left } = packet.writeFor({ viewer, sight }, had, owed)
        let next = had - owed + 1
        const lines = messagesIn(bytes).flatMap((message) => {
          if (message.type !== 'lines') throw new Error(message.type)
          expect(message.from).toBe(next)
          next += message.lines.length
          return message.lines
        })
        const truth = events.slice(had - 100).map((event) => (maySee(viewer, event) ? event : null))
        expect([...lines, ...new Array<null>(left).fill(null)]).toEqual([...new Array<null>(owed).fill(null), ...truth])
        expect(lines.length === 0 || lines.at(-1) !== null).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

test('what is the same for two is made once, and what names one of them is not the same', () => {
  const [ana, ben] = [readers[0]!, readers[1]!]
  expect(ana.sight).toBe(ben.sight)
  const shared = packetOf([{ from: 1, at, events: [note(queues[0], null, 'for both')] }])
  expect(shared.writeFor(ana, 0, 0).bytes).toBe(shared.writeFor(ben, 0, 0).bytes)
  const named = packetOf([{ from: 1, at, events: [note(queues[2], agents[1], 'for one')] }])
  expect(named.writeFor(ana, 0, 0)).toEqual({ bytes: null, owed: 1 })
  expect(messagesIn(named.writeFor(ben, 0, 0).bytes)).toHaveLength(1)
})

test.each([0, 40, 125, 126, 127, 65_535, 65_536, 200_000])('a message of about %i bytes can be read', (length) => {
  const packet = packetOf([{ from: 7, at, events: [note(queues[0], null, 'é'.repeat(length / 2))] }])
  const [message] = messagesIn(packet.writeFor(readers[3]!, 6, 0).bytes)
  expect(message).toMatchObject({ type: 'lines', from: 7, lines: [{ note: { text: 'é'.repeat(length / 2) } }] })
})

test('empty lines and other messages are messages too', () => {
  expect(messagesIn(emptyLines(9, 3, at))).toEqual([{ type: 'lines', from: 7, at, lines: [null, null, null] }])
  expect(messagesIn(told({ type: 'clock', now: at }))).toEqual([{ type: 'clock', now: at }])
})
