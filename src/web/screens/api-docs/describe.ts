import { z } from 'zod'

/** The part of JSON Schema that the server's description uses. */
export type Schema = {
  readonly $ref?: string | undefined
  /** Several: any of them, for example a text or null. */
  readonly type?: string | readonly string[] | undefined
  readonly format?: string | undefined
  readonly const?: unknown
  readonly enum?: readonly unknown[] | undefined
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly items?: Schema | undefined
  readonly additionalProperties?: Schema | boolean | undefined
  readonly anyOf?: readonly Schema[] | undefined
  readonly oneOf?: readonly Schema[] | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly maxItems?: number | undefined
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    items: Schema.optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxItems: z.number().optional(),
  }),
)

const Content = z.record(z.string(), z.object({ schema: Schema }))
const Described = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()),
  'x-permission': z.string().optional(),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['query', 'path']),
        required: z.boolean().default(false),
        schema: Schema,
      }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ $ref: z.string().optional(), description: z.string().optional(), content: Content.optional() }),
  ),
})
type Described = z.infer<typeof Described>

const Api = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.object({
    schemas: z.record(z.string(), Schema),
    responses: z.record(z.string(), z.object({ description: z.string(), 'x-refusals': z.array(z.string()) })),
  }),
})
/** The server's own description, as far as this page reads it. */
export type Api = z.infer<typeof Api>
export const readApi = (given: unknown): Api => Api.parse(given)

export type Parameter = { name: string; where: 'query' | 'path'; required: boolean; schema: Schema }

/** One call as the page shows it. */
export type Call = {
  id: string
  method: 'GET' | 'POST'
  path: string
  tag: string
  summary: string
  permission: string | null
  /** Anybody may call it. */
  open: boolean
  parameters: Parameter[]
  body: Schema | null
  /** Takes a file instead of JSON. */
  takesFile: boolean
  answer: Schema | null
  refusals: { status: string; names: string[] }[]
}

/** Every call, by module and address. */
export function callsOf({ paths, components }: Api): Call[] {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => callOf(path, method, described, components)),
  )
  return calls.sort((a, b) => compare(`${a.tag} ${a.path} ${a.method}`, `${b.tag} ${b.path} ${b.method}`))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function callOf(path: string, method: string, described: Described, { responses }: Api['components']): Call {
  const body = described.requestBody?.content
  return {
    id: described.operationId,
    method: method === 'get' ? 'GET' : 'POST',
    path,
    tag: described.tags[0] ?? '',
    summary: described.summary,
    permission: described['x-permission'] ?? null,
    open: described.security?.length === 0,
    parameters: described.parameters.map(({ name, in: where, required, schema }) => ({
      name,
      where,
      required,
      schema,
    })),
    body: body?.['application/json']?.schema ?? null,
    takesFile: body?.['multipart/form-data'] !== undefined,
    answer: described.responses['200']?.content?.['application/json']?.schema ?? null,
    refusals: Object.entries(described.responses).flatMap(([status, { $ref }]) => {
      const names = responses[nameIn($ref)]?.['x-refusals']
      return names ? [{ status, names }] : []
    }),
  }
}

const nameIn = (ref: string | undefined): string => ref?.split('/').at(-1) ?? ''

/** Can it be asked from this page with nothing but a form? */
export const isTryable = ({ method, parameters, answer }: Call): boolean =>
  method === 'GET' && answer !== null && parameters.every(({ where }) => where === 'query')

/** Calls with these words in their address or description. */
export function found(calls: readonly Call[], text: string): Call[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return calls.filter(({ path, summary }) => words.every((word) => `${path} ${summary}`.toLowerCase().includes(word)))
}

