import { randomUUID } from 'node:crypto'

/**
 * Inputs for every operation, made from the description of the API: with ids of others at one place after the other.
 * Whatever cannot be made is said in words, so that whoever adds a route knows what to add here.
 */
export type Schema = {
  $ref?: string
  type?: string | readonly string[]
  format?: string
  pattern?: string
  const?: unknown
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  items?: Schema
  minItems?: number
  minLength?: number
  minimum?: number
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
}

/** Where in an input an id stands, and of what. `.content|1.attachmentId`: in the second form of `content`. */
export type Place = { readonly path: string; readonly type: string }

/** What a call of the API takes. */
export type Described = { readonly path: string; readonly method: string; readonly permission: string; schema: Schema }

export type Description = {
  paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            'x-permission'?: string
            parameters?: readonly { name: string; in: string; required: boolean; schema: Schema }[]
            requestBody?: { content: Readonly<Record<string, { schema: Schema }>> }
          }
        >
      >
    >
  >
  components: { schemas: Readonly<Record<string, Schema>> }
}

/** Every operation of the description: what has a permission and is called with fields. */
export function describedOperations(description: Description): Described[] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { 'x-permission': permission, parameters, requestBody }]) => {
      const body = requestBody?.content['application/json']?.schema
      const query = (parameters ?? []).filter((one) => one.in === 'query')
      if (permission === undefined || path.includes('{') || requestBody?.content['multipart/form-data']) return []
      const schema: Schema = body ?? {
        type: 'object',
        properties: Object.fromEntries(query.map((one) => [one.name, one.schema])),
        required: query.filter(({ required }) => required).map(({ name }) => name),
      }
      return [{ path, method: method.toUpperCase(), permission, schema }]
    }),
  )
}

/** Texts that fit a pattern of the contract: a new pattern needs one. */
const fitting: Readonly<Record<string, string>> = {
  '^[A-Za-z0-9]{1,5}$': 'ZZ9',
  '^[A-Z]{2}$': 'GB',
  '^v\\d{1,3}\\.\\d$': 'v23.0',
  '^[\\p{L}\\p{N}_-]{1,30}$': 'stranger',
  '^[\\p{L}\\p{N}_.:-]{2,30}$': 'stranger',
}

/** Where an input must be more than well formed to get as far as the ids in it. */
const samples: Readonly<Record<string, unknown>> = {
  '/api/users/save .password': 'a-Quiet-harbour-77-boat',
  '/api/users/save .capacity': 3,
  '/api/me/change-password .currentPassword': 'not the password at all',
  '/api/users/reset-password .password': 'a-Quiet-harbour-77-boat',
  '/api/conversations/send .content|0.text': 'Good morning',
  '/api/conversations/plan .message|0.contents[]|0.text': 'Good morning',
  '/api/conversations/plan .goesAt': Date.now() + 3_600_000,
  '/api/conversations/change-planned .goesAt': Date.now() + 3_600_000,
  '/api/routing/start .to|0.number': '+447700900777',
  '/api/routing/start .consentSource': 'asked on the telephone',
  '/api/queues/save .name': 'Stolen queue',
  '/api/queues/save .line.overflow.does': 'move',
  '/api/dispositions/save .kinds': ['whatsapp'],
  '/api/what-if/day .date': '2026-03-02',
  '/api/what-if/day .zone': 'UTC',
}

/** Numbers that name a row, by call: a new one needs a line here, and in `Tenant.numbers`. */
export const numbered: Readonly<Record<string, 'part'>> = {
  '/api/channels/replay .ids[]': 'part',
  '/api/channels/dismiss .ids[]': 'part',
}

/** UUIDs that the caller makes up, by call and place. */
const madeUp = /(\.(clientId|closingFields\[\]\.id|fields\[\]\.id)|^\/api\/routing\/pass \.transferId)$/

