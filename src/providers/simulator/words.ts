import { HOUR_MS, MINUTE_MS, SECOND_MS } from './clock.ts'
import { isObject, type JsonObject, textLength } from './json.ts'

/** A duration in words: "250 ms", "5 s", "2 min", "3 h". */
export function duration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`
  return ms < HOUR_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${Math.round(ms / HOUR_MS)} h`
}

/** What a send was, for the traffic log: "text · 31 characters", "template · continue_chat". */
export function sendInWords(body: unknown): string {
  if (!isObject(body)) return 'messages'
  if (body.status === 'read') return isObject(body.typing_indicator) ? 'typing' : 'mark read'
  const type = typeof body.type === 'string' ? body.type : 'text'
  const detail = sendDetail(type, body)
  return detail === null ? type : `${type} · ${detail}`
}

function sendDetail(type: string, body: JsonObject): string | null {
  const object = body[type]
  if (Array.isArray(object)) return `${object.length}`
  if (!isObject(object)) return null
  if (type === 'text' && typeof object.body === 'string') return `${textLength(object.body)} characters`
  if (type === 'template') return typeof object.name === 'string' ? object.name : null
  if (type === 'interactive') return typeof object.type === 'string' ? object.type : null
  if (type === 'reaction') return object.emoji === '' ? 'removed' : String(object.emoji)
  return typeof object.caption === 'string' ? object.caption.slice(0, 40) : null
}
