import type { ClosingField, FieldValue, FilledField } from '../../../contract/closing.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/**
 * What is filled in after `given` was added to what was `known`. Null takes a value back; what is blank is not filled in.
 * Refuses `field_not_valid` for a field the channel does not have, or a value that does not suit its kind, naming it.
 * What was filled in under a field that has been removed since stays as it was said.
 */
export function fillIn(
  fields: readonly ClosingField[],
  known: readonly FilledField[],
  given: readonly FieldValue[],
): Result<FilledField[]> {
  const filled = new Map(known.map((one) => [one.id, one]))
  for (const { id, value } of given) {
    const field = fields.find((one) => one.id === id)
    if (!field) return refuse('field_not_valid', id)
    if (isBlank(value)) filled.delete(id)
    else if (suits(field, value)) filled.set(id, { id, name: field.name, value: tidy(value) })
    else return refuse('field_not_valid', field.name)
  }
  return ok([...filled.values()])
}

/** The required fields that are not filled in. A choice that is no longer offered is as good as none. */
export function missingFields(fields: readonly ClosingField[], filled: readonly FilledField[]): ClosingField[] {
  return fields.filter((field) => {
    const value = filled.find(({ id }) => id === field.id)?.value ?? null
    return field.required && !(value !== null && suits(field, value))
  })
}

/** What keeps these fields from being asked for: two of one name, or a choice between nothing. Null: nothing does. */
export function problemOfFields(fields: readonly ClosingField[]): { place: number; what: 'name' | 'choices' } | null {
  for (const [place, { id, name, kind, choices }] of fields.entries()) {
    const before = fields.slice(0, place)
    if (before.some((other) => other.id === id || same(other.name, name))) return { place, what: 'name' }
    const offered = new Set(choices.map((choice) => choice.trim().toLowerCase()))
    if (kind === 'choice' && (offered.size === 0 || offered.size < choices.length)) return { place, what: 'choices' }
  }
  return null
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

const isBlank = (value: FieldValue['value']): value is null | '' =>
  value === null || (typeof value === 'string' && value.trim() === '')

const tidy = (value: FilledField['value']): FilledField['value'] => (typeof value === 'string' ? value.trim() : value)

function suits({ kind, choices }: ClosingField, value: FilledField['value']): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value)
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
    case 'date':
      return typeof value === 'string' && isDay(value)
    case 'yes_no':
      return typeof value === 'boolean'
  }
}

/** A day of the calendar, as 2026-03-02. */
function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
