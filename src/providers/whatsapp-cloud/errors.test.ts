import { expect, test } from 'vitest'
import { describeErrors, failureOf, knownCode, outcomeOfError, severityOf } from './errors.ts'

test('every code Meta documents has a class and a title', () => {
  const documented = [
    ...[0, 190, 1, 2, 3, 10, 131005, 4, 80007, 33, 100, 368, 131031, 613, 138013, 803, 130403, 130429, 130472, 130497],
    ...[131000, 131016, 131057, 133004, 2494100, 131008, 131009, 131021, 135000, 131020, 131041],
    ...[131201, 131202, 131203, 131204, 131207, 131208, 131209, 131210, 131211, 131212, 131213, 131214, 131215],
    ...[131026, 131030, 131035, 131037, 131042, 131044, 131045, 133000, 133005, 133006, 133008, 133009, 133010],
    ...[133015, 133016, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 134100, 134102, 131063],
    ...[134101, 131056, 131059, 131060, 131062, 131064, 132000, 132001, 132005, 132007, 132008, 132012, 132018],
    ...[132015, 132016, 132068, 132069, 134011, 136024, 137000, 138000, 138001, 138002, 138003, 138004, 138005],
    ...[138006, 138007, 138009, 138012, 138018, 139000, 139001, 139002, 139003, 139004, 139100, 139101, 139102],
    ...[139103, 147001, 147002, 147003, 147004, 147005, 200005, 200006, 200007, 2388019, 2388040, 2388047, 2388072],
    ...[2388073, 2388293, 2388299, 2388001, 2388012, 2388091, 2388093, 2388103, 2593107, 2593108, 2593109],
    ...Array.from({ length: 100 }, (_, index) => 200 + index),
  ]
  for (const code of documented) {
    expect(knownCode(String(code)), String(code)).toMatchObject({ title: expect.stringMatching(/^[A-Z].{3,}/) })
  }
})

test.each(['300', '199', '2000', '', 'constructor', '__proto__', 'unknown'])('%j is not known', (code) => {
  expect(knownCode(code)).toBeUndefined()
})

test('only what is documented as refused before sending is repeated', () => {
  const codes = Array.from({ length: 150_000 }, (_, code) => String(code))
  const repeated = codes.filter((code) => outcomeOfError(400, { code }).type === 'retry')
  expect(repeated).toEqual(['4', '80007', '130429', '131056', '134101'])
})

test('a failure speaks our words first and Meta’s in detail', () => {
  expect(failureOf([{ code: '131047', title: 'Re-engagement message', error_data: { details: 'Too late.' } }])).toEqual(
    {
      code: '131047',
      title: 'More than 24 hours since the contact wrote',
      detail: 'Too late.',
    },
  )
  expect(failureOf([])).toEqual({ code: 'unknown', title: 'Failed without a reason', detail: '' })
})

test('errors as one line', () => {
  expect(describeErrors([])).toBeNull()
  expect(describeErrors([{ code: '131031', title: 'Account locked' }, { title: 'Odd' }])).toBe(
    'Account locked (131031); Odd (unknown)',
  )
})

test('what stops a channel is critical', () => {
  expect([severityOf('190'), severityOf('131049'), severityOf(undefined)]).toEqual(['critical', 'warning', 'warning'])
})
