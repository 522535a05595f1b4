import { expect, test } from 'vitest'
import { createUploadRoom } from './upload-room.ts'

const limits = { each: { count: 2, bytes: 100 }, all: { count: 3, bytes: 150 } }

test('one person has so much room and no more, until they give some back', () => {
  const room = createUploadRoom(limits)
  const first = room.take('ana', 60)
  expect(room.take('ana', 50), 'too many bytes').toBeNull()
  expect(room.take('ana', 10)).not.toBeNull()
  expect(room.take('ana', 1), 'too many files').toBeNull()
  first?.()
  expect(room.take('ana', 90)).not.toBeNull()
})

test('all together have so much room and no more', () => {
  const room = createUploadRoom(limits)
  const first = room.take('ana', 100)
  expect(room.take('ben', 60), 'too many bytes').toBeNull()
  expect(room.take('ben', 10)).not.toBeNull()
  expect(room.take('cem', 10)).not.toBeNull()
  expect(room.take('dee', 1), 'too many files').toBeNull()
  first?.()
  expect(room.take('dee', 100)).not.toBeNull()
})
