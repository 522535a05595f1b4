/** What JSON can hold. Requests arrive as this and are checked key by key. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json | undefined }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Read JSON text; undefined when it is not JSON. */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** The same object without the keys that are undefined: what goes on the wire. */
export function withoutGaps(value: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined))
}

/** Characters as people count them, without counting long texts twice: UTF-16 units are never fewer. */
export function textLength(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

/** Text cut to `max` characters, with an ellipsis where something is missing. */
export const shortened = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1)}…` : text
