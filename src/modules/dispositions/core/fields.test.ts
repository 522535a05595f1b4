import { expect, test } from 'vitest'
import type { ClosingField, FieldId, FieldKind, FieldValue } from '../../../contract/closing.ts'
import { fillIn, missingFields, problemOfFields } from './fields.ts'

const field = (kind: FieldKind, change: Partial<ClosingField> = {}): ClosingField => ({
  id: kind as string as FieldId,
  name: `The ${kind}`,
  kind,
  required: true,
  choices: kind === 'choice' ? ['Refund', 'Repair'] : [],
  ...change,
})

/** What becomes of a value given for a field of this kind. */
function given(kind: FieldKind, value: FieldValue['value']): string {
  const asked = [field(kind)]
  const filled = fillIn(asked, [], [{ id: asked[0]!.id, value }])
  if (!filled.ok) return `${filled.refusal} ${filled.detail}`
  return filled.value.length === 0 ? 'nothing' : `kept ${JSON.stringify(filled.value[0]?.value)}`
}

test('a value suits the kind of its field, or is refused by name', () => {
  expect(given('text', '  Lost parcel ')).toBe('kept "Lost parcel"')
  expect(given('text', 12)).toBe('field_not_valid The text')
  expect(given('number', 12.5)).toBe('kept 12.5')
  expect(given('number', '12')).toBe('field_not_valid The number')
  expect(given('number', Number.POSITIVE_INFINITY)).toBe('field_not_valid The number')
  expect(given('choice', 'Repair')).toBe('kept "Repair"')
  expect(given('choice', 'Exchange')).toBe('field_not_valid The choice')
  expect(given('date', '2028-02-29')).toBe('kept "2028-02-29"')
  for (const wrong of ['2026-02-29', '2026-13-01', '29.02.2028', '2026-02-30T00:00'])
    expect(given('date', wrong)).toBe('field_not_valid The date')
  expect(given('yes_no', false)).toBe('kept false')
  expect(given('yes_no', 'yes')).toBe('field_not_valid The yes_no')
})

test('blank is not filled in, and null takes back what was', () => {
  expect(given('text', '   ')).toBe('nothing')
  const asked = [field('text')]
  const known = [{ id: asked[0]!.id, name: 'The text', value: 'Lost parcel' }]
  expect(fillIn(asked, known, [])).toEqual({ ok: true, value: known })
  expect(fillIn(asked, known, [{ id: asked[0]!.id, value: null }])).toEqual({ ok: true, value: [] })
})

test('a field that the channel does not have is refused; one that was removed since stays as it was said', () => {
  const gone = { id: 'gone' as FieldId, name: 'Old', value: 'x' }
  expect(fillIn([field('text')], [gone], [])).toEqual({ ok: true, value: [gone] })
  expect(fillIn([field('text')], [], [{ id: gone.id, value: 'x' }])).toMatchObject({ refusal: 'field_not_valid' })
})

test('what is required is missing until it is filled in; a choice that is no longer offered is as good as none', () => {
  const asked = [field('choice'), field('yes_no'), field('text', { required: false })]
  const missing = (filled: FieldValue[]) => {
    const kept = fillIn(asked, [], filled)
    return missingFields(asked, kept.ok ? kept.value : []).map(({ kind }) => kind)
  }
  expect(missing([])).toEqual(['choice', 'yes_no'])
  const [choice, yesNo] = asked.map(({ id }) => id) as [FieldId, FieldId]
  expect(missing([{ id: yesNo, value: false }])).toEqual(['choice'])
  const chosen = [{ id: choice, name: 'The choice', value: 'Exchange' }]
  expect(missingFields([field('choice')], chosen)).toHaveLength(1)
})

test('two fields of one name, and a choice between nothing, are refused', () => {
  expect(problemOfFields([field('text'), field('number')])).toBeNull()
  expect(problemOfFields([field('text'), field('number', { name: 'THE TEXT ' })])).toEqual({ place: 1, what: 'name' })
  expect(problemOfFields([field('text'), field('text', { name: 'Another' })]), 'the same one twice').not.toBeNull()
  expect(problemOfFields([field('choice', { choices: [] })])).toEqual({ place: 0, what: 'choices' })
  expect(problemOfFields([field('choice', { choices: ['A', 'a'] })])).toEqual({ place: 0, what: 'choices' })
})
