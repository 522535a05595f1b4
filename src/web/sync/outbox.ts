import type { MessageCard, Thread } from '../../contract/cards.ts'
import type { MessageContent } from '../../contract/content.ts'
import type { ConversationId, MessageId } from '../../contract/ids.ts'
import type { SendContent } from '../../contract/operations/conversations.ts'
import type { Answer, CallRefusal } from './call.ts'

/**
 * A message on its way from this browser to the server. `waiting`: there is no line; `sent`: the server has it and the
 * stream will bring it; `refused`: the person decides. `content` is what is sent, `shown` how its bubble looks.
 */
export type Pending = {
  clientId: string
  conversationId: ConversationId
  content: SendContent
  shown: MessageContent
  quote: MessageCard['quote']
  undoSeconds: number
  /** By the server's clock, as far as this tab knows it; and by this computer's, which gives messages of its tabs their order. */
  at: number
  writtenAt: number
  state: 'sending' | 'waiting' | 'sent' | 'refused'
  refusal: CallRefusal | null
  messageIds: readonly MessageId[]
}

export type Outbox = {
  read: () => readonly Pending[]
  subscribe: (listener: () => void) => () => void
  add: (message: Pick<Pending, 'conversationId' | 'content' | 'shown' | 'quote' | 'undoSeconds'>) => void
  /** Try a refused one again, with the same number: it can never arrive twice. */
  again: (clientId: string) => void
  /** Take one back that has not reached the server. False when it is already on its way. */
  takeBack: (clientId: string) => boolean
  /** The line is back: send what waits. */
  flush: () => void
  /** Nothing of this conversation is under way any more. What ends a conversation waits for what was said before. */
  quiet: (id: ConversationId) => Promise<void>
  /** Forget what the stream has brought. */
  settle: (threads: Readonly<Record<string, Thread>>) => void
}

export type OutboxWire = {
  send: (message: Pending) => Promise<Answer<readonly MessageId[]>>
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
  /** Whose they are: the next person at this machine must neither see nor send them. */
  owner: string
  now: () => number
  computerNow: () => number
  newId: () => string
  after: (ms: number, run: () => void) => void
  /** This tab: what it keeps is its own for as long as it is there. */
  tab: string
  /** When another tab is gone, however it went. Only one of those who asked hears of it, for as long as that one is there. */
  whenGone: (tab: string, then: () => void) => void
  /** Another tab has written under a key; null: what was there is gone. */
  onKept: (listener: (key: string, value: string | null) => void) => void
}

/** What has waited longer than this is not sent by itself any more: the talk has moved on. */
const maxWaitMs = 12 * 60 * 60 * 1000
/** What the server has taken and the stream has not brought after this never comes: it was taken back elsewhere. */
const maxUnseenMs = 60_000
const tryAgainMs = 3_000
/** Tries after trouble on the server's side, before the person is asked. */
const maxTries = 3

/**
 * Messages typed while the line is away are kept, across a reload too, and sent in order when it is back. Each carries
 * a number of its own, with which the server knows a repetition. Each tab keeps and sends its own, and touches nothing of
 * another one; when a tab is gone, one of the others takes over all that it kept.
 */
