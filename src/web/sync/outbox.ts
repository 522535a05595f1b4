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
  at: number
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
  /** This tab goes: what it has not sent is another tab's. */
  leave: () => void
}

export type OutboxWire = {
  send: (message: Pending) => Promise<Answer<readonly MessageId[]>>
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
  /** Whose they are: the next person at this machine must neither see nor send them. */
  owner: string
  now: () => number
  newId: () => string
  after: (ms: number, run: () => void) => void
  /** Another tab has changed what is kept; null: it is kept no more. */
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
 * a number of its own, with which the server knows a repetition. Each tab sends its own; what a tab leaves behind another
 * one takes over.
 */
export function createOutbox(wire: OutboxWire): Outbox {
  const prefix = prefixOf(wire)
  const listeners = new Set<() => void>()
  const tries = new Map<string, number>()
  /** Conversations with a message in flight: the next one waits, so that order is kept. */
  const busy = new Set<ConversationId>()
  let list: readonly Pending[] = restored(wire)

  wire.onKept((key, value) => {
    if (!key.startsWith(prefix)) return
    const known = list.find((one) => prefix + one.clientId === key)
    if (value === null) {
      // Sent or taken back there. What is under way here as well is repeated with the same number.
      if (known && isAtRest(known)) set(list.filter((one) => one !== known))
    } else if (!known && value.endsWith(LEFT)) {
      set([...list, atRest(JSON.parse(value), wire)].sort(byAge))
      flush()
    }
  })

  return {
    read: () => list,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(message) {
      set([
        ...list,
        { ...message, clientId: wire.newId(), at: wire.now(), state: 'sending', refusal: null, messageIds: [] },
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
    leave: () => keep(list, LEFT),
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
    for (const one of list) if (!next.includes(one)) wire.storage.removeItem(prefix + one.clientId)
    keep(next)
    list = next
    for (const listener of listeners) listener()
  }

  function keep(these: readonly Pending[], mark = ''): void {
    for (const one of these)
      if (one.state !== 'sent') wire.storage.setItem(prefix + one.clientId, JSON.stringify(one) + mark)
  }
}

/** Behind what a tab leaves to others. Nothing for JSON: it may stand there. */
const LEFT = '\n'

const isAtRest = ({ state }: Pending): boolean => state === 'waiting' || state === 'refused'
const byAge = (a: Pending, b: Pending): number => a.at - b.at

/** What another page left: it waits for the line, unless it is too old to be sent unasked. */
const atRest = (one: Pending, { now }: OutboxWire): Pending =>
  one.state === 'refused' || now() - one.at > maxWaitMs
    ? { ...one, state: 'refused', refusal: one.refusal ?? 'unreachable' }
    : { ...one, state: 'waiting' }

function restored(wire: OutboxWire): Pending[] {
  const { storage } = wire
  const prefix = prefixOf(wire)
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => JSON.parse(storage.getItem(key) ?? 'null') as Pending)
    .sort(byAge)
    .map((one) => atRest(one, wire))
}

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
