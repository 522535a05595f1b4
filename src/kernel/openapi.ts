import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import * as cards from '../contract/cards.ts'
import * as content from '../contract/content.ts'
import * as ids from '../contract/ids.ts'
import type { Operation } from '../contract/operation.ts'
import { RefusalBody, refusalStatus } from '../contract/refusals.ts'

type AnyOperation = Operation<z.ZodType, z.ZodType>
type Json = { [key: string]: unknown }

/** A route that is no operation of the contract, described by hand. */
export type OtherRoute = { path: string; method: 'get' | 'post'; description: Json }

/** The description of the API, made from what is bound: OpenAPI 3.1. */
export function openApi({
  version,
  operations,
  others,
}: {
  version: string
  operations: readonly AnyOperation[]
  others: readonly OtherRoute[]
}): Json {
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const method = operation.method.toLowerCase()
    paths[operation.path] = { ...paths[operation.path], [method]: describe(operation) }
  }
  for (const { path, method, description } of others) paths[path] = { ...paths[path], [method]: description }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Switchboard',
      version,
      description:
        'Every call of the desk is here, and open to other systems with an API key. Calls that change something are POST with a JSON body. A business "no" is a refusal: a status of its own and a body that names it.',
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: tagsOf(paths).map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'A key made under Administration → API keys.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'switchboard.session_token',
          description: 'The cookie of a signed-in browser. Calls that change something must come from our own pages.',
        },
      },
      schemas: components,
      responses: refusals,
    },
  }
}

const tagsOf = (paths: Record<string, Json>): string[] =>
  [
    ...new Set(
      Object.values(paths).flatMap((methods) =>
        Object.values(methods).flatMap((one) => (one as { tags: string[] }).tags),
      ),
    ),
  ].sort()

/** GET /api/openapi.json: for programs, and for the page that shows it to people. */
export function openApiRoute(app: FastifyInstance, description: () => Json): void {
  let text: string | undefined
  app.get('/api/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(description())
    return reply.header('cache-control', 'no-cache').type('application/json').send(text)
  })
}

function describe(operation: AnyOperation): Json {
  return {
    operationId: operationId(operation.path, operation.method),
    summary: operation.summary,
    tags: [tagOf(operation.path)],
    'x-permission': operation.permission,
    ...(operation.method === 'GET'
      ? { parameters: parametersOf(operation.input) }
      : { requestBody: bodyOf(operation.input) }),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: schemaOf(operation.output, 'output') } },
      },
      ...Object.fromEntries(
        Object.keys(refusals).map((name) => [name.replace('Refused', ''), { $ref: `#/components/responses/${name}` }]),
      ),
    },
  }
}

const bodyOf = (input: z.ZodType): Json => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(input, 'input') } },
})

/** A GET's input is flat: each field is one parameter of the query. */
function parametersOf(input: z.ZodType): Json[] {
  const { properties = {}, required = [] } = schemaOf(input, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  return withNames(rawSchemaOf(schema, io)) as Json
}

function rawSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // What every number and every id of JavaScript says of itself tells nobody anything.
    override({ jsonSchema }) {
      if (jsonSchema.format === 'uuid') delete jsonSchema.pattern
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  })
  return rest
}

/** What has a name in the contract keeps it: described once, and pointed at. */
const named = Object.entries<unknown>({ ...ids, ...cards, ...content, Refusal: RefusalBody })
  .flatMap(([name, schema]): [string, z.ZodType][] => (schema instanceof z.ZodType ? [[name, schema]] : []))
  // A bare number or text is too common to be taken for the one that has a name.
  .filter(([, schema]) => !/^\{"type":"\w+"\}$/.test(JSON.stringify(rawSchemaOf(schema, 'output'))))
const nameOf = new Map(
  named.flatMap(([name, schema]) =>
    (['input', 'output'] as const).map((io): [string, string] => [JSON.stringify(rawSchemaOf(schema, io)), name]),
  ),
)

function withNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const name = nameOf.get(JSON.stringify(value))
  return name === undefined ? partsWithNames(value) : { $ref: `#/components/schemas/${name}` }
}

function partsWithNames(value: object): unknown {
  if (Array.isArray(value)) return value.map(withNames)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNames(part)]))
}

const components = Object.fromEntries(
  named.map(([name, schema]) => [name, partsWithNames(rawSchemaOf(schema, 'output'))]),
)

/** By status, with the refusals that come with it. */
const refusals = Object.fromEntries(
  [...Map.groupBy(Object.entries(refusalStatus), ([, status]) => status)].map(([status, entries]) => {
    const names = entries.map(([refusal]) => refusal)
    const schema = { $ref: '#/components/schemas/Refusal' }
    const description = `Refused: ${names.join(', ')}.`
    return [`Refused${status}`, { description, 'x-refusals': names, content: { 'application/json': { schema } } }]
  }),
)

/** `/api/routing/accept-offer` belongs to routing. */
const tagOf = (path: string): string => path.split('/')[2] ?? ''

/** `POST /api/routing/accept-offer` is `postRoutingAcceptOffer`. */
const operationId = (path: string, method: string): string =>
  `${method} ${path.replace('/api/', '')}`
    .toLowerCase()
    .replace(/[^a-z0-9]+(.)/g, (_match, letter: string) => letter.toUpperCase())
