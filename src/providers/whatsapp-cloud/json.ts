/** A body as JSON, or as the text it is when it is not JSON. */
export type ReadJson = { ok: true; value: unknown } | { ok: false; text: string }

/**
 * Read a body without losing anything: long integers (Meta's ids go beyond 2^53) become text, a byte order mark and
 * broken UTF-8 do no harm, and no text holds what a database refuses (NUL, half a surrogate pair). Never throws, and
 * needs no stack however deep the nesting is: `JSON.parse` is iterative only without a reviver.
 */
export function readJson(body: Buffer): ReadJson {
  const text = utf8.decode(body).replaceAll('\0', '')
  try {
    const parsed: unknown = JSON.parse(text)
    // Only text that is known to be JSON is rewritten, so that every quote has its partner and one pass is enough.
    const value: unknown = longNumber.test(text) ? JSON.parse(quoteLongIntegers(text)) : parsed
    // What was decoded is clean; only an escape can bring in what a database refuses.
    return { ok: true, value: text.includes('\\u') ? storable(value) : value }
  } catch {
    return { ok: false, text }
  }
}

/** Nesting beyond this is left out of what we keep of an unreadable part; the raw webhook still has it. */
const maxKeptDepth = 40

/** A copy of `value` that is shallow enough to be written as JSON by anybody. Long branches end in a remark. */
export function shallow(value: unknown, depth = maxKeptDepth): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return `(nested deeper than ${maxKeptDepth})`
  if (Array.isArray(value)) return value.map((item) => shallow(item, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shallow(item, depth - 1)]))
}

/** Is this an object in the sense of JSON: neither a list nor null? */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const utf8 = new TextDecoder()

/** 2^53 has 16 digits: a number with fewer is exact. Ids in quotes are none, but one inside a text may look like one. */
const longNumber = /(?:^|[:[,\s])-?\d{16}/

/** Texts and numbers are matched whole, so that neither a text nor the digits behind a point are taken for an id. */
function quoteLongIntegers(json: string): string {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
  return json.replace(tokens, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token))
}

/** Clean every text and key in place, with a list of what is left to do instead of recursion. */
function storable(root: unknown): unknown {
  const holder: Record<string, unknown> = { root }
  const open: Record<string, unknown>[] = [holder]
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    for (const [key, value] of Object.entries(object)) {
      if (typeof value === 'string' && !isClean(value)) setOwn(object, key, cleanText(value))
      else if (isContainer(value)) open.push(value)
      if (!isClean(key)) renameKey(object, key)
    }
  }
  return holder.root
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isClean = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

const cleanText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

function renameKey(object: Record<string, unknown>, key: string): void {
  const value = object[key]
  delete object[key]
  setOwn(object, cleanText(key), value)
}

/** Plain assignment to `__proto__` would change what the object inherits. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}
