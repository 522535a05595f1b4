import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type FileInput, NewPhone, PhoneAction, PhoneChanges } from './actions.ts'
import {
  ClearInput,
  ClockInput,
  NoticeInput,
  NumberInput,
  ResendInput,
  SettingsInput,
  TemplateChanges,
  TemplateInput,
  TrafficQuery,
} from './control-inputs.ts'
import { KNOWN_CODES } from './errors.ts'
import { FAULT_WORDS, FaultChanges } from './faults.ts'
import type { JsonObject } from './json.ts'
import { readJson } from './json.ts'
import { UPLOAD_LIMITS } from './media.ts'
import { NOTICE_KINDS } from './notices.ts'
import { addPhone, changePhone } from './people.ts'
import { actOnPhone } from './phones.ts'
import { type Outcome, ok, REFUSALS, type Refusal, refuse } from './refusals.ts'
import { MAGIC_NUMBERS } from './seed.ts'
import type { Simulator } from './simulator.ts'
import { changeTemplate, clear, putTemplate, registerNumber, resend, sendNotice } from './steering.ts'
import { trafficLine } from './traffic.ts'
import { messageView, numberView, phoneView, phoneWithChats, templatesView } from './views.ts'
import { type BusinessNumber, type Phone, removeNumber, removePhone } from './world.ts'

/** Room for a file in base64; larger ones come by multipart. */
const MAX_BODY_BYTES = 24 * 1024 * 1024
const PHONES_IN_STATE = 200
const LINES_IN_STATE = 200

/** The API of the simulator's screen. JSON in and out; 400 says which field is wrong, 409 refuses with a sentence, 404 is gone. */
export async function controlRoutes(app: FastifyInstance, simulator: Simulator): Promise<void> {
  if (!app.hasContentTypeParser('multipart/form-data')) await app.register(multipart)
  stateRoutes(app, simulator)
  phoneRoutes(app, simulator)
  numberRoutes(app, simulator)
  trafficRoutes(app, simulator)
}

type ById = { Params: { id: string } }

function stateRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { faults, clock, world } = simulator
  app.get('/control/state', () => stateView(simulator))
  app.get('/control/catalogue', () => ({
    codes: KNOWN_CODES,
    faults: FAULT_WORDS,
    notices: NOTICE_KINDS,
    magicNumbers: MAGIC_NUMBERS,
    refusals: REFUSALS,
  }))

  app.get('/control/faults', () => faultsView(simulator))
  app.patch(
    '/control/faults',
    take(FaultChanges, (changes) => {
      faults.set(changes)
      return ok(faultsView(simulator))
    }),
  )
  app.delete('/control/faults', () => {
    faults.clear()
    return faultsView(simulator)
  })

  app.get('/control/clock', () => clockView(simulator))
  app.post(
    '/control/clock',
    take(ClockInput, (input) => {
      if ('real' in input) clock.reset()
      else clock.advance(input.advanceMs)
      simulator.clockMoved()
      return ok(clockView(simulator))
    }),
  )
  app.patch(
    '/control/settings',
    take(SettingsInput, (input) => {
      Object.assign(world.settings, input)
      world.changed({ type: 'settings' })
      return ok(world.settings)
    }),
  )
  app.post(
    '/control/clear',
    take(ClearInput, async ({ what }) => {
      await clear(simulator, what)
      return ok(stateView(simulator))
    }),
  )
}

function phoneRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { world } = simulator
  app.get<ById>('/control/phones/:id', async (request, reply) =>
    respond(
      reply,
      withPhone(simulator, request.params.id, (phone) => ok(phoneWithChats(world, phone))),
    ),
  )
  app.post(
    '/control/phones',
    take(NewPhone, (input) => mapped(addPhone(simulator, input), phoneView)),
  )
  app.patch<ById>('/control/phones/:id', async (request, reply) => {
    const input = PhoneChanges.safeParse(request.body)
    if (!input.success) return complain(reply, input.error)
    return respond(
      reply,
      withPhone(simulator, request.params.id, (phone) => mapped(changePhone(simulator, phone, input.data), phoneView)),
    )
  })
  app.delete<ById>('/control/phones/:id', async (request, reply) =>
    respond(
      reply,
      withPhone(simulator, request.params.id, (phone) => {
        removePhone(world, phone)
        return ok(null)
      }),
    ),
  )
  app.post<ById>('/control/phones/:id/act', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const input = ActInput.safeParse(request.isMultipart() ? await readAction(request) : request.body)
    if (!input.success) return complain(reply, input.error)
    return respond(reply, await act(simulator, request.params.id, input.data))
  })
  app.get<ById>('/control/media/:id', (request, reply) => showMedia(simulator, request.params.id, reply))
}

/** Which chat an action belongs to: the business number named, the open chat, or the first there is. */
const ActInput = z.strictObject({ to: z.string().max(64).optional(), action: PhoneAction })

async function act(
  simulator: Simulator,
  phoneId: string,
  { to, action }: z.infer<typeof ActInput>,
): Promise<Outcome<unknown>> {
  const phone = simulator.world.phones.get(phoneId)
  if (!phone) return refuse('not_found')
  const number = chooseNumber(simulator, to ?? phone.openChat)
  if (!number) return refuse(to === undefined ? 'no_number' : 'not_found')
  return mapped(await actOnPhone(simulator, phone, number, action), (message) => ({
    message: message && messageView(message),
  }))
}

/** A multipart action: the field `action` as JSON, `to`, and the file, which takes the place of `action.file`. */
async function readAction(request: FastifyRequest): Promise<unknown> {
  const fields: Record<string, unknown> = {}
  let file: FileInput | null = null
  for await (const part of request.parts(UPLOAD_LIMITS)) {
    if (part.type !== 'file') fields[part.fieldname] = part.value
    else file = { bytes: await part.toBuffer(), mimeType: part.mimetype, fileName: part.filename }
  }
  const action = readJson(String(fields.action ?? ''))
  const { action: _action, ...rest } = fields
  return { ...rest, action: file && typeof action === 'object' && action !== null ? { ...action, file } : action }
}

/** Types a browser may show in place; everything else is a download, as it came from outside. */
const SHOWABLE = /^(image\/(png|jpeg|webp)|audio\/(ogg|mpeg|mp4|aac|amr)|video\/(mp4|3gpp))/

async function showMedia({ media }: Simulator, id: string, reply: FastifyReply): Promise<FastifyReply> {
  const file = media.findDead(id)
  const bytes = file && (await media.bytes(file))
  if (!file || !bytes) return respond(reply, refuse('not_found'))
  const isShowable = SHOWABLE.test(file.mimeType)
  return reply
    .header('content-type', isShowable ? file.mimeType : 'application/octet-stream')
    .header(
      'content-disposition',
      isShowable ? 'inline' : `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName ?? id)}`,
    )
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=3600')
    .send(bytes)
}

function numberRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { world } = simulator
  app.post(
    '/control/numbers',
    take(NumberInput, async (input) =>
      mapped(await registerNumber(simulator, input), ({ number, handshake }) => ({
        number: numberView(world, number),
        handshake,
      })),
    ),
  )
  app.delete<ById>('/control/numbers/:id', async (request, reply) => {
    const number = world.numbers.get(request.params.id)
    if (!number) return respond(reply, refuse('not_found'))
    removeNumber(world, number)
    return respond(reply, ok(null))
  })
  app.post(
    '/control/templates',
    take(TemplateInput, (input) => putTemplate(simulator, input)),
  )
  app.patch<ById>('/control/templates/:id', async (request, reply) => {
    const input = TemplateChanges.safeParse(request.body)
    return input.success
      ? respond(reply, changeTemplate(simulator, request.params.id, input.data))
      : complain(reply, input.error)
  })
  app.post(
    '/control/notices',
    take(NoticeInput, ({ kind, phoneNumberId, phoneId, changes }) => {
      const number = chooseNumber(simulator, phoneNumberId ?? null)
      const phone = phoneId === undefined ? null : world.phones.get(phoneId)
      if (!number || phone === undefined) return refuse(number ? 'not_found' : 'no_number')
      return sendNotice(simulator, { kind, number, phone, changes: changes as JsonObject })
    }),
  )
}

