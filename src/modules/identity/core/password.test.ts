import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkPassword } from './password.ts'

const ana = { email: 'ana.ribeiro@example.com', name: 'Ana Ribeiro' }

/** The only place that calls the API. `then` is why it is refused, or `fine`. */
function check(password: string, then: string) {
  const result = checkPassword(password, ana)
  expect(`${password}: ${result.ok ? 'fine' : result.detail}`).toBe(`${password}: ${then}`)
}

test('length comes first', () => {
  check('kX9!vTq2', 'too_short')
  check('x7Kp'.repeat(33), 'too_long')
})

test('what everybody tries first is too easy, however it is dressed up', () => {
  for (const password of [
    'password123',
    'P4ssw0rd2026!',
    'Passw0rd!!!!',
    '1234567890',
    '0987654321',
    'qwertyuiop',
    '1q2w3e4r5t6y',
    '1qaz2wsx3edc',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'iloveyou2024',
    'senha123456',
    'contraseña1',
    'Liverpool1999',
    'welcome-2026',
    'letmein!letmein!',
    'switchboard1',
    'qwertyqwerty',
    'Summer2026!!',
    'adminadmin1',
  ])
    check(password, 'too_easy')
})

test('what is known about the person does not count', () => {
  check('ana.ribeiro-99x', 'holds_email')
  check('Ribeiro20261!', 'too_easy')
})

test('a few unusual words or ten random signs are fine', () => {
  for (const password of ['harbour-lantern-42', 'tz8#kWp2Lm', 'correct horse battery staple', 'vovó fez bolo de fubá'])
    check(password, 'fine')
})

test('random passwords of fourteen signs pass; no text throws', () => {
  const sign = fc.constantFrom(...'bcdfghjkmnpqrtvwxzBCDFGHJKMNPQRTVWXZ26')
  fc.assert(
    fc.property(fc.array(sign, { minLength: 14, maxLength: 14 }), (signs) => {
      // Each of a few unlucky runs costs at most one sign or two.
      expect(checkPassword(signs.join(''), ana)).toEqual({ ok: true, value: null })
    }),
  )
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void checkPassword(text, ana)))
})

test('the longest password is judged quickly enough to be judged at all', () => {
  check('kapok'.repeat(25), 'too_easy')
  check(`${'kapok'.repeat(25)}!x9`, 'fine')
})
