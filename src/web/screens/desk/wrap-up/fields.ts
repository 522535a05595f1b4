import type { ClosingField, FieldId, FieldValue, FilledField } from '../../../../contract/closing.ts'
import { maxFieldText } from '../../../../contract/closing.ts'

/** What stands in the boxes, by field. */
export type Typed = ReadonlyMap<FieldId, string>

/** Pure: the boxes of what was filled in before. */
export const typedOf = (fields: readonly FieldValue[]): Typed =>
  new Map(
    fields.map(({ id, value }) => [id, typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? '')]),
  )

/** Pure: what a box says, as its kind of field keeps it; null: nothing; undefined: it cannot be read. */
export function readField({ kind }: ClosingField, typed: string): FieldValue['value'] | undefined {
  const text = typed.trim()
  if (text === '') return null
  switch (kind) {
    case 'number':
      // People write 12,5 as well as 12.5.
      return /^[-+]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : undefined
    case 'yes_no':
      return text === 'yes'
    default:
      return text.slice(0, maxFieldText)
  }
}

/** Pure: everything in the boxes, to be sent. What cannot be read is left out: it is not filled in yet. */
export const valuesOf = (fields: readonly ClosingField[], typed: Typed): FieldValue[] =>
  fields.flatMap((field) => {
    const value = readField(field, typed.get(field.id) ?? '')
    return value === undefined ? [] : [{ id: field.id, value }]
  })

/** Pure: what would be kept of it. */
export const filledOf = (fields: readonly ClosingField[], typed: Typed): FilledField[] =>
  valuesOf(fields, typed).flatMap(({ id, value }) => (value === null ? [] : [{ id, name: '', value }]))

/** Pure: is there anything in a box that cannot be read? */
export const isUnreadable = (fields: readonly ClosingField[], typed: Typed): boolean =>
  fields.some((field) => readField(field, typed.get(field.id) ?? '') === undefined)
