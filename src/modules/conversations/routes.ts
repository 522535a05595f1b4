import multipart, { type MultipartFile } from '@fastify/multipart'
import { create as contentDisposition } from 'content-disposition'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AttachmentId, ConversationId, type Instant } from '../../contract/ids.ts'
import * as contract from '../../contract/operations/conversations.ts'
import * as later from '../../contract/operations/later.ts'
import { startInteraction as startOperation } from '../../contract/operations/routing.ts'
import { may } from '../../contract/permissions.ts'
import { ok, refuse } from '../../contract/refusals.ts'
import { type Authenticate, answerRefusal, type Bind } from '../../kernel/http.ts'
import { inRead } from '../../kernel/work.ts'
import * as actions from './actions.ts'
import { bareType } from './core/files.ts'
import { plannedCard } from './core/planned.ts'
import { findInteraction, searchInteractions } from './history-repo.ts'
import { threadPage } from './index.ts'
import { keepUpload, type MediaDeps, maxFileBytes, openAttachment, showRead } from './media-actions.ts'
import { changePlan, plan, sendPlanNow, takeBackPlan } from './planned-actions.ts'
import { plannedOf } from './planned-repo.ts'
import { maySeeConversation, readDrafts } from './repo.ts'
import { askNow } from './satisfaction-actions.ts'
import { startInteraction } from './start-actions.ts'
import { transcript } from './transcript.ts'
import { createUploadRoom } from './upload-room.ts'

export function conversationRoutes(bind: Bind, deps: actions.SendingDeps & MediaDeps): void {
  bind.read(contract.getThread, (tx, input, person) => threadPage(tx, person, input))
  bind(contract.sendMessage, (work, input, person) => actions.sendMessage(work, deps, person, input))
  bind(contract.sendTemplate, (work, input, person) => actions.sendTemplate(work, person, input))
  bind(contract.react, (work, { messageId, emoji }, person) => actions.reactTo(work, person, messageId, emoji))
  bind(contract.takeBack, (work, { messageId }, person) => actions.takeBack(work, person, messageId))
  bind(contract.sendAgain, (work, { messageId }, person) => actions.sendAgain(work, person, messageId))
  bind(contract.markRead, (work, { conversationId }, person) => actions.markRead(work, person, conversationId))
  bind(contract.addNote, (work, { conversationId, text }, person) =>
    actions.addNote(work, person, conversationId, text),
  )
  bind(contract.askNow, (work, input, person) => askNow(work, person, input))
  bind(contract.saveDraft, (work, input, person) => actions.saveDraft(work, person, input))
  bind(startOperation, (work, input, person) => startInteraction(work, person, input))
  bind.read(contract.listDrafts, async (tx, _input, person) => ok({ drafts: await readDrafts(tx, person) }))
  bind(later.planMessage, (work, input, person) => plan(work, deps, person, input))
  bind(later.changePlanned, (work, input, person) => changePlan(work, person, input))
  bind(later.sendPlannedNow, (work, input, person) => sendPlanNow(work, deps, person, input))
  bind(later.takeBackPlanned, (work, { plannedId }, person) => takeBackPlan(work, person, plannedId))
  bind.read(later.listPlanned, async (tx, _input, person) => {
    const found = await plannedOf(tx, person)
    return ok({ planned: found.map(({ planned, contactName }) => ({ planned: plannedCard(planned), contactName })) })
  })
  bind.outside(contract.showTyping, async (kernel, { conversationId }, person) => {
    const visible = await inRead(kernel, person.workspaceId, (tx) => maySeeConversation(tx, person, conversationId))
    if (!visible) return refuse('not_found')
    await showRead(deps, person.workspaceId, conversationId, true)
    return ok(null)
  })
  bind.read(contract.openConversation, async (tx, { conversationId }, person) => {
    const found = await findInteraction(tx, person, { latestOf: conversationId })
    return found ? ok({ card: found.card }) : refuse('not_found')
  })
  bind.read(contract.listInteractions, async (tx, input, person) => {
    const { contactId = null, state = null, search: text = null, tagId = null, limit } = input
    const before = (input.before ?? null) as Instant | null
    const interactions = await searchInteractions(tx, person, {
      contactId,
      state,
      text,
      tagId,
      before,
      limit: limit + 1,
    })
    return ok({ interactions: interactions.slice(0, limit), hasMore: interactions.length > limit })
  })
  bind.read(contract.getInteraction, async (tx, { interactionId }, person) => {
    const found = await findInteraction(tx, person, { id: interactionId })
    return found ? ok(await transcript(tx, person.workspaceId, found)) : refuse('not_found')
  })
}

/** Shown inside a page; everything else is a download. Nothing here can run a script. */
const shownInline = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'audio/ogg',
  'audio/mpeg',
  'audio/mp4',
  'audio/aac',
  'audio/amr',
  'video/mp4',
  'video/3gpp',
])

/** What a file that is not shown may be asked for: to be kept. `empty` is a call of our own page. */
const givenOut = new Set(['document', 'empty'])

const fileRoute = { method: 'GET', path: '/api/attachments/:id', permission: 'interactions.read' } as const
const PUT_PERMISSION = 'interactions.handle'
/** When somebody for whose file there is no room should try again. */
const RETRY_UPLOAD_SECONDS = 5

