import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { AgentId, QueueId, TagId, WorkspaceId } from '../contract/ids.ts'
import type { Operation } from '../contract/operation.ts'
import type { AuditKind } from '../contract/operations/audit.ts'
import { may, type Permission, type Role } from '../contract/permissions.ts'
import { ok, type Refusal, type RefusalBody, type Result, refusalStatus } from '../contract/refusals.ts'
import type { Hidden } from '../contract/sight.ts'
import { isDatabaseAway, isStorageFull, type Tx } from './db.ts'
import { inRead, inWork, type Kernel, type Work } from './work.ts'

/** A signed-in person or an integration, and all that decides what they may do. */
export type Person = {
  readonly workspaceId: WorkspaceId
  readonly agentId: AgentId
  readonly role: Role
  readonly denied: readonly Permission[]
  readonly queueIds: readonly QueueId[]
  readonly tagIds: readonly TagId[]
  /** What tags hide from them; null: nothing. */
  readonly hidden: Hidden | null
  readonly name: string
  readonly email: string
  /** The session it came with, or null for an API key. */
  readonly sessionId: string | null
  readonly userId: string | null
}

/** Who is asking? Null when nobody we know. */
export type Authenticate = (request: FastifyRequest) => Promise<Person | null>

type AnyOperation = Operation<z.ZodType, z.ZodType>
type Input<O extends AnyOperation> = z.output<O['input']>
type Output<O extends AnyOperation> = z.input<O['output']>

/** Bind one contract operation to one action. Everything HTTP knows is behind these two functions. */
export type Bind = {
  /** A change: runs in work; what it records is written with it. */
  <O extends AnyOperation>(
    operation: O,
    action: (work: Work, input: Input<O>, person: Person) => Promise<Result<Output<O>>>,
  ): void
  /** A question: runs in a read-only transaction. */
  read<O extends AnyOperation>(
    operation: O,
    answer: (tx: Tx, input: Input<O>, person: Person) => Promise<Result<Output<O>>>,
  ): void
  /** Something that must step outside one transaction (a call to a provider between two works). */
  outside<O extends AnyOperation>(
    operation: O,
    action: (kernel: Kernel, input: Input<O>, person: Person) => Promise<Result<Output<O>>>,
  ): void
  /** Somebody looked at something by a route that is no operation of the contract: its line in the audit trail. */
  note(route: AuditedRoute, input: unknown, person: Person, requestId: string): Promise<void>
  /** All operations bound so far: the description of the API is made from them. */
  readonly operations: readonly AnyOperation[]
}

/** What of a route decides whether it leaves a line. */
export type AuditedRoute = Pick<AnyOperation, 'method' | 'path' | 'permission'>

/** What of an operation is written into the audit trail. */
type Audited = { operation: AuditedRoute; kind: AuditKind; input: unknown; requestId: string }

/** Which operations leave a line in the audit trail, and how it is written. */
export type Audit = {
  kindOf(operation: AuditedRoute, person: Person): AuditKind | null
  write(work: Work, person: Person, what: Audited): Promise<void>
}

/** Where nothing is audited: in tests of one module. */
const noAudit: Audit = { kindOf: () => null, write: async () => {} }

