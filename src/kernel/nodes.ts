import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { WorkspaceId } from '../contract/ids.ts'
import { complaints } from './complaints.ts'
import type { Log } from './log.ts'
import { newId } from './new-id.ts'

/** What processes on one database tell each other. A lost message delays something; nothing depends on it. */
export type Nodes = {
  /** A workspace's journal has come this far. Only the highest number of some milliseconds is sent. */
  committed(workspaceId: WorkspaceId, seq: number): void
  /** Sessions of a person ended, but for one. */
  signedOut(userId: string, exceptSessionId: string | null): void
  /** One session ended. */
  sessionEnded(sessionId: string): void
  /** Channels were saved: what is remembered of them is old. */
  channelsChanged(): void
  isConnected(): boolean
  /** Send what is still to be sent, and go. */
  leave(): Promise<void>
}

export type NodesOptions = {
  url: string
  log: Log
  on: {
    committed: (workspaceId: WorkspaceId, seq: number) => void
    signedOut: (userId: string, exceptSessionId: string | null) => void
    sessionEnded: (sessionId: string) => void
    channelsChanged: () => void
    /** Messages may have been missed: look at the database instead. */
    connectedAgain: () => void
  }
}

const TOPIC = 'switchboard'
/** After a notification we rest: what comes meanwhile goes together. Long enough to join a burst, too short to be seen. */
const REST_MS = 15
/** Messages in one notification, each far under 150 bytes: Postgres allows 8,000. */
const MESSAGES_AT_ONCE = 50
/** Messages kept while the database is away; the oldest go first. */
const KEPT_LIMIT = 1_000
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 2_000
const HEARTBEAT_MS = 10_000
/** A connection that does not answer for this long is given up. */
const ANSWER_MS = 5_000

const Message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('committed'), workspaceId: WorkspaceId, seq: z.number().int() }),
  z.object({ type: z.literal('signed_out'), userId: z.string(), exceptSessionId: z.string().nullable() }),
  z.object({ type: z.literal('session_ended'), sessionId: z.string() }),
  z.object({ type: z.literal('channels_changed') }),
])
type Message = z.infer<typeof Message>
const Envelope = z.object({ from: z.string(), messages: z.array(Message) })

/**
 * Join the other processes on this database, over one connection that listens and speaks. It never speaks inside a
 * working transaction: a notification takes a lock of the whole database at commit. Connects again by itself.
 */
export function joinNodes({ url, log, on }: NodesOptions): Nodes {
  const self = newId()
  const complain = complaints(log, 'the line to the other nodes')
  const leaving = new AbortController()
  const numbers = new Map<WorkspaceId, number>()
  let others: Message[] = []
  let client: pg.Client | null = null
  let collecting: NodeJS.Timeout | undefined
  let restUntil = 0
  let speaking = Promise.resolve()
  const staying = stay()

  return {
    committed(workspaceId, seq) {
      numbers.set(workspaceId, Math.max(seq, numbers.get(workspaceId) ?? 0))
      collect()
    },
    signedOut: (userId, exceptSessionId) => say({ type: 'signed_out', userId, exceptSessionId }),
    sessionEnded: (sessionId) => say({ type: 'session_ended', sessionId }),
    channelsChanged: () => say({ type: 'channels_changed' }),
    isConnected: () => client !== null,
    async leave() {
      clearTimeout(collecting)
      await Promise.race([speaking.then(speak), wait(ANSWER_MS, undefined, { ref: false })])
      leaving.abort()
      await client?.end().catch(() => {})
      await staying
    },
  }

  /** Connected until we leave. */
  async function stay(): Promise<void> {
    let retryMs = FIRST_RETRY_MS
    for (let visit = 0; !leaving.signal.aborted; visit++) {
      try {
        const line = await connect()
        client = line.client
        retryMs = FIRST_RETRY_MS
        complain.over()
        if (visit > 0) on.connectedAgain()
        collect()
        await line.gone
      } catch (error) {
        complain.about(error)
      }
      client = null
      await wait(retryMs, undefined, { signal: leaving.signal, ref: false }).catch(() => {})
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS)
    }
  }

  /** A connection that hears the others, and what settles when it no longer does. */
  async function connect(): Promise<{ client: pg.Client; gone: Promise<void> }> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'switchboard_nodes',
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      options: '-c role=switchboard_system',
    })
    let over = () => {}
    const gone = new Promise<void>((resolve) => {
      over = resolve
    })
    const heartbeat = setInterval(() => void fresh.query('select 1').catch(over), HEARTBEAT_MS)
    void gone.then(() => {
      clearInterval(heartbeat)
      return fresh.end().catch(() => {})
    })
    fresh.on('error', over).on('end', over)
    fresh.on('notification', ({ payload }) => hear(payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`listen ${TOPIC}`)
    } catch (error) {
      over()
      throw error
    }
    return { client: fresh, gone }
  }

  function hear(payload: string): void {
    const envelope = Envelope.safeParse(JSON.parse(payload))
    // A newer version of ours may say more than we understand.
    if (!envelope.success || envelope.data.from === self) return
    for (const message of envelope.data.messages) {
      if (message.type === 'committed') on.committed(message.workspaceId, message.seq)
      else if (message.type === 'signed_out') on.signedOut(message.userId, message.exceptSessionId)
      else if (message.type === 'session_ended') on.sessionEnded(message.sessionId)
      else on.channelsChanged()
    }
  }

  function say(message: Message): void {
    others = [...others, message].slice(-KEPT_LIMIT)
    collect()
  }

  function collect(): void {
    collecting ??= setTimeout(
      () => {
        collecting = undefined
        speaking = speaking.then(speak)
        restUntil = performance.now() + REST_MS
      },
      Math.max(0, restUntil - performance.now()),
    )
  }

  async function speak(): Promise<void> {
    if (!client) return
    const latest = [...numbers].map(([workspaceId, seq]): Message => ({ type: 'committed', workspaceId, seq }))
    let unsaid = [...others, ...latest]
    others = []
    numbers.clear()
    try {
      for (; unsaid.length > 0; unsaid = unsaid.slice(MESSAGES_AT_ONCE)) {
        const payload = JSON.stringify({ from: self, messages: unsaid.slice(0, MESSAGES_AT_ONCE) })
        await client.query('select pg_notify($1, $2)', [TOPIC, payload])
      }
    } catch (error) {
      complain.about(error)
      // Said again on the next line; to hear the same twice does no harm.
      others = [...unsaid, ...others].slice(-KEPT_LIMIT)
    }
  }
}
