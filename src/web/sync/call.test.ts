import { describe, expect, test } from 'vitest'
import { read, withQuery } from './call.ts'

describe('what an answer means', () => {
  test.each([
    [200, { seq: 1 }, { ok: true, value: { seq: 1 } }],
    [200, null, { ok: true, value: null }],
    [409, { refusal: 'offer_gone' }, { ok: false, refusal: 'offer_gone' }],
    [
      400,
      { refusal: 'invalid_input', issues: [{ path: 'name', message: 'short' }] },
      { ok: false, refusal: 'invalid_input', issues: [{ path: 'name', message: 'short' }] },
    ],
    [401, null, { ok: false, refusal: 'not_signed_in' }],
    [429, 'slow down', { ok: false, refusal: 'too_many_requests' }],
    [503, '<html>no upstream</html>', { ok: false, refusal: 'unreachable' }],
    [503, { refusal: 'database_away' }, { ok: false, refusal: 'database_away' }],
    [500, null, { ok: false, refusal: 'broken' }],
    [404, '<html>', { ok: false, refusal: 'broken' }],
  ])('%d %j', (status, body, answer) => expect(read(status, body)).toMatchObject(answer))
})

test('a query leaves out what is undefined, and escapes the rest', () => {
  expect(withQuery('/api/x', { a: 1, b: undefined, c: 'é & +' })).toBe('/api/x?a=1&c=%C3%A9+%26+%2B')
  expect(withQuery('/api/x', {})).toBe('/api/x')
})
