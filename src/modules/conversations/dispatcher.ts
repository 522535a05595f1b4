import type { OutboundContent } from '../../contract/content.ts'
import type { AttachmentId, ChannelId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Address } from '../../contract/inbound.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { isDatabaseAway, isStorageFull } from '../../kernel/db.ts'
import { joinWrites } from '../../kernel/group-commit.ts'
import type { Storage } from '../../kernel/storage.ts'
import { inRead, inWork, type Kernel } from '../../kernel/work.ts'
import type { Connection, Fetcher, Provider, SendOutcome } from '../../providers/provider.ts'
import type { ListedChannel } from '../channels/index.ts'
import type { Outgoing, Sent } from './core/outbound.ts'
import { createPacer, type Pacer } from './core/pacing.ts'
import { readAttachment, rememberUpload } from './repo.ts'
import { type ChannelTrouble, type Claimed, claim, type Ended, recordSent } from './sending-actions.ts'
import type { Of } from './sending-repo.ts'

/** Sends of one channel that may be in the air at once: a second's worth at the highest limit a number can have. */
const MAX_IN_FLIGHT = 1_000
/** While more is waiting than may go, a channel's messages are taken in turns at least this long. */
const TURN_MS = 20
/** Taken of one channel at once. So in the air is what the provider keeps waiting, and not what we could take. */
const MOST_AT_ONCE = 200
/** While a channel has a backlog, which must be read past, the others are looked at no more often than this. */
const OTHERS_EVERY_MS = 200
/** Taken at once of a channel nothing is known of yet, and of those with little to do. */
const FEW = 25
/** Outcomes written in one work; one work after the other, so that each takes all that has come meanwhile. */
const RECORDED = { size: 500, inFlight: 1 }
/** How long the provider keeps an uploaded file (Meta: 30 days); we ask again a day earlier. */
const UPLOAD_KEPT_MS = 29 * 24 * 60 * 60 * 1000
/** A number the provider found too fast rests this long. */
const CHANNEL_PAUSE_MS = 2_000

export type DispatcherDeps = {
  kernel: Kernel
  channelOf(workspaceId: WorkspaceId, channelId: ChannelId): Promise<ListedChannel | undefined>
  providerOf(name: string): Provider
  fetcher: Fetcher
  storage: Storage
  trouble: ChannelTrouble
  log: { error(about: object, message: string): void; warn(about: object, message: string): void }
  onSent?: (outcome: Sent['type']) => void
}

/**
 * Sends what is queued: claim (work), ask the provider (no transaction), record the outcome (work, many at once). The
 * rows are the queue; this holds nothing that a restart would miss.
 */
export type Dispatcher = {
  /** Begin sending what is due in a workspace; returns when nothing more can be begun now. */
  run(workspaceId: WorkspaceId): Promise<void>
  /** Settles when every send in the air has ended and is recorded. */
  idle(): Promise<void>
}

/** What is known of a channel that messages were taken of. */
type Outlet = {
  /** As last read: what is changed in the settings holds from the next messages on. */
  channel: ListedChannel
  pacer: Pacer
  flying: number
  /** More was waiting than could be taken. */
  isBacklogged: boolean
  /** It was not looked at, because its pace allowed nothing just then. */
  isPassedOver: boolean
}

