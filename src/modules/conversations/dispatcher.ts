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
import { templateForSending } from '../templates/index.ts'
import type { Message } from './core/message.ts'
import type { Sent } from './core/outbound.ts'
import { createPacer, type Pacer } from './core/pacing.ts'
import { addressToWriteTo } from './core/person.ts'
import { readAttachment, readConversations, rememberUpload } from './repo.ts'
import { type ChannelTrouble, claim, recordSent } from './sending-actions.ts'

/** Sends of one workspace that may be in the air at once. */
const MAX_IN_FLIGHT = 200
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

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const inTheAir = new Map<WorkspaceId, Set<Promise<void>>>()
  const pacers = new Map<ChannelId, Pacer>()
  /** As last read: a limit changed in the settings holds from the next send on. */
  const perSecond = new Map<ChannelId, number>()
  const recorders = new Map<WorkspaceId, (ended: { message: Message; sent: Sent }) => Promise<void>>()

  function recorderOf(workspaceId: WorkspaceId) {
    const known = recorders.get(workspaceId)
    if (known) return known
    const recorder = joinWrites<{ message: Message; sent: Sent }>(
      (ended) => recordSent(deps.kernel, workspaceId, ended, deps.trouble),
      { size: 500, inFlight: 1 },
    )
    recorders.set(workspaceId, recorder)
    return recorder
  }

  function pacerOf(channel: ListedChannel): Pacer {
    perSecond.set(channel.id, channel.throughputPerSecond)
    const known = pacers.get(channel.id)
    if (known) return known
    const { pairBurst, pairEveryMs } = deps.providerOf(channel.provider).abilities
    const pacer = createPacer(() => ({
      perSecond: perSecond.get(channel.id) ?? channel.throughputPerSecond,
      pairBurst,
      pairEveryMs,
    }))
    pacers.set(channel.id, pacer)
    return pacer
  }

  async function sendOne(workspaceId: WorkspaceId, message: Message): Promise<void> {
    const sent = await attempt(workspaceId, message).catch((error: unknown): Sent => {
      // Nothing was asked of the provider yet when this throws: what goes to the provider answers with an outcome.
      deps.log.error({ err: error, messageId: message.id }, 'a message could not be prepared for sending')
      const failure = { code: 'not_prepared', title: 'Not sent', detail: 'The message could not be prepared.' }
      return isPassing(error) ? { type: 'retry', failure, scope: 'message' } : { type: 'rejected', failure }
    })
    deps.onSent?.(sent.type)
    await recordUntilKept(workspaceId, message, sent)
    deps.kernel.wake('dispatcher', workspaceId)
  }

  /** The outcome is known and must not be lost: while the database is away or full it is kept here and tried again. */
  async function recordUntilKept(workspaceId: WorkspaceId, message: Message, sent: Sent): Promise<void> {
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

  async function attempt(workspaceId: WorkspaceId, message: Message): Promise<Sent> {
    const channel = await deps.channelOf(workspaceId, message.channelId)
    if (!channel?.connection) return notConnected
    const provider = deps.providerOf(channel.provider)
    const prepared = await prepare(workspaceId, message, channel.connection, provider)
    if ('outcome' in prepared) return prepared.outcome
    const pacer = pacerOf(channel)
    const now = deps.kernel.clock.now()
    const turn = pacer.ask(message.conversationId, now)
    if (!turn.go) return { type: 'held', until: turn.from }
    const { to, content } = prepared
    const quotedProviderMessageId = message.quote?.providerMessageId ?? null
    const outcome = await provider.send(
      { reference: message.id, to, content, quotedProviderMessageId },
      channel.connection,
      deps.fetcher,
    )
    if (outcome.type === 'retry' && outcome.scope === 'channel') pacer.pause((now + CHANNEL_PAUSE_MS) as Instant)
    return outcome
  }

  /** Everything the wire needs: who, and the content with its files at the provider. */
  async function prepare(
    workspaceId: WorkspaceId,
    message: Message,
    connection: Connection,
    provider: Provider,
  ): Promise<{ to: Address; content: OutboundContent } | { outcome: Sent }> {
    const { to, template } = await inRead(deps.kernel, workspaceId, async (tx) => {
      const held = (await readConversations(tx, workspaceId, [message.conversationId])).get(message.conversationId)
      return {
        to: held ? addressToWriteTo(held.identities) : null,
        template: message.templateId ? await templateForSending(tx, workspaceId, message.templateId) : undefined,
      }
    })
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

  return {
    async run(workspaceId) {
      const flying = inTheAir.get(workspaceId) ?? new Set<Promise<void>>()
      inTheAir.set(workspaceId, flying)
      while (flying.size < MAX_IN_FLIGHT) {
        const now = deps.kernel.clock.now()
        const resting = [...pacers].filter(([, pacer]) => pacer.room(now) === 0).map(([channelId]) => channelId)
        const rooms = [...pacers.values()].map((pacer) => pacer.room(now)).filter((room) => room > 0)
        const limit = Math.min(MAX_IN_FLIGHT - flying.size, rooms.length > 0 ? Math.max(...rooms) : MAX_IN_FLIGHT)
        const messages = await claim(deps.kernel, workspaceId, limit, resting)
        if (messages.length === 0) return
        for (const message of messages) {
          const flight = sendOne(workspaceId, message).finally(() => flying.delete(flight))
          flying.add(flight)
        }
      }
    },
    async idle() {
      await Promise.all([...inTheAir.values()].flatMap((flying) => [...flying]))
    },
  }
}

/** Nothing is wrong with the message: it only has to wait until the database is back or has room. */
const isPassing = (error: unknown): boolean => isDatabaseAway(error) || isStorageFull(error)

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