/** Files: taken up for sending, and given out to whoever may see their conversation. */
export function attachmentRoutes(
  app: FastifyInstance,
  authenticate: Authenticate,
  deps: MediaDeps,
  { note }: Pick<Bind, 'note'>,
): void {
  const room = createUploadRoom()

  void app.register(async (files) => {
    await files.register(multipart, {
      limits: { fileSize: maxFileBytes, files: 1, fields: 4, parts: 6 },
      throwFileSizeLimit: false,
    })

    files.post<{ Querystring: { conversationId?: string } }>('/api/attachments', async (request, reply) => {
      const person = await authenticate(request)
      if (!person) return answerRefusal(reply, 'not_signed_in')
      if (!may(person, PUT_PERMISSION)) return answerRefusal(reply, 'not_permitted', PUT_PERMISSION)
      const conversationId = ConversationId.safeParse(request.query.conversationId)
      if (!conversationId.success) return answerRefusal(reply, 'invalid_input', 'conversationId')
      // Whoever has gone while we looked them up sends nothing any more: nobody would tell us that their file ended.
      if (request.raw.destroyed) return answerRefusal(reply, 'invalid_input', 'file')
      const giveBack = room.take(person.agentId, announcedBytes(request))
      if (!giveBack) {
        reply.header('retry-after', RETRY_UPLOAD_SECONDS).header('connection', 'close')
        return answerRefusal(reply, 'too_many_requests', 'files that are still arriving')
      }
      try {
        const file = await request.file()
        if (!file) return answerRefusal(reply, 'invalid_input', 'file')
        const bytes = await wholeOf(file.file)
        // Whoever has more to send is hung up on: reading it to its end could take for ever.
        if (bytes === null) return answerRefusal(reply.header('connection', 'close'), 'file_too_large')
        const kept = await keepUpload(deps, person, {
          conversationId: conversationId.data,
          bytes,
          declaredType: file.mimetype,
          fileName: file.filename || null,
        })
        return kept.ok ? reply.send(kept.value) : answerRefusal(reply, kept.refusal, kept.detail)
      } finally {
        giveBack()
      }
    })
  })

  app.get<{ Params: { id: string } }>('/api/attachments/:id', async (request, reply) => {
    const person = await authenticate(request)
    if (!person) return answerRefusal(reply, 'not_signed_in')
    if (!may(person, fileRoute.permission)) return answerRefusal(reply, 'not_permitted', fileRoute.permission)
    const id = AttachmentId.safeParse(request.params.id)
    const attachment = id.success ? await openAttachment(deps, person, id.data) : undefined
    if (!attachment) return answerRefusal(reply, 'not_found')
    const type = bareType(attachment.mimeType)
    const inline = shownInline.has(type)
    // Browsers say what for. A page that shows pictures must not unfold what is none, or too large to be one.
    if (!inline && !givenOut.has(String(request.headers['sec-fetch-dest'] ?? 'document')))
      return answerRefusal(reply, 'file_type_not_allowed')
    // A film is asked for piece by piece: the first tells that it was looked at.
    if (/^(?:bytes=0-.*)?$/.test(request.headers.range ?? '')) {
      await note(fileRoute, { id: attachment.id, fileName: attachment.fileName }, person, request.id)
    }
    reply
      .type(inline ? type : 'application/octet-stream')
      .header(
        'content-disposition',
        contentDisposition(attachment.fileName ?? 'file', { type: inline ? 'inline' : 'attachment' }),
      )
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=3600')
      .header('accept-ranges', 'bytes')
    return sendRange(request, reply, attachment.sizeBytes, (range) =>
      deps.storage.stream(person.workspaceId, attachment.id, range),
    )
  })
}

/** How long a request says it is, which binds it; without a word, as long as a file may be. */
function announcedBytes({ headers }: FastifyRequest): number {
  const length = Number(headers['content-length'] ?? maxFileBytes)
  return Math.min(length, maxFileBytes)
}

/** The bytes of a file that is arriving, or null as soon as there are too many. */
async function wholeOf(file: MultipartFile['file']): Promise<Buffer | null> {
  let isTooLarge = false
  file.once('limit', () => {
    isTooLarge = true
    file.destroy()
  })
  const chunks: Buffer[] = []
  try {
    for await (const chunk of file) chunks.push(chunk as Buffer)
  } catch (error) {
    if (!isTooLarge) throw error
  }
  return isTooLarge ? null : Buffer.concat(chunks)
}

/** Players ask for parts of a file (RFC 9110, range requests); one range at a time. */
function sendRange(
  request: FastifyRequest,
  reply: FastifyReply,
  size: number,
  open: (range?: { start: number; end: number }) => NodeJS.ReadableStream,
): FastifyReply {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  if (!match) return reply.header('content-length', size).send(open())
  const start = Number(match[1])
  const end = match[2] ? Math.min(Number(match[2]), size - 1) : size - 1
  if (start > end) return reply.code(416).header('content-range', `bytes */${size}`).send()
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${size}`)
    .header('content-length', end - start + 1)
    .send(open({ start, end }))
}
