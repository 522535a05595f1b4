import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { graphError } from './errors.ts'
import { answerGraph, type GraphBody, type GraphCall } from './graph.ts'
import { readJson } from './json.ts'
import { UPLOAD_LIMITS } from './media.ts'
import { isAddressAlive } from './media-address.ts'
import { type GraphAnswer, refused } from './send.ts'
import type { Simulator } from './simulator.ts'
import { sendInWords } from './words.ts'

/** A message's JSON is far smaller; this only keeps out what cannot be one. */
const MAX_JSON_BYTES = 1024 * 1024
/** Calls that a fault leaves without an answer at the same time; the oldest is cut off first. */
const MAX_HELD = 1000

/** The Graph API and the media host. What goes in and out is logged here and nowhere else. */
export async function graphRoutes(app: FastifyInstance, simulator: Simulator): Promise<void> {
  if (!app.hasContentTypeParser('multipart/form-data')) await app.register(multipart)
  // The log wants the text as it came, and a body that is no JSON must be refused in Meta's words.
  app.removeContentTypeParser(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
  app.addContentTypeParser(
    ['application/json', 'text/plain', 'application/x-www-form-urlencoded'],
    { parseAs: 'string', bodyLimit: MAX_JSON_BYTES },
    (_request, body, done) => done(null, body),
  )

  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    if ((error.statusCode ?? 500) >= 500) throw error
    const answer = { ...refused(graphError(100, error.message)), status: error.statusCode ?? 400 }
    return respond(
      { simulator, request, reply, requestBody: '', summary: 'unreadable request', ...started(simulator) },
      answer,
    )
  })

  app.route<{ Params: { '*': string }; Querystring: Record<string, string> }>({
    method: ['GET', 'POST', 'DELETE'],
    url: '/graph/*',
    handler: (request, reply) => answerCall(simulator, request, reply),
  })
  app.get<{ Params: { id: string }; Querystring: Record<string, string> }>('/lookaside/:id', (request, reply) =>
    download(simulator, request, reply),
  )
}

type Logged = {
  simulator: Simulator
  request: FastifyRequest
  reply: FastifyReply
  at: number
  began: number
  requestBody: string
  summary: string
  phoneNumberId?: string | null
}

const started = ({ clock }: Simulator): { at: number; began: number } => ({ at: clock.now(), began: performance.now() })