/** A schema as a type that a programmer reads at a glance. Named types stay names. */
export function typeText(schema: Schema, indent = ''): string {
  if (schema.$ref) return nameIn(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const options = schema.anyOf ?? schema.oneOf
  if (options) return options.map((option) => typeText(option, indent)).join(' | ')
  if (schema.type === 'array') return listText(schema, indent)
  if (schema.type === 'object') return objectText(schema, indent)
  return typesIn(schema).join(' | ') || 'unknown'
}

const typesIn = ({ type }: Schema): readonly string[] => (typeof type === 'string' ? [type] : (type ?? []))

function listText({ items }: Schema, indent: string): string {
  const item = items ? typeText(items, indent) : 'unknown'
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}

function objectText({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (!properties) {
    const values = typeof additionalProperties === 'object' ? typeText(additionalProperties, indent) : 'unknown'
    return `Record<string, ${values}>`
  }
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const note = limits(schema)
    return `${inner}${name}${required.includes(name) ? '' : '?'}: ${typeText(schema, inner)}${note && ` // ${note}`}`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

/** What a value of this type may be, beyond its type. */
export function limits({ minLength, maxLength, minimum, maximum, maxItems, default: unset }: Schema): string {
  const between = (from: number | undefined, to: number | undefined) =>
    from === undefined && to === undefined ? [] : [`${from ?? ''}…${to ?? ''}`]
  return [
    ...between(minLength, maxLength),
    ...between(minimum, maximum),
    ...between(undefined, maxItems),
    ...(unset === undefined ? [] : [`= ${JSON.stringify(unset)}`]),
  ].join(', ')
}

/** The named types that these schemas use, and those that they use in turn. */
export function typesUsed(schemas: readonly (Schema | null)[], { components }: Api): string[] {
  const seen = new Set<string>()
  function visit(schema: Schema): void {
    const name = nameIn(schema.$ref)
    const target = components.schemas[name]
    if (target && !seen.has(name)) {
      seen.add(name)
      visit(target)
    }
    for (const part of partsOf(schema)) visit(part)
  }
  for (const schema of schemas) if (schema) visit(schema)
  return [...seen].sort(compare)
}

function partsOf({ properties, items, anyOf, oneOf, additionalProperties }: Schema): Schema[] {
  return [
    ...Object.values(properties ?? {}),
    ...(items ? [items] : []),
    ...(anyOf ?? []),
    ...(oneOf ?? []),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ]
}

/** Deeper than any input of ours; a type that contains itself ends here. */
const deepest = 8

/** A value that shows the shape of an input: not one that means anything. */
export function example(schema: Schema, api: Api, depth = 0): unknown {
  if (depth > deepest) return null
  if (schema.$ref) return example(api.components.schemas[nameIn(schema.$ref)] ?? {}, api, depth + 1)
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const options = schema.anyOf ?? schema.oneOf
  if (options?.some(({ type }) => type === 'null') || typesIn(schema).includes('null')) return null
  if (options) return example(options[0] ?? {}, api, depth + 1)
  return plainExample(schema, api, depth)
}

function plainExample(schema: Schema, api: Api, depth: number): unknown {
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, part]) => [name, example(part, api, depth + 1)]),
      )
    case 'array':
      return schema.items ? [example(schema.items, api, depth + 1)] : []
    case 'string':
      return schema.format === 'uuid'
        ? '00000000-0000-0000-0000-000000000000'
        : schema.format === 'email'
          ? 'ines@velmora.example'
          : '…'
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    case 'boolean':
      return true
    default:
      return null
  }
}

/** The same call from a command line, for a POSIX shell. */
export function curl(call: Call, api: Api, origin: string): string {
  const needed = call.parameters.filter(({ where, required }) => where === 'query' && required)
  const query = needed
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(example(schema, api)))}`)
    .join('&')
  const lines = [`curl ${quoted(`${origin}${call.path}${query && `?${query}`}`)}`]
  if (!call.open) lines.push(`-H "Authorization: Bearer $SWITCHBOARD_KEY"`)
  if (call.takesFile) lines.push(`-F 'file=@picture.jpg'`)
  else if (call.method === 'POST')
    lines.push(
      `-H 'Content-Type: application/json'`,
      `--data ${quoted(JSON.stringify(call.body ? example(call.body, api) : {}))}`,
    )
  return lines.join(' \\\n  ')
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
