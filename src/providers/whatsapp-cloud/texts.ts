import { isObject, readJson } from './json.ts'

/** Fields whose values name something; all others may be what somebody wrote, also in parts we cannot read yet. */
const names = /(?:^|_)(?:id|ids|from|to|timestamp|sha256|url|clid|number|data|version|type|field)$/

/**
 * A webhook with every text in it rewritten, and nothing else; the same bytes when no text changes. What is not JSON is
 * one text. Never throws.
 */
export function rewriteTexts(body: Buffer, rewriteOne: (text: string) => string): Buffer {
  let isChanged = false
  const rewrite = (text: string): string => {
    const next = rewriteOne(text)
    isChanged ||= next !== text
    return next
  }
  const json = readJson(body)
  if (!json.ok) return Buffer.from(rewrite(json.text))
  const holder: { root: unknown } = { root: json.value }
  // A list of what is left to do, instead of recursion: nesting is as deep as a stranger likes.
  const open: unknown[] = [holder]
  while (open.length > 0) {
    const part = open.pop()
    if (Array.isArray(part)) {
      for (const [index, value] of part.entries()) {
        if (typeof value === 'string') part[index] = rewrite(value)
        else open.push(value)
      }
    } else if (isObject(part)) {
      for (const [key, value] of Object.entries(part)) {
        if (typeof value !== 'string') open.push(value)
        else if (!names.test(key)) Object.defineProperty(part, key, { value: rewrite(value), ...own })
      }
    }
  }
  if (!isChanged) return body
  try {
    return Buffer.from(JSON.stringify(holder.root))
  } catch {
    return Buffer.from(rewrite(body.toString())) // Nested too deep to be written again: one text.
  }
}

/** Plain assignment to `__proto__` would change what the object inherits. */
const own = { writable: true, enumerable: true, configurable: true }
