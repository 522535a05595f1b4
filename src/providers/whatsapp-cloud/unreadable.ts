import type { z } from 'zod'
import type { InboundFact } from '../provider.ts'
import { shallow } from './json.ts'

/** One part of a webhook: where it is, what it is, and to which of our numbers it belongs. */
export type Part = { path: string; raw: unknown; line: string | null }

/** A part kept as it came, with the reason why it is not more. */
export function unreadable({ path, raw, line }: Part, reason: string): InboundFact {
  return { type: 'unreadable', line, path, reason, raw: shallow(raw) }
}

/** Read a part by its schema; what does not fit becomes `unreadable` with the first thing that is wrong. */
export function readPart<Wire>(
  part: Part,
  schema: z.ZodType<Wire>,
  toFacts: (wire: Wire) => InboundFact[],
): InboundFact[] {
  const wire = schema.safeParse(part.raw)
  return wire.success ? toFacts(wire.data) : [unreadable(part, problemOf(wire.error))]
}

/** The parts of a list inside `part`. An absent list has none; anything else than a list is itself unreadable. */
export function eachPart(part: Part, key: string, list: unknown, read: (item: Part) => InboundFact[]): InboundFact[] {
  if (list === undefined || list === null) return []
  const path = `${part.path}.${key}`
  if (!Array.isArray(list)) return [unreadable({ ...part, path, raw: list }, `${key} is not a list`)]
  return list.flatMap((raw: unknown, index) => onItsOwn({ ...part, path: `${path}[${index}]`, raw }, read))
}

/** Even a mistake of ours must not cost a part its neighbours: it is kept like anything else we could not read. */
export function onItsOwn(part: Part, read: (part: Part) => InboundFact[]): InboundFact[] {
  try {
    return read(part)
  } catch (error) {
    return [unreadable(part, `could not be read: ${error instanceof Error ? error.message : String(error)}`)]
  }
}

/** The first thing that is wrong, as `path: what`. */
export function problemOf(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'does not fit'
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`
}
