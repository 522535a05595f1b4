import { createHash } from 'node:crypto'
import type { MessageContent } from '../../contract/content.ts'
import type { AttachmentId, ConversationId, MessageId, WorkspaceId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Person } from '../../kernel/http.ts'
import type { Storage } from '../../kernel/storage.ts'
import { inRead, inWork, type Kernel } from '../../kernel/work.ts'
import type { Fetcher, MediaOutcome, Provider } from '../../providers/provider.ts'
import type { ListedChannel } from '../channels/index.ts'
import { cleanName } from './core/files.ts'
import type { Message } from './core/message.ts'
import { addressToWriteTo } from './core/person.ts'
import { typeOfArrived, typeOfUpload } from './file-type.ts'
import {
  type Attachment,
  insertAttachment,
  latestInbound,
  lockMessage,
  maySeeConversation,
  readAttachment,
  readConversations,
  readMessage,
  saveContent,
} from './repo.ts'
import { holdersOf } from './sending-repo.ts'

/** The largest file we take from anybody, in bytes (Meta: a document of 100 MB). */
export const maxFileBytes = 100 * 1024 * 1024

export type MediaDeps = {
  kernel: Kernel
  storage: Storage
  fetcher: Fetcher
  channelOf(workspaceId: WorkspaceId, channelId: Message['channelId']): Promise<ListedChannel | undefined>
  providerOf(name: string): Provider
}

/** What is to be tried again later; the job runner does. */
export class TryLater extends Error {
  override readonly name = 'TryLater'
}

/** Fetch a contact's file into our own storage: the provider keeps it only for days. Throws `TryLater`. */
export async function fetchMedia(deps: MediaDeps, workspaceId: WorkspaceId, messageId: MessageId): Promise<void> {
  const message = await inRead(deps.kernel, workspaceId, (tx) => readMessage(tx, workspaceId, messageId))
  if (!message || !('media' in message.content) || message.content.media.state !== 'pending') return
  const { providerMediaId, mimeType, sha256 } = message.content.media
  const channel = await deps.channelOf(workspaceId, message.channelId)
  if (!channel?.connection || providerMediaId === null) throw new TryLater('the channel is not connected')
  const provider = deps.providerOf(channel.provider)
  const outcome = await provider.fetchMedia(
    { id: providerMediaId, mimeType, sha256, url: null },
    channel.connection,
    deps.fetcher,
    maxFileBytes,
  )
  if (outcome.type === 'retry' || outcome.type === 'misconfigured')
    throw new TryLater(`${outcome.failure.code}: ${outcome.failure.title}`)
  const mimeSeen = outcome.type === 'fetched' ? await typeOfArrived(outcome.bytes, outcome.mimeType) : ''
  const final = outcome.type === 'fetched' ? { ...outcome, mimeType: mimeSeen } : outcome
  await keepFetched(deps, workspaceId, message, final)
}

type Final = Exclude<MediaOutcome, { type: 'retry' | 'misconfigured' }>

async function keepFetched(deps: MediaDeps, workspaceId: WorkspaceId, message: Message, outcome: Final): Promise<void> {
  const id = crypto.randomUUID() as AttachmentId
  if (outcome.type === 'fetched') await deps.storage.put(workspaceId, id, outcome.bytes)
  await inWork(deps.kernel, { workspaceId, agentId: null }, async (work) => {
    const current = await lockMessage(work.tx, workspaceId, message.id)
    if (!current || !('media' in current.content) || current.content.media.state !== 'pending') return ok(null)
    if (outcome.type === 'fetched') {
      await insertAttachment(work.tx, workspaceId, attachmentOf(id, current, outcome), work.at, null)
    }
    const content = withFile(current.content, id, outcome)
    await saveContent(work.tx, workspaceId, { ...current, content })
    const { conversationId, channelId, editedAt, revokedAt } = current
    const whose = (await holdersOf(work.tx, workspaceId, [conversationId])).get(conversationId) ?? {
      queueId: null,
      agentId: null,
      held: false,
    }
    work.record({
      type: 'message.content_changed',
      conversationId,
      channelId,
      ...whose,
      messageId: current.id,
      content,
      editedAt,
      revokedAt,
    })
    return ok(null)
  })
}

function attachmentOf(
  id: AttachmentId,
  message: Message,
  { bytes, mimeType }: Extract<Final, { type: 'fetched' }>,
): Attachment {
  const fileName = 'media' in message.content ? message.content.media.fileName : null
  return {
    id,
    conversationId: message.conversationId,
    mimeType,
    sizeBytes: bytes.length,
    sha256: hashOf(bytes),
    fileName,
    providerMediaId: null,
    providerMediaUntil: null,
  }
}