export function binder(app: FastifyInstance, kernel: Kernel, authenticate: Authenticate, audit: Audit = noAudit): Bind {
  const operations: AnyOperation[] = []

  function serve<O extends AnyOperation>(
    operation: O,
    run: (input: Input<O>, person: Person, note: Note) => Promise<Result<Output<O>>>,
  ): void {
    operations.push(operation)
    app.route({
      method: operation.method,
      url: operation.path,
      handler: async (request, reply) => {
        const person = await authenticate(request)
        if (!person) return answerRefusal(reply, 'not_signed_in')
        if (!may(person, operation.permission)) return answerRefusal(reply, 'not_permitted', operation.permission)
        const input = operation.input.safeParse(operation.method === 'GET' ? request.query : (request.body ?? {}))
        if (!input.success) return answerIssues(reply, input.error)
        const unkeepable = whereUnkeepable(input.data)
        if (unkeepable !== null)
          return answerRefusal(reply, 'invalid_input', `${unkeepable}: not text that can be kept`)
        const kind = audit.kindOf(operation, person)
        const about = kind && { operation, kind, input: input.data, requestId: request.id }
        const note: Note = about ? (work) => audit.write(work, person, about) : null
        const result = await run(input.data as Input<O>, person, note)
        if (!result.ok) return answerRefusal(reply, result.refusal, result.detail)
        return reply.header('cache-control', 'no-store').send(JSON.stringify(operation.output.parse(result.value)))
      },
    })
  }

  const bind = (<O extends AnyOperation>(
    operation: O,
    action: (work: Work, input: Input<O>, person: Person) => Promise<Result<Output<O>>>,
  ) =>
    serve(operation, (input, person, note) =>
      inWork(kernel, person, async (work) => {
        const result = await action(work, input, person)
        if (result.ok) await note?.(work)
        return result
      }),
    )) as { -readonly [K in keyof Bind]: Bind[K] } & Bind
  // Looked at, or changed in several steps: the line has a work of its own, and without it there is no answer.
  const noted = async <T>(result: Result<T>, person: Person, note: Note): Promise<Result<T>> => {
    if (note === null || !result.ok) return result
    const written = await inWork(kernel, person, async (work) => {
      await note(work)
      return ok(null)
    })
    return written.ok ? result : written
  }
  bind.read = (operation, answer) =>
    serve(operation, async (input, person, note) =>
      noted(await inRead(kernel, person.workspaceId, (tx) => answer(tx, input, person)), person, note),
    )
  bind.outside = (operation, action) =>
    serve(operation, async (input, person, note) => noted(await action(kernel, input, person), person, note))
  const note: Bind['note'] = async (route, input, person, requestId) => {
    const kind = audit.kindOf(route, person)
    if (kind === null) return
    await inWork(kernel, person, async (work) => {
      await audit.write(work, person, { operation: route, kind, input, requestId })
      return ok(null)
    })
  }
  return Object.assign(bind, { operations, note })
}

/** Write the line this call leaves in the audit trail; null: it leaves none. */
type Note = ((work: Work) => Promise<void>) | null

/** A business "no", with its status. */
export function answerRefusal(reply: FastifyReply, refusal: Refusal, detail?: string): FastifyReply {
  const body: RefusalBody = detail === undefined ? { refusal } : { refusal, detail }
  return reply.code(refusalStatus[refusal]).header('cache-control', 'no-store').send(body)
}

function answerIssues(reply: FastifyReply, error: z.ZodError): FastifyReply {
  const issues = error.issues.slice(0, MAX_ISSUES).map(({ path, message }) => ({ path: path.join('.'), message }))
  const body: RefusalBody = { refusal: 'invalid_input', issues }
  return reply.code(refusalStatus.invalid_input).header('cache-control', 'no-store').send(body)
}
const MAX_ISSUES = 20

/** Where is text that no column can hold: with a NUL, or with half of a character? Null when there is none. */
export function whereUnkeepable(value: unknown, path = 'input'): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, part] of Object.entries(value)) {
    const found = whereUnkeepable(part, name)
    if (found !== null) return found
  }
  return null
}

/** What is not a refusal: the database is away, the disk is full, the request itself is broken, or we have a bug. */
export function installErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (isStorageFull(error)) {
      request.log.error({ err: error }, 'no room left on the disk')
      return answerRefusal(reply, 'storage_full')
    }
    if (isDatabaseAway(error)) {
      request.log.warn({ trouble: error.message }, 'the database cannot be reached')
      return answerRefusal(reply.header('retry-after', '2'), 'database_away')
    }
    if (error.statusCode === 429) return answerRefusal(reply, 'too_many_requests')
    if (error.statusCode === 413) return answerRefusal(reply, 'file_too_large')
    if (error.statusCode !== undefined && error.statusCode < 500)
      return answerRefusal(reply, 'invalid_input', error.message)
    if (isBrokenForm(error)) return answerRefusal(reply, 'invalid_input', 'not a whole form')
    request.log.error({ err: error }, 'unexpected')
    return reply.code(500).send({ trouble: 'unexpected', requestId: request.id })
  })
}

/** An upload that ends in the middle, or whose parts cannot be told apart (the words of @fastify/busboy). */
const isBrokenForm = ({ message }: Error): boolean =>
  /^(Unexpected end of (form|multipart data|file)|Part terminated early.*|Malformed part header|Multipart: Boundary not found)$/.test(
    message,
  )