export function inputsOf(description: Description) {
  const { schemas } = description.components

  function resolved(schema: Schema): Schema {
    const name = nameOf(schema)
    return name === null ? schema : (schemas[name] ?? {})
  }

  /** Everywhere an id can stand in the input of this operation. Throws, in words, about what it cannot place. */
  function placesOf({ path, schema }: Described): Place[] {
    return within(schema, '')

    function within(schema: Schema, at: string): Place[] {
      const name = nameOf(schema)
      if (name?.endsWith('Id')) return madeUp.test(`${path} ${at}`) ? [] : [{ path: at, type: name }]
      const { anyOf, oneOf, items, properties, type, format } = resolved(schema)
      const forms = anyOf ?? oneOf
      if (forms) return forms.flatMap((form, index) => within(form, `${at}|${index}`))
      if (items) return within(items, `${at}[]`)
      if (properties) return Object.entries(properties).flatMap(([name, part]) => within(part, `${at}.${name}`))
      if (format === 'uuid' && !madeUp.test(`${path} ${at}`))
        throw new Error(`${path}: ${at} is a UUID without a name; give it its type of src/contract/ids.ts`)
      if (type === 'integer' && /ids?(\[\])?$/i.test(at)) {
        const number = numbered[`${path} ${at}`]
        if (!number) throw new Error(`${path}: ${at} names a row by a number; add it to \`numbered\` in ${here}`)
        return [{ path: at, type: number }]
      }
      return []
    }
  }

  /** The input in which `target` is reached; every id is what `idAt` says. */
  function inputFor(
    { path, schema }: Described,
    target: Place | null,
    idAt: (place: Place) => string | number | readonly (string | number)[],
  ): unknown {
    return made(schema, '')

    function made(schema: Schema, at: string): unknown {
      const sample = samples[`${path} ${at}`]
      if (sample !== undefined) return sample
      const name = nameOf(schema)
      if (name?.endsWith('Id') && !madeUp.test(`${path} ${at}`)) return idAt({ path: at, type: name })
      const number = numbered[`${path} ${at}`]
      if (number) return idAt({ path: at, type: number })
      const known = resolved(schema)
      const forms = known.anyOf ?? known.oneOf
      if (forms) return chosen(forms, at)
      if (known.items) return list(known, known.items, at)
      if (known.properties) return fields(known, at)
      return plain(known, at)
    }

    function chosen(forms: readonly Schema[], at: string): unknown {
      const wanted = forms.findIndex((_, index) => leadsTo(`${at}|${index}`))
      const empty = forms.findIndex(({ type }) => type === 'null')
      const index = wanted >= 0 ? wanted : empty >= 0 ? empty : 0
      return made(forms[index] ?? {}, `${at}|${index}`)
    }

    function list({ minItems = 0 }: Schema, items: Schema, at: string): unknown[] {
      const count = leadsTo(`${at}[]`) ? Math.max(1, minItems) : minItems
      const all = Array.from({ length: count }, () => made(items, `${at}[]`))
      // An id may stand for two; a list of lists stays one.
      return resolved(items).items ? all : all.flat()
    }

    function fields({ properties = {}, required = [] }: Schema, at: string): Record<string, unknown> {
      const wanted = Object.entries(properties).filter(
        ([name]) =>
          required.includes(name) || leadsTo(`${at}.${name}`) || samples[`${path} ${at}.${name}`] !== undefined,
      )
      return Object.fromEntries(wanted.map(([name, part]) => [name, made(part, `${at}.${name}`)]))
    }

    function plain(schema: Schema, at: string): unknown {
      const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
      if (schema.const !== undefined) return schema.const
      if (schema.enum) return schema.enum[0]
      if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 0)
      if (type === 'boolean') return false
      if (type === 'null') return null
      if (type === 'string') return text(schema, at)
      throw new Error(`${path}: nothing can be made up for ${at} ${JSON.stringify(schema)}; teach ${here} how`)
    }

    function text({ format, pattern, minLength = 0 }: Schema, at: string): string {
      if (format === 'uuid') return randomUUID()
      if (format === 'email') return `stranger-${randomUUID()}@switchboard.example`
      if (format === 'uri') return 'https://graph.invalid'
      if (pattern === undefined) return 'stranger'.repeat(8).slice(0, Math.max(minLength, minLength === 0 ? 0 : 8))
      const fits = fitting[pattern]
      if (fits === undefined)
        throw new Error(`${path}: add a text for ${at} that fits ${pattern} to \`fitting\` in ${here}`)
      return fits
    }

    function leadsTo(at: string): boolean {
      return target?.path === at || [...'.|['].some((next) => target?.path.startsWith(`${at}${next}`))
    }
  }

  return { placesOf, inputFor }
}

const here = 'abuse/foreign/inputs.ts'
const nameOf = ({ $ref }: Schema): string | null => $ref?.split('/').at(-1) ?? null