function withFile(
  content: Extract<MessageContent, { media: unknown }>,
  id: AttachmentId,
  outcome: Final,
): MessageContent {
  const media =
    outcome.type === 'fetched'
      ? {
          ...content.media,
          attachmentId: id,
          mimeType: outcome.mimeType,
          sizeBytes: outcome.bytes.length,
          sha256: hashOf(outcome.bytes),
          state: 'stored' as const,
        }
      : { ...content.media, state: outcome.type }
  return { ...content, media }
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

export type Uploaded = { attachmentId: AttachmentId; mimeType: string; sizeBytes: number; fileName: string | null }

/** Keep a file somebody wants to send in a conversation. Its type is what its bytes say, not what its name says. */
export async function keepUpload(
  deps: Pick<MediaDeps, 'kernel' | 'storage'>,
  person: Person,
  input: { conversationId: ConversationId; bytes: Buffer; declaredType: string; fileName: string | null },
): Promise<Result<Uploaded>> {
  const { conversationId, bytes, declaredType, fileName } = input
  const { workspaceId } = person
  if (bytes.length === 0) return refuse('file_empty')
  if (bytes.length > maxFileBytes) return refuse('file_too_large', `${bytes.length} of ${maxFileBytes} bytes`)
  if (!(await inRead(deps.kernel, workspaceId, (tx) => maySeeConversation(tx, person, conversationId))))
    return refuse('not_found')
  const mimeType = await typeOfUpload(bytes, declaredType)
  const id = crypto.randomUUID() as AttachmentId
  await deps.storage.put(workspaceId, id, bytes)
  const attachment: Attachment = {
    id,
    conversationId,
    mimeType,
    sizeBytes: bytes.length,
    sha256: hashOf(bytes),
    fileName: cleanName(fileName),
    providerMediaId: null,
    providerMediaUntil: null,
  }
  return inWork(deps.kernel, person, async (work) => {
    await insertAttachment(work.tx, workspaceId, attachment, work.at, person.agentId)
    return ok({ attachmentId: id, mimeType, sizeBytes: bytes.length, fileName: attachment.fileName })
  })
}

/** A file, if the person may see the conversation it belongs to. */
export async function openAttachment(
  deps: Pick<MediaDeps, 'kernel'>,
  person: Person,
  id: AttachmentId,
): Promise<Attachment | undefined> {
  return inRead(deps.kernel, person.workspaceId, async (tx) => {
    const attachment = await readAttachment(tx, person.workspaceId, id)
    return attachment && (await maySeeConversation(tx, person, attachment.conversationId)) ? attachment : undefined
  })
}

/** Tell the provider that the contact's messages were read, and that somebody is writing if `typing`. */
export async function showRead(
  deps: MediaDeps,
  workspaceId: WorkspaceId,
  conversationId: ConversationId,
  typing: boolean,
): Promise<void> {
  const latest = await inRead(deps.kernel, workspaceId, (tx) => latestInbound(tx, workspaceId, conversationId))
  if (!latest || latest.providerMessageId === null) return
  const channel = await deps.channelOf(workspaceId, latest.channelId)
  if (!channel?.connection) return
  await deps.providerOf(channel.provider).markRead(latest.providerMessageId, typing, channel.connection, deps.fetcher)
}

/** Send our reaction as it now stands. Sending the same twice changes nothing, so it may be repeated. Throws `TryLater`. */
export async function sendReaction(deps: MediaDeps, workspaceId: WorkspaceId, messageId: MessageId): Promise<void> {
  const found = await inRead(deps.kernel, workspaceId, async (tx) => {
    const message = await readMessage(tx, workspaceId, messageId)
    const held =
      message && (await readConversations(tx, workspaceId, [message.conversationId])).get(message.conversationId)
    return message && held ? { message, to: addressToWriteTo(held.identities) } : undefined
  })
  const targetProviderMessageId = found?.message.providerMessageId
  if (!found?.to || !targetProviderMessageId) return
  const channel = await deps.channelOf(workspaceId, found.message.channelId)
  if (!channel?.connection) throw new TryLater('the channel is not connected')
  const emoji = found.message.reactions.find((reaction) => reaction.from === 'us')?.emoji ?? null
  const outcome = await deps.providerOf(channel.provider).send(
    {
      reference: `${messageId}:reaction`,
      to: found.to,
      content: { kind: 'reaction', targetProviderMessageId, emoji },
      quotedProviderMessageId: null,
    },
    channel.connection,
    deps.fetcher,
  )
  if (outcome.type === 'retry' || outcome.type === 'unknown')
    throw new TryLater(`${outcome.failure.code}: ${outcome.failure.title}`)
}
