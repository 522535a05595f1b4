import { expect, test } from 'vitest'
import { admin } from '../../../i18n/admin.ts'
import { generatePassword, newUser, passwordProblem, type UserValues, userInput, userProblems } from './user-values.ts'

const rosa: UserValues = {
  ...newUser,
  name: 'Rosa Quintero',
  email: 'rosa@velmora.example',
  password: 'grape lantern tide',
}
const wrong = (change: Partial<UserValues>, isNew = true) =>
  userProblems({ ...rosa, ...change }, isNew, admin.en).map(({ path }) => path)

test('a new person needs a name, an e-mail and a password that is hard to guess', () => {
  expect(wrong({})).toEqual([])
  expect(wrong(newUser)).toEqual(['name', 'email', 'password'])
  expect(wrong({ password: 'rosaquintero2026' })).toEqual(['password'])
  expect(wrong({ email: 'rosa@' })).toEqual(['email'])
})
test('a known person keeps their password', () => {
  expect(wrong({ password: '' }, false)).toEqual([])
  expect(userInput({ ...rosa, password: 'x' }, { id: 'id' as never, active: true }, 3).password).toBeNull()
})
test('a limit of their own is a whole number', () => {
  expect(wrong({ capacity: '' })).toEqual(['capacity'])
  expect(wrong({ capacity: 101 })).toEqual(['capacity'])
  expect(userInput({ ...rosa, capacity: 6 }, null, 0)).toMatchObject({
    capacity: 6,
    active: true,
    password: rosa.password,
  })
})
test('a time of their own to accept is 15 to 60 whole seconds, or none', () => {
  for (const acceptSeconds of [15, 60, null]) expect(wrong({ acceptSeconds })).toEqual([])
  for (const acceptSeconds of [14, 61, 20.5, '']) expect(wrong({ acceptSeconds })).toEqual(['acceptSeconds'])
  expect(userInput({ ...rosa, acceptSeconds: '40' }, null, 0)).toMatchObject({ acceptSeconds: 40 })
  expect(userInput(rosa, null, 0)).toMatchObject({ acceptSeconds: null })
})
test('generated passwords are good ones, readable aloud, and never the same', () => {
  const made = Array.from({ length: 200 }, generatePassword)
  expect(new Set(made).size).toBe(200)
  for (const password of made) {
    expect(password).toMatch(/^([a-zA-Z2-9]{4}-){3}[a-zA-Z2-9]{4}$/)
    expect(password).not.toMatch(/[Il1O0o]/)
    expect(passwordProblem(password, rosa, admin.en)).toBeNull()
  }
})