async function answerCall(
  simulator: Simulator,
  request: FastifyRequest<{ Params: { '*': string }; Querystring: Record<string, string> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const times = started(simulator)
  const [version = '', ...segments] = request.params['*'].split('/').filter((segment) => segment !== '')
  const address = addressOf(request)
  const body = await readBody(request)
  const call: GraphCall = {
    method: request.method as GraphCall['method'],
    version,
    segments,
    query: request.query,
    token: tokenOf(request),
    body,
    address,
  }
  const answer = await answerGraph(simulator, call)
  const phoneNumberId = simulator.world.numbers.has(segments[0] ?? '') ? segments[0]! : null
  return respond(
    { simulator, request, reply, requestBody: bodyInWords(body), summary: summaryOf(call), phoneNumberId, ...times },
    answer,
  )
}

/** Where the caller reached us: everything before `/graph/`. */
function addressOf(request: FastifyRequest): string {
  const [prefix = ''] = request.originalUrl.split('/graph/')
  return `${request.protocol}://${request.host}${prefix}`
}

/** Meta takes the token as Bearer, or in the query. */
function tokenOf(request: FastifyRequest<{ Querystring: Record<string, string> }>): string | null {
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')
  return bearer?.[1] ?? request.query.access_token ?? null
}

async function readBody(request: FastifyRequest): Promise<GraphBody> {
  if (request.isMultipart()) return readForm(request)
  if (typeof request.body !== 'string') return { type: 'none' }
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return isForm
    ? { type: 'form', fields: Object.fromEntries(new URLSearchParams(request.body)), file: null }
    : { type: 'text', text: request.body }
}

async function readForm(request: FastifyRequest): Promise<GraphBody> {
  const fields: Record<string, string> = {}
  let file: Extract<GraphBody, { type: 'form' }>['file'] = null
  for await (const part of request.parts(UPLOAD_LIMITS)) {
    if (part.type === 'file') file = { fileName: part.filename, mimeType: part.mimetype, bytes: await part.toBuffer() }
    else fields[part.fieldname] = String(part.value)
  }
  return { type: 'form', fields, file }
}

function bodyInWords(body: GraphBody): string {
  if (body.type === 'none') return ''
  if (body.type === 'text') return body.text
  const file = body.file ? [`file: ${body.file.fileName}, ${body.file.mimeType}, ${body.file.bytes.length} bytes`] : []
  return [...Object.entries(body.fields).map(([key, value]) => `${key}: ${value}`), ...file].join('\n')
}

function summaryOf({ method, segments, body }: GraphCall): string {
  const [node = '', edge] = segments
  if (edge === 'messages' && method === 'POST') return sendInWords(body.type === 'text' ? readJson(body.text) : null)
  if (edge !== undefined)
    return method === 'GET' ? edge.replaceAll('_', ' ') : `${method.toLowerCase()} ${edge.replaceAll('_', ' ')}`
  return node === 'debug_token' ? 'debug token' : `${method.toLowerCase()} ${node}`
}

/** Log the answer and send it, or do with the line what a fault demands. */
function respond(logged: Logged, answer: GraphAnswer): FastifyReply {
  const { simulator, request, reply } = logged
  const id = simulator.traffic.nextId()
  const body = 'error' in answer.body ? withTrace(answer.body, id) : answer.body
  const text = JSON.stringify(body)
  record(logged, {
    id,
    status: answer.line ? null : answer.status,
    responseBody: answer.line ? '' : text,
    result: answer.result,
    failed: answer.line !== undefined || answer.status >= 400,
  })
  if (answer.line) return cutLine(simulator, request, reply, answer)
  if (answer.after) onceGone(reply, answer.after)
  return reply.code(answer.status).header('content-type', 'application/json; charset=utf-8').send(text)
}

const withTrace = (body: GraphAnswer['body'], id: number): GraphAnswer['body'] => ({
  error: { ...(body.error as object), fbtrace_id: `sim-${String(id).padStart(6, '0')}` },
})

function record(
  { simulator, request, at, began, requestBody, summary, phoneNumberId }: Logged,
  outcome: { id: number; status: number | null; responseBody: string; result: string; failed: boolean },
): void {
  const path = request.originalUrl.slice(request.originalUrl.search(/\/(graph|lookaside)\//)).replace(/^\/graph/, '')
  const tookMs = Math.round((performance.now() - began) * 10) / 10
  simulator.traffic.add({
    ...outcome,
    at,
    direction: 'to_provider',
    method: request.method,
    path,
    tookMs,
    summary,
    phoneNumberId: phoneNumberId ?? null,
    requestBody,
    webhook: null,
  })
}

/** Leave the caller without an answer: waiting for ever, or with a broken line. */
function cutLine(
  simulator: Simulator,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: GraphAnswer,
): FastifyReply {
  reply.hijack()
  answer.after?.()
  if (answer.line === 'reset') {
    request.raw.socket.destroy()
    return reply
  }
  const { held } = simulator
  if (held.size >= MAX_HELD) held.values().next().value?.destroy()
  held.add(reply.raw)
  reply.raw.once('close', () => held.delete(reply.raw))
  return reply
}

/** Once the answer has left, or the caller has: whichever happens, the message was accepted. */
function onceGone(reply: FastifyReply, work: () => void): void {
  let isDone = false
  const once = (): void => {
    if (isDone) return
    isDone = true
    work()
  }
  reply.raw.once('finish', once)
  reply.raw.once('close', once)
}

/** The media host. Meta: 401 without a token that opens the file, 404 when the address or the file has expired. */
async function download(
  simulator: Simulator,
  request: FastifyRequest<{ Params: { id: string }; Querystring: Record<string, string> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const logged = { simulator, request, reply, requestBody: '', summary: 'media', ...started(simulator) }
  const file = simulator.media.find(request.params.id)
  const alive =
    file &&
    isAddressAlive({ key: simulator.addressKey, now: simulator.clock.now() }, file.id, request.query) &&
    !simulator.faults.strikes('mediaAddressGone')
  if (!opens(simulator, tokenOf(request), file?.owner))
    return refuseDownload(logged, 401, 'no token, or not one for this file')
  if (!alive || request.headers['user-agent'] === undefined)
    return refuseDownload(logged, 404, alive ? 'no User-Agent' : 'the address has expired')
  const bytes = await simulator.media.bytes(file)
  if (!bytes) return refuseDownload(logged, 404, 'the file is gone')
  record(logged, {
    id: simulator.traffic.nextId(),
    status: 200,
    responseBody: `(${bytes.length} bytes of ${file.mimeType})`,
    result: 'downloaded',
    failed: false,
  })
  return reply
    .header('content-type', file.mimeType)
    .header('x-content-type-options', 'nosniff')
    .header('content-disposition', 'attachment')
    .send(bytes)
}

function opens({ world }: Simulator, token: string | null, owner: string | undefined): boolean {
  const ids = token === null ? undefined : world.numbersByToken.get(token)
  const numbers = [...(ids ?? [])].map((id) => world.numbers.get(id)).filter((number) => number?.tokenState === 'valid')
  return numbers.some((number) => owner === undefined || number?.wabaId === owner)
}

function refuseDownload(logged: Logged, status: 401 | 404, result: string): FastifyReply {
  record(logged, { id: logged.simulator.traffic.nextId(), status, responseBody: '', result, failed: true })
  return logged.reply.code(status).send('')
}