export function createOutbox(wire: OutboxWire): Outbox {
  const prefix = prefixOf(wire)
  const listeners = new Set<() => void>()
  const tries = new Map<string, number>()
  /** Conversations with a message in flight: the next one waits, so that order is kept. */
  const busy = new Set<ConversationId>()
  /** Tabs that are waited for, and those that are gone and left what they kept to this one. */
  const heeded = new Set<string>()
  const inherited = new Set<string>()
  let list: readonly Pending[] = keptBy(wire, wire.tab)

  wire.onKept((key, value) => {
    if (key.startsWith(prefix) && value !== null) heed(tabOf(value))
  })
  for (const value of valuesUnder(wire, prefix)) heed(tabOf(value))

  return {
    read: () => list,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(message) {
      set([
        ...list,
        {
          ...message,
          clientId: wire.newId(),
          at: wire.now(),
          writtenAt: wire.computerNow(),
          state: 'sending',
          refusal: null,
          messageIds: [],
        },
      ])
      void next(message.conversationId)
    },
    again(clientId) {
      tries.delete(clientId)
      change(clientId, { state: 'waiting', refusal: null })
      flush()
    },
    takeBack(clientId) {
      const message = list.find((one) => one.clientId === clientId)
      if (!message || !isAtRest(message)) return false
      set(list.filter((one) => one !== message))
      return true
    },
    flush,
    quiet: (id) =>
      new Promise((settled) => {
        const look = () => {
          if (list.some((one) => one.conversationId === id && one.state === 'sending')) return
          listeners.delete(look)
          settled()
        }
        listeners.add(look)
        look()
      }),
    settle(threads) {
      const isDone = (one: Pending) =>
        one.state === 'sent' && (isShown(one, threads[one.conversationId]) || wire.now() - one.at > maxUnseenMs)
      const left = list.filter((one) => !isDone(one))
      if (left.length < list.length) set(left)
    },
  }

  /** What a tab keeps is another one's when it is gone. Its last words may be heard only after that. */
  function heed(tab: string): void {
    if (inherited.has(tab)) takeOver(tab)
    if (tab === wire.tab || heeded.has(tab)) return
    heeded.add(tab)
    wire.whenGone(tab, () => {
      inherited.add(tab)
      takeOver(tab)
    })
  }

  function takeOver(tab: string): void {
    const left = keptBy(wire, tab)
    if (left.length === 0) return
    // What is ours already, and was written by that tab once more, is written anew.
    const ours = list.map((one) => (left.some((other) => isSame(one, other)) ? { ...one } : one))
    set([...ours, ...left.filter((one) => !list.some((other) => isSame(one, other)))].sort(byAge))
    flush()
  }

  function flush(): void {
    for (const id of new Set(list.map((one) => one.conversationId))) void next(id)
  }

  /** Send the oldest unsent message of a conversation, then the one after it. */
  async function next(id: ConversationId): Promise<void> {
    if (busy.has(id)) return
    const message = list.find(
      (one) => one.conversationId === id && (one.state === 'sending' || one.state === 'waiting'),
    )
    if (!message) return
    busy.add(id)
    change(message.clientId, { state: 'sending' })
    const answer = await wire.send(message)
    busy.delete(id)
    if (answer.ok) change(message.clientId, { state: 'sent', messageIds: answer.value })
    else if (!isPassing(message.clientId, answer.refusal))
      change(message.clientId, { state: 'refused', refusal: answer.refusal })
    else {
      for (const one of list)
        if (one.conversationId === id && one.state === 'sending') change(one.clientId, { state: 'waiting' })
      wire.after(tryAgainMs, () => void next(id))
      return
    }
    void next(id)
  }

  /** Trouble that passes by itself, as against a no. */
  function isPassing(clientId: string, refusal: CallRefusal): boolean {
    if (refusal === 'unreachable' || refusal === 'not_signed_in' || refusal === 'database_away') return true
    if (refusal !== 'broken' && refusal !== 'too_many_requests') return false
    const tried = (tries.get(clientId) ?? 0) + 1
    tries.set(clientId, tried)
    return tried < maxTries
  }

  function change(clientId: string, change: Partial<Pending>): void {
    set(list.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)))
  }

  function set(next: readonly Pending[]): void {
    const toKeep = new Map(next.filter(({ state }) => state !== 'sent').map((one) => [one.clientId, one]))
    for (const { clientId } of list) if (!toKeep.has(clientId)) wire.storage.removeItem(prefix + clientId)
    for (const one of toKeep.values())
      if (!list.includes(one)) wire.storage.setItem(prefix + one.clientId, JSON.stringify({ ...one, tab: wire.tab }))
    list = next
    for (const listener of listeners) listener()
  }
}

/** A message as it is kept: with the tab whose it is. */
type Kept = Pending & { tab: string }

const isAtRest = ({ state }: Pending): boolean => state === 'waiting' || state === 'refused'
const isSame = (a: Pending, b: Pending): boolean => a.clientId === b.clientId
const byAge = (a: Pending, b: Pending): number => a.writtenAt - b.writtenAt

/** What a tab keeps, as it goes on: it waits for the line, unless it is too old to be sent unasked. */
function keptBy(wire: OutboxWire, whose: string): Pending[] {
  return valuesUnder(wire, prefixOf(wire))
    .map((value) => JSON.parse(value) as Kept)
    .filter(({ tab }) => tab === whose)
    .map(
      ({ tab: _tab, ...one }): Pending =>
        one.state === 'refused' || wire.now() - one.at > maxWaitMs
          ? { ...one, state: 'refused', refusal: one.refusal ?? 'unreachable' }
          : { ...one, state: 'waiting' },
    )
    .sort(byAge)
}

function valuesUnder({ storage }: OutboxWire, prefix: string): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return keys.filter((key) => key.startsWith(prefix)).map((key) => storage.getItem(key) ?? '')
}

const tabOf = (value: string): string => (JSON.parse(value) as Kept).tab

const prefixOf = ({ owner }: OutboxWire): string => `outbox:${owner}:`

const isShown = (pending: Pending, thread: Thread | undefined): boolean =>
  !thread || pending.messageIds.every((id) => thread.messages.some((message) => message.id === id))

/** How much earlier than our own note of it the server may have stamped a message. */
const clockSlackMs = 2_000

/**
 * The bubbles to show for what is pending: not those whose message the stream has brought before the answer to the
 * call came. Each of our messages in the thread accounts for one pending at most.
 */
export function stillPending(pending: readonly Pending[], thread: Thread | undefined, me: string): Pending[] {
  const known = new Set(pending.flatMap((one) => one.messageIds))
  const unclaimed = (thread?.messages ?? []).filter((message) => message.agentId === me && !known.has(message.id))
  return pending.filter((one) => {
    if (one.state === 'sent') return !isShown(one, thread)
    if (one.state !== 'sending') return true
    const at = unclaimed.findIndex((message) => message.at >= one.at - clockSlackMs && saysTheSame(message, one))
    if (at >= 0) unclaimed.splice(at, 1)
    return at < 0
  })
}

function saysTheSame({ content }: MessageCard, { shown }: Pending): boolean {
  if (content.kind === 'text' && shown.kind === 'text') return shown.text.startsWith(content.text.slice(0, 200))
  if ('media' in content && 'media' in shown) return content.media.attachmentId === shown.media.attachmentId
  return content.kind === shown.kind
}