/** How a message leaves: by its channel (null: it is gone), or not now, because its channel could not be read. */
type Way = { outlet: Outlet | null } | { trouble: unknown }

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const inTheAir = new Map<WorkspaceId, Set<Promise<void>>>()
  const outlets = new Map<WorkspaceId, Map<ChannelId, Outlet>>()
  const recorders = new Map<WorkspaceId, (ended: Ended) => Promise<void>>()
  const timers = new Map<WorkspaceId, NodeJS.Timeout>()
  const waking = new Set<WorkspaceId>()
  /** When channels without a backlog were last looked at; milliseconds of this process. */
  const lookedAt = new Map<WorkspaceId, number>()

  function recorderOf(workspaceId: WorkspaceId) {
    const known = recorders.get(workspaceId)
    if (known) return known
    const recorder = joinWrites<Ended>((ended) => recordSent(deps.kernel, workspaceId, ended, deps.trouble), RECORDED)
    recorders.set(workspaceId, recorder)
    return recorder
  }

  function outletsOf(workspaceId: WorkspaceId): Map<ChannelId, Outlet> {
    const known = outlets.get(workspaceId) ?? new Map<ChannelId, Outlet>()
    outlets.set(workspaceId, known)
    return known
  }

  function outletOf(channel: ListedChannel): Outlet {
    const known = outletsOf(channel.workspaceId).get(channel.id)
    if (known) {
      known.channel = channel
      return known
    }
    const { pairBurst, pairEveryMs } = deps.providerOf(channel.provider).abilities
    const outlet: Outlet = {
      channel,
      pacer: createPacer(() => ({ perSecond: outlet.channel.throughputPerSecond, pairBurst, pairEveryMs })),
      flying: 0,
      isBacklogged: false,
      isPassedOver: false,
    }
    outletsOf(channel.workspaceId).set(channel.id, outlet)
    return outlet
  }

  async function sendOne(workspaceId: WorkspaceId, claimed: Claimed, way: Way): Promise<void> {
    const { message } = claimed
    const sent = await attempt(workspaceId, claimed, way).catch((error: unknown): Sent => {
      // Nothing was asked of the provider yet when this throws: what goes to the provider answers with an outcome.
      deps.log.error({ err: error, messageId: message.id }, 'a message could not be prepared for sending')
      const failure = { code: 'not_prepared', title: 'Not sent', detail: 'The message could not be prepared.' }
      return isPassing(error) ? { type: 'retry', failure, scope: 'message' } : { type: 'rejected', failure }
    })
    deps.onSent?.(sent.type)
    await recordUntilKept(workspaceId, message, sent)
  }

  function launch(workspaceId: WorkspaceId, claimed: Claimed, way: Way): void {
    const flying = flyingOf(workspaceId)
    const outlet = 'outlet' in way ? way.outlet : null
    if (outlet) outlet.flying++
    const flight = sendOne(workspaceId, claimed, way).finally(() => {
      if (outlet) outlet.flying--
      flying.delete(flight)
      wakeOnce(workspaceId)
    })
    flying.add(flight)
  }

  /** Sends end together, because their outcomes are written together: one wake-up is enough for all of them. */
  function wakeOnce(workspaceId: WorkspaceId): void {
    if (waking.has(workspaceId)) return
    waking.add(workspaceId)
    setImmediate(() => {
      waking.delete(workspaceId)
      deps.kernel.wake('dispatcher', workspaceId)
    })
  }

  function flyingOf(workspaceId: WorkspaceId): Set<Promise<void>> {
    const known = inTheAir.get(workspaceId) ?? new Set<Promise<void>>()
    inTheAir.set(workspaceId, known)
    return known
  }

  /** The outcome is known and must not be lost: while the database is away or full it is kept here and tried again. */
  async function recordUntilKept(workspaceId: WorkspaceId, message: Outgoing, sent: Sent): Promise<void> {
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      try {
        return await recorderOf(workspaceId)({ message, sent })
      } catch (error) {
        if (!isPassing(error)) {
          deps.log.error({ err: error, messageId: message.id }, 'the outcome of a send could not be recorded')
          return
        }
        await new Promise((later) => setTimeout(later, wait))
      }
    }
  }

  async function attempt(workspaceId: WorkspaceId, claimed: Claimed, way: Way): Promise<Sent> {
    if ('trouble' in way) throw way.trouble
    const { message } = claimed
    if (!claimed.mayGo) return optedOut
    const { outlet } = way
    const connection = outlet?.channel.connection
    if (!outlet || !connection) return notConnected
    const provider = deps.providerOf(outlet.channel.provider)
    const prepared = await prepare(workspaceId, claimed, connection, provider)
    if ('outcome' in prepared) return prepared.outcome
    const now = deps.kernel.clock.now()
    const turn = outlet.pacer.ask(message.conversationId, now)
    if (!turn.go) return { type: 'held', until: turn.from }
    const { to, content } = prepared
    const quotedProviderMessageId = message.quote?.providerMessageId ?? null
    const outcome = await provider.send(
      { reference: message.id, to, content, quotedProviderMessageId },
      connection,
      deps.fetcher,
    )
    if (outcome.type === 'retry' && outcome.scope === 'channel') outlet.pacer.pause((now + CHANNEL_PAUSE_MS) as Instant)
    return outcome
  }

  /** Everything the wire needs: who, and the content with its files at the provider. */
  async function prepare(
    workspaceId: WorkspaceId,
    { message, to, template }: Claimed,
    connection: Connection,
    provider: Provider,
  ): Promise<{ to: Address; content: OutboundContent } | { outcome: Sent }> {
    if (!to)
      return {
        outcome: {
          type: 'rejected',
          failure: { code: 'no_address', title: 'No address', detail: 'The contact has no address left.' },
        },
      }
    const content = message.content
    switch (content.kind) {
      case 'text':
      case 'location':
      case 'contacts':
      case 'buttons':
        return { to, content }
      case 'image':
      case 'video':
      case 'audio':
      case 'document':
      case 'sticker': {
        const file = await upload(
          workspaceId,
          present(content.media.attachmentId, 'the file of an outbound message'),
          connection,
          provider,
        )
        if ('outcome' in file) return file
        const { mediaId } = file
        if (content.kind === 'audio') return { to, content: { kind: 'audio', mediaId, voice: content.voice } }
        if (content.kind === 'sticker') return { to, content: { kind: 'sticker', mediaId } }
        if (content.kind === 'document') {
          return {
            to,
            content: { kind: 'document', mediaId, caption: content.caption, fileName: content.media.fileName },
          }
        }
        return { to, content: { kind: content.kind, mediaId, caption: content.caption } }
      }
      case 'template': {
        const { name, language, parameterFormat, components } = present(template, 'the template of a template message')
        const fill = present(message.templateFill, 'what fills a template message')
        const header =
          fill.headerMedia === null ? null : await upload(workspaceId, fill.headerMedia, connection, provider)
        if (header && 'outcome' in header) return header
        const headerMediaId = header?.mediaId ?? null
        const headerMediaFileName = header?.fileName ?? null
        return {
          to,
          content: {
            kind: 'template',
            name,
            language,
            parameterFormat,
            components,
            fill,
            headerMediaId,
            headerMediaFileName,
          },
        }
      }
      default:
        throw new Error(`nothing sends ${content.kind}`)
    }
  }

  async function upload(
    workspaceId: WorkspaceId,
    id: AttachmentId,
    connection: Connection,
    provider: Provider,
  ): Promise<{ mediaId: string; fileName: string | null } | { outcome: Sent }> {
    const attachment = await inRead(deps.kernel, workspaceId, (tx) => readAttachment(tx, workspaceId, id))
    if (!attachment)
      return {
        outcome: { type: 'rejected', failure: { code: 'no_file', title: 'No file', detail: 'The file is gone.' } },
      }
    const { fileName, mimeType, providerMediaId, providerMediaUntil } = attachment
    const now = deps.kernel.clock.now()
    if (providerMediaId !== null && providerMediaUntil !== null && providerMediaUntil > now)
      return { mediaId: providerMediaId, fileName }
    const bytes = await deps.storage.read(workspaceId, id)
    const uploaded = await provider.uploadMedia({ bytes, mimeType, fileName: fileName ?? id }, connection, deps.fetcher)
    if (uploaded.type !== 'uploaded') return { outcome: beforeSending(uploaded) }
    await inWork(deps.kernel, { workspaceId, agentId: null }, async (work) => {
      await rememberUpload(work.tx, workspaceId, id, uploaded.id, (now + UPLOAD_KEPT_MS) as Instant)
      return ok(null)
    })
    return { mediaId: uploaded.id, fileName }
  }

  /** Take what may go of one channel with a backlog, or a few of all others, and send it. Says whether to go on at once. */
  async function take(workspaceId: WorkspaceId, limit: number, of: Of): Promise<boolean> {
    const claimed = await claim(deps.kernel, workspaceId, limit, of)
    const isFull = claimed.length === limit
    const ways = new Map<ChannelId, Way>()
    for (const { message } of claimed) {
      if (!ways.has(message.channelId)) ways.set(message.channelId, await wayOf(workspaceId, message.channelId))
    }
    const met = [...ways.values()].map((way) => ('outlet' in way ? way.outlet : null))
    if ('channel' in of) met.push(outletsOf(workspaceId).get(of.channel) ?? null)
    for (const outlet of met) if (outlet) outlet.isBacklogged = isFull
    for (const one of claimed) launch(workspaceId, one, ways.get(one.message.channelId) ?? { outlet: null })
    return isFull
  }

  /** Never throws: what is claimed has to be given back. */
  async function wayOf(workspaceId: WorkspaceId, channelId: ChannelId): Promise<Way> {
    try {
      const channel = await deps.channelOf(workspaceId, channelId)
      return { outlet: channel ? outletOf(channel) : null }
    } catch (trouble) {
      return { trouble }
    }
  }

  /** How many of this channel may be taken now; 0 when it is worth waiting for more. */
  function roomOf(outlet: Outlet, now: Instant): number {
    if (outlet.isBacklogged && !hasAir(outlet)) return 0
    const room = Math.min(MAX_IN_FLIGHT - outlet.flying, outlet.pacer.room(now), MOST_AT_ONCE)
    return outlet.isBacklogged && room < turnOf(outlet) ? 0 : room
  }

  /** When not, the end of a send wakes us. */
  const hasAir = ({ flying }: Outlet): boolean => MAX_IN_FLIGHT - flying >= MOST_AT_ONCE

  const turnOf = ({ channel }: Outlet): number =>
    Math.min(MOST_AT_ONCE, Math.max(1, Math.floor((channel.throughputPerSecond * TURN_MS) / 1000)))

  /** A channel that has to wait for its pace is looked at again when it may go on. */
  function comeBack(workspaceId: WorkspaceId): void {
    clearTimeout(timers.get(workspaceId))
    const now = deps.kernel.clock.now()
    // Also when there is room by now: it was not there when the channel's turn came.
    const times = [...outletsOf(workspaceId).values()]
      .filter((outlet) => (outlet.isBacklogged && hasAir(outlet)) || outlet.isPassedOver)
      .map((outlet) => outlet.pacer.whenRoom(outlet.isBacklogged ? turnOf(outlet) : 1, now))
    if (times.length === 0) return
    const timer = setTimeout(() => deps.kernel.wake('dispatcher', workspaceId), Math.max(1, Math.min(...times) - now))
    timer.unref()
    timers.set(workspaceId, timer)
  }

  async function takeBacklogs(workspaceId: WorkspaceId): Promise<boolean> {
    let goOn = false
    for (const [channelId, outlet] of outletsOf(workspaceId)) {
      const room = outlet.isBacklogged ? roomOf(outlet, deps.kernel.clock.now()) : 0
      if (room > 0 && (await take(workspaceId, room, { channel: channelId }))) goOn = true
    }
    return goOn
  }

  async function takeOthers(workspaceId: WorkspaceId): Promise<boolean> {
    const now = deps.kernel.clock.now()
    const known = [...outletsOf(workspaceId)].map(([id, outlet]) => ({ id, outlet, room: roomOf(outlet, now) }))
    const isAnyBacklogged = known.some(({ outlet }) => outlet.isBacklogged)
    if (isAnyBacklogged && performance.now() - (lookedAt.get(workspaceId) ?? 0) < OTHERS_EVERY_MS) return false
    lookedAt.set(workspaceId, performance.now())
    for (const { outlet, room } of known) outlet.isPassedOver = !outlet.isBacklogged && room === 0
    const ready = known.filter(({ outlet, room }) => !outlet.isBacklogged && room > 0)
    const allBut = known.filter(({ outlet, room }) => outlet.isBacklogged || room === 0).map(({ id }) => id)
    return take(workspaceId, Math.min(FEW, ...ready.map(({ room }) => room)), { allBut })
  }

  return {
    async run(workspaceId) {
      for (let goOn = true; goOn; ) {
        const more = await takeBacklogs(workspaceId)
        goOn = (await takeOthers(workspaceId)) || more
      }
      comeBack(workspaceId)
    },
    async idle() {
      await Promise.all([...inTheAir.values()].flatMap((flying) => [...flying]))
    },
  }
}

/** Nothing is wrong with the message: it only has to wait until the database is back or has room. */
const isPassing = (error: unknown): boolean => isDatabaseAway(error) || isStorageFull(error)

const optedOut: Sent = {
  type: 'rejected',
  failure: {
    code: 'contact_opted_out',
    title: 'Not sent',
    detail: 'The contact asked not to be contacted before it went out.',
  },
}

const notConnected: Sent = {
  type: 'misconfigured',
  failure: {
    code: 'no_access_token',
    title: 'Not connected',
    detail: 'The channel has no access token that can be read.',
  },
}

/** An upload that failed sent nothing to anybody: what would be unknown of a message may safely be tried again. */
function beforeSending(outcome: Exclude<SendOutcome, { type: 'accepted' }>): Sent {
  return outcome.type === 'unknown' ? { type: 'retry', failure: outcome.failure, scope: 'message' } : outcome
}
