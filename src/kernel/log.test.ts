import { expect, test } from 'vitest'
import { createLog, type Log, type LogLevel } from './log.ts'

/** A log that keeps its lines. */
function keeping(level: LogLevel = 'info'): { log: Log; lines: () => Record<string, unknown>[]; raw: () => string } {
  const written: string[] = []
  const log = createLog({ level, to: { write: (line) => void written.push(line) } })
  return { log, lines: () => written.map((line) => JSON.parse(line)), raw: () => written.join('') }
}

const SECRET = 'hunter2-never-shown'

test.each([
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'token',
  'password',
  'secret',
  'accessToken',
  'access_token',
  'appSecret',
  'verifyTokens',
  'body',
  'text',
  'content',
  'messageText',
  'SWITCHBOARD_SECRET',
])('a field named %s is hidden at any depth', (name) => {
  const { log, lines, raw } = keeping()
  log.info({ [name]: SECRET }, 'top')
  log.info({ a: { b: [{ c: { d: { [name]: { inner: SECRET } } } }] } }, 'deep')
  log
    .child({ [name]: SECRET })
    .child({ channel: { [name]: SECRET } })
    .info('child')
  log.error({ err: Object.assign(new Error('refused'), { [name]: SECRET, response: { [name]: SECRET } }) })

  expect(lines()).toHaveLength(4)
  expect(raw()).not.toContain(SECRET)
  expect(lines()[0]).toMatchObject({ [name]: '[hidden]', msg: 'top' })
  expect(lines()[2]).toMatchObject({ [name]: '[hidden]', channel: { [name]: '[hidden]' } })
})

test('what may be seen is seen', () => {
  const { log, lines } = keeping()
  log
    .child({ context: 'webhook' })
    .warn({ channelId: 'c1', contentType: 'text/plain', count: 3n, at: new Date(0) }, 'hello')
  expect(lines()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-/),
      context: 'webhook',
      channelId: 'c1',
      contentType: 'text/plain',
      count: '3',
      at: '1970-01-01T00:00:00.000Z',
      msg: 'hello',
    },
  ])
})

test('an error keeps its type, stack and cause, and loses the values Postgres repeats', () => {
  const { log, lines, raw } = keeping()
  const cause = Object.assign(new TypeError('inner'), {
    detail: `Key (phone)=(${SECRET}) already exists.`,
    code: '23505',
  })
  log.error(new Error('outer', { cause }), 'failed')
  expect(lines()[0]).toMatchObject({
    msg: 'failed',
    err: {
      type: 'Error',
      message: 'outer',
      stack: expect.stringContaining('log.test.ts'),
      cause: { type: 'TypeError', code: '23505' },
    },
  })
  expect(raw()).not.toContain(SECRET)
})

test('a request is logged without headers and query', () => {
  const { log, lines } = keeping()
  const req = {
    method: 'GET',
    url: `/webhooks?hub.verify_token=${SECRET}`,
    headers: { authorization: SECRET },
    ip: '127.0.0.1',
  }
  log.info({ req })
  expect(lines()[0]).toMatchObject({ req: { method: 'GET', path: '/webhooks', from: '127.0.0.1' } })
  expect(JSON.stringify(lines())).not.toContain(SECRET)
})

test('lines stay short: circles, bytes, long texts and long lists', () => {
  const { log, raw } = keeping()
  const circle: Record<string, unknown> = { name: 'round' }
  circle.self = circle
  log.info({
    circle,
    raw: Buffer.from(SECRET),
    words: 'x'.repeat(50_000),
    list: Array.from({ length: 10_000 }, (_, i) => i),
  })
  expect(raw().length).toBeLessThan(10_000)
  expect(raw()).toContain(`[${SECRET.length} bytes]`)
})

test('lines below the level are not written', () => {
  const { log, lines } = keeping('warn')
  log.info('quiet')
  log.warn('loud')
  expect(lines().map((line) => line.msg)).toEqual(['loud'])
})
