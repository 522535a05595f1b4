import { expect, test } from 'vitest'
import { beyond } from './beyond.ts'

test.each([
  ['The same', 'The same', ''],
  ['The same, and more', 'The same', ', and more'],
  ['The same\nNext', 'The same', 'Next'],
  ['Something else', 'The same', 'Something else'],
  ['', 'The same', ''],
])('of %j beyond %j there is %j', (now, taken, left) => expect(beyond(now, taken)).toBe(left))
