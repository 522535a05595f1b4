import { type GraphError, graphError } from './errors.ts'
import { isObject, type Json, type JsonObject, textLength } from './json.ts'

/*
 * Small checks that a request is right. Each answers with the first thing wrong, or null; they are joined with `??`.
 * Meta uses three codes, and so do we: 131008 something is missing, 131009 a value is wrong, 100 a parameter is of the
 * wrong kind, too long, or not known at all.
 */
export type Wrong = GraphError | null

export const missing = (details: string): GraphError => graphError(131008, details)
export const badValue = (details: string): GraphError => graphError(131009, details)
export const badParameter = (details: string): GraphError => graphError(100, details)

/** The first wrong element of a list, or null. */
export function firstWrong<T>(list: readonly T[], check: (item: T, index: number) => Wrong): Wrong {
  for (const [index, item] of list.entries()) {
    const wrong = check(item, index)
    if (wrong) return wrong
  }
  return null
}

/** Keys Meta does not know inside a message's own object are refused. */
export function onlyKeys(value: JsonObject, path: string, known: readonly string[]): Wrong {
  const odd = Object.keys(value).find((key) => !known.includes(key))
  return odd === undefined ? null : badParameter(`Unexpected key "${odd}" on param "${path}"`)
}

type TextRule = {
  min?: number
  max: number /** Interactive messages are refused with 131009, all others with 100. */
  tooLong?: 100 | 131009
}

/** A text that must be there. */
export function needText(owner: JsonObject, path: string, key: string, rule: TextRule): Wrong {
  return owner[key] === undefined || owner[key] === null
    ? missing(`Parameter '${key}' is mandatory for '${path}'`)
    : allowText(owner, path, key, rule)
}

/** A text that may be there; if it is, it has its length. */
export function allowText(
  owner: JsonObject,
  path: string,
  key: string,
  { min = 1, max, tooLong = 100 }: TextRule,
): Wrong {
  const value = owner[key]
  if (value === undefined || value === null) return null
  const name = `${path}['${key}']`
  if (typeof value !== 'string') return badParameter(`Param ${name} must be a string.`)
  if (value.length > max && textLength(value) > max)
    return graphError(tooLong, `Param ${name} must be at most ${max} characters long.`)
  return value.length < min ? badValue(`Param ${name} must be at least ${min} characters long.`) : null
}

export function allowBoolean(owner: JsonObject, path: string, key: string): Wrong {
  const value = owner[key]
  return value === undefined || typeof value === 'boolean'
    ? null
    : badParameter(`Param ${path}['${key}'] must be a boolean.`)
}

/** A coordinate: a number, or a text that is one. */
export function needNumber(owner: JsonObject, path: string, key: string, limit: number): Wrong {
  const value = owner[key]
  if (value === undefined || value === null || value === '')
    return missing(`Parameter '${key}' is mandatory for '${path}'`)
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || Number.isNaN(number))
    return badParameter(`Param ${path}['${key}'] must be a number.`)
  return Math.abs(number) > limit ? badValue(`Param ${path}['${key}'] must be between -${limit} and ${limit}.`) : null
}

/** An object that must be there, checked further by `check`. */
export function needObject(owner: JsonObject, path: string, key: string, check: (inner: JsonObject) => Wrong): Wrong {
  const value = owner[key]
  if (value === undefined || value === null) return missing(`Parameter '${key}' is mandatory for '${path}'`)
  return isObject(value) ? check(value) : badParameter(`Param ${path}['${key}'] must be a JSON object.`)
}

/** An object that may be there. */
export const allowObject = (
  owner: JsonObject,
  path: string,
  key: string,
  check: (inner: JsonObject) => Wrong,
): Wrong => (owner[key] === undefined || owner[key] === null ? null : needObject(owner, path, key, check))

/** A list of objects with between `min` and `max` members, each checked by `check`. */
export function needList(
  owner: JsonObject,
  path: string,
  key: string,
  { min, max }: { min: number; max: number },
  check: (item: JsonObject, path: string, index: number) => Wrong,
): Wrong {
  const value = owner[key]
  if (value === undefined || value === null) return missing(`Parameter '${key}' is mandatory for '${path}'`)
  if (!Array.isArray(value)) return badParameter(`Param ${path}['${key}'] must be an array.`)
  if (value.length < min || value.length > max)
    return badValue(`Param ${path}['${key}'] must have between ${min} and ${max} elements, it has ${value.length}.`)
  return firstWrong(value, (item, index) => {
    const place = `${path}['${key}'][${index}]`
    return isObject(item) ? check(item, place, index) : badParameter(`Param ${place} must be a JSON object.`)
  })
}

/** A list that may be there. */
export const allowList = (
  owner: JsonObject,
  path: string,
  key: string,
  size: { min: number; max: number },
  check: (item: JsonObject, path: string, index: number) => Wrong,
): Wrong => (owner[key] === undefined || owner[key] === null ? null : needList(owner, path, key, size, check))

/** A word out of a closed list. */
export function needOneOf(owner: JsonObject, path: string, key: string, words: readonly string[]): Wrong {
  const value = owner[key]
  if (value === undefined || value === null) return missing(`Parameter '${key}' is mandatory for '${path}'`)
  return typeof value === 'string' && words.includes(value)
    ? null
    : badParameter(
        `Param ${path}['${key}'] must be one of {${words.join(', ').toUpperCase()}} - got "${String(value)}".`,
      )
}

export function needWebAddress(owner: JsonObject, path: string, key: string, max = 2000): Wrong {
  const wrong = needText(owner, path, key, { max })
  if (wrong) return wrong
  return isWebAddress(owner[key]) ? null : badValue(`Param ${path}['${key}'] is not a valid URL.`)
}

const isWebAddress = (value: Json | undefined): boolean =>
  typeof value === 'string' && /^https?:\/\/[^\s/]+/i.test(value) && URL.canParse(value)
