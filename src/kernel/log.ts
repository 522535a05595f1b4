import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'

/** Where the program says what it does: one JSON object a line. Never secrets, never what people write to each other. */
export type Log = Logger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/** A field is hidden when the last word of its name is one of these: `appSecret`, `set-cookie` and `access_token` too. */
const HIDDEN_WORDS = new Set(['authorization', 'cookie', 'token', 'password', 'secret', 'body', 'text', 'content'])
/** Postgres repeats values of the row in these fields of its errors. */
const HIDDEN_IN_ERRORS = new Set(['detail', 'where', 'parameters', 'internalQuery'])
const HIDDEN = '[hidden]'

const DEPTH_LIMIT = 8
const ITEMS_LIMIT = 100
const TEXT_LIMIT = 4_000

/** A log that writes lines of `level` and above to stdout, or to `to`. */
export function createLog(options: { level: LogLevel; to?: DestinationStream }): Log {
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: hideFields },
      // Errors are already short objects when they come here; Pino's own way would write their causes twice.
      serializers: { req: shortRequest, err: (error: unknown) => error },
    },
    options.to ?? pino.destination(1),
  )
  return hidingInChildren(log)
}

/** Pino formats the fields of each line, but not those given to a child for all its lines. */
function hidingInChildren(log: Log): Log {
  const child: Log['child'] = log.child
  // Children inherit from the log they came from, so this covers their children too.
  log.child = function hiding(this: Log, bindings, options) {
    return child.call(this, hideFields(bindings), options)
  } as Log['child']
  return log
}

/** A request, whatever Fastify hands over: without its headers and without its query, which may carry a token. */
function shortRequest(request: { method?: string; url?: string; ip?: string }) {
  return { method: request.method, path: request.url?.split('?', 1)[0], from: request.ip }
}

function hideFields(fields: object): Record<string, unknown> {
  const { req, res, ...rest } = fields as Record<string, unknown>
  // These two are live objects with a serializer of their own.
  return { ...(req === undefined ? {} : { req }), ...(res === undefined ? {} : { res }), ...hideObject(rest, 0) }
}

function hideObject(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).slice(0, ITEMS_LIMIT)
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, isHidden(name) ? HIDDEN : hideValue(inner, depth + 1)]),
  )
}

function hideValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > TEXT_LIMIT ? `${value.slice(0, TEXT_LIMIT)}…` : value
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_LIMIT) return '[too deep]'
  if (value instanceof Error) return hideError(value, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.slice(0, ITEMS_LIMIT).map((item) => hideValue(item, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return hideValue(value.toJSON(), depth + 1)
  return hideObject(value, depth)
}

function hideError(error: Error, depth: number): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(error).filter(([name]) => !HIDDEN_IN_ERRORS.has(name)))
  return {
    type: error.name,
    message: hideValue(error.message, depth),
    stack: hideValue(error.stack, depth),
    ...(error.cause === undefined ? {} : { cause: hideValue(error.cause, depth + 1) }),
    ...hideObject(own, depth),
  }
}

function isHidden(name: string): boolean {
  const words = name.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '')
  const last = words.at(-1)?.toLowerCase() ?? ''
  return HIDDEN_WORDS.has(last) || HIDDEN_WORDS.has(last.replace(/s$/, ''))
}