function trafficRoutes(app: FastifyInstance, simulator: Simulator): void {
  const { traffic, outbox, feed } = simulator
  app.get('/events', (_request, reply) => {
    if (!feed.join(reply.raw)) return reply.code(503).send({ sentence: 'Too many screens look at the simulator.' })
    return reply.hijack()
  })
  app.get('/control/traffic', async (request, reply) => {
    const query = TrafficQuery.safeParse(request.query)
    if (!query.success) return complain(reply, query.error)
    return reply.send({ counts: traffic.counts(), entries: traffic.list(query.data).map(trafficLine) })
  })
  app.get<ById>('/control/traffic/:id', async (request, reply) => {
    const entry = traffic.find(Number(request.params.id))
    return respond(reply, entry ? ok(entry) : refuse('not_found'))
  })
  app.post<ById>('/control/traffic/:id/replay', async (request, reply) => {
    const entry = traffic.find(Number(request.params.id))
    if (!entry) return respond(reply, refuse('not_found'))
    const again = await outbox.replay(entry)
    return respond(reply, again ? ok(again) : refuse('not_a_webhook'))
  })
  app.post('/control/traffic/retry', () => ({ lanes: outbox.retryNow() }))
  app.post(
    '/control/traffic/resend',
    take(ResendInput, async (input) => ok({ entries: (await resend(simulator, input)).map(trafficLine) })),
  )
}

/** A route whose body fits a schema and whose answer is an outcome. */
function take<T extends z.ZodType>(
  schema: T,
  action: (input: z.infer<T>) => Outcome<unknown> | Promise<Outcome<unknown>>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = schema.safeParse(request.body ?? {})
    return input.success ? respond(reply, await action(input.data)) : complain(reply, input.error)
  }
}

const complain = (reply: FastifyReply, error: z.ZodError): FastifyReply =>
  reply.code(400).send({ issues: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) })

function respond(reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply {
  if (outcome.ok)
    return reply
      .code(200)
      .header('content-type', 'application/json; charset=utf-8')
      .send(JSON.stringify(outcome.value ?? null))
  return reply.code(outcome.refusal === 'not_found' ? 404 : 409).send(refusalView(outcome.refusal))
}

const refusalView = (refusal: Refusal) => ({ refusal, sentence: REFUSALS[refusal] })

const mapped = <T, U>(outcome: Outcome<T>, view: (value: T) => U): Outcome<U> =>
  outcome.ok ? ok(view(outcome.value)) : outcome

const withPhone = <T>({ world }: Simulator, id: string, then: (phone: Phone) => Outcome<T>): Outcome<T> => {
  const phone = world.phones.get(id)
  return phone ? then(phone) : refuse('not_found')
}

function chooseNumber({ world }: Simulator, wanted: string | null): BusinessNumber | undefined {
  return wanted === null ? world.numbers.values().next().value : world.numbers.get(wanted)
}

const clockView = ({ clock }: Simulator) => ({ now: clock.now(), offset: clock.offset() })

const faultsView = ({ faults }: Simulator) => ({ faults: faults.get(), running: faults.running() })

/** Everything a screen needs at first. Events with a higher `seq` come after it. */
function stateView(simulator: Simulator) {
  const { world, traffic, feed, outbox } = simulator
  return {
    seq: feed.seq(),
    clock: clockView(simulator),
    ...faultsView(simulator),
    settings: world.settings,
    numbers: [...world.numbers.values()].map((number) => numberView(world, number)),
    phones: [...world.phones.values()].slice(0, PHONES_IN_STATE).map((phone) => phoneWithChats(world, phone)),
    phoneCount: world.phones.size,
    templates: templatesView(world),
    traffic: { counts: traffic.counts(), entries: traffic.list({ limit: LINES_IN_STATE }).map(trafficLine) },
    webhooksWaiting: outbox.waiting().length,
  }
}
