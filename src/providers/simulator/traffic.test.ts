import { expect, test } from 'vitest'
import { createTrafficLog, MAX_BODY_CHARACTERS, type TrafficEntry } from './traffic.ts'

const entry = (id: number, more: Partial<TrafficEntry> = {}): Omit<TrafficEntry, 'cut'> => ({
  id,
  at: id,
  direction: 'to_us',
  method: 'POST',
  path: '/hook',
  status: 200,
  tookMs: 1,
  summary: 'messages · text',
  result: 'answered 200',
  failed: false,
  phoneNumberId: null,
  requestBody: '{}',
  responseBody: '',
  webhook: null,
  ...more,
})

test('keeps the newest and counts all', () => {
  const log = createTrafficLog(() => undefined, 10)
  for (let i = 0; i < 25; i++)
    log.add(entry(log.nextId(), { failed: i % 5 === 0, direction: i % 2 === 0 ? 'to_us' : 'to_provider' }))
  expect(log.list({ limit: 100 }).map(({ id }) => id)).toEqual([25, 24, 23, 22, 21, 20, 19, 18, 17, 16])
  expect(log.counts()).toEqual({ all: 25, toUs: 13, toProvider: 12, failed: 5 })
  expect(log.find(15)).toBeUndefined()
  expect(log.find(16)?.id).toBe(16)
  log.clear()
  expect(log.list({ limit: 100 })).toEqual([])
  expect(log.counts().all).toBe(0)
})

test('long bodies are cut and say so', () => {
  const log = createTrafficLog(() => undefined)
  const short = log.add(entry(1, { requestBody: 'x'.repeat(MAX_BODY_CHARACTERS) }))
  const long = log.add(entry(2, { responseBody: 'x'.repeat(MAX_BODY_CHARACTERS + 1) }))
  expect([short.cut, long.cut, long.responseBody.length]).toEqual([false, true, MAX_BODY_CHARACTERS])
})

test('all bodies together stay within 32 million characters', () => {
  const log = createTrafficLog(() => undefined)
  for (let i = 1; i <= 600; i++) log.add(entry(i, { requestBody: 'x'.repeat(MAX_BODY_CHARACTERS) }))
  expect(log.list({ limit: 1000 })).toHaveLength(512)
})

test('is searched by direction, failure, words and place', () => {
  const log = createTrafficLog(() => undefined)
  log.add(entry(1, { requestBody: '{"text":"Sofa"}' }))
  log.add(entry(2, { direction: 'to_provider', summary: 'template · continue_chat' }))
  log.add(entry(3, { failed: true, result: '131047 Re-engagement message' }))
  const ids = (question: object): number[] => log.list({ limit: 10, ...question }).map(({ id }) => id)
  expect(ids({ direction: 'to_us' })).toEqual([3, 1])
  expect(ids({ failed: true })).toEqual([3])
  expect(ids({ text: 'sofa' })).toEqual([1])
  expect(ids({ text: '131047' })).toEqual([3])
  expect(ids({ before: 3, limit: 1 })).toEqual([2])
})

test('secrets are taken out', () => {
  const log = createTrafficLog(() => undefined)
  const { path, requestBody } = log.add(
    entry(1, {
      path: '/x?access_token=abc&hub.verify_token=def&limit=3',
      requestBody: '{"verify_token": "s\\"ecret","text":{"body":"hello"}}',
    }),
  )
  expect(path).toBe('/x?access_token=…&hub.verify_token=…&limit=3')
  expect(requestBody).toBe('{"verify_token": "…","text":{"body":"hello"}}')
})
