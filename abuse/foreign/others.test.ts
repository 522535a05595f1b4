/**
 * The routes that are no operations of the contract: files, webhooks, signing in, the socket, pages, the simulator. Every
 * route of the code is named here, so that a new one is thought about.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { FromBrowser } from '../../src/contract/stream.ts'
import { postHook, stateOf, tryCall, uuids } from '../tenant.ts'
import { mine, owner, server, theirIds, theirs } from '../two-houses.ts'

/** Where each route of the code is tried. The simulator's are those of a demonstration. */
const tried: Readonly<Record<string, string>> = {
  '/': 'here',
  '/api/attachments': 'here, and abuse/files',
  '/api/attachments/:id': 'here, and abuse/files',
  '/api/auth/sign-in/email': 'abuse/session',
  '/api/auth/sign-out': 'abuse/session',
  '/api/auth/get-session': 'here',
  '/api/auth/*': 'abuse/session',
  '/api/public/about': 'here',
  '/api/openapi.json': 'here',
  '/hooks/whatsapp/:key': 'abuse/webhooks',
  '/hooks/telephone/:key': 'abuse/webhooks',
  '/metrics': 'here',
  '/healthz': 'here',
  '/readyz': 'here',
}

test('a route is added that nobody has tried', () => {
  const root = join(import.meta.dirname, '../../src')
  const routes = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.') && !/^(web|testing|sim|providers)\b/.test(path))
    .flatMap((path) =>
      [
        ...readFileSync(join(root, path), 'utf8').matchAll(
          /\.(?:get|post|put|patch|delete|all|head|options)(?:<[^(]*>)?\(\s*['`](\/[^'`]*)['`]/g,
        ),
      ].map(([, route = '']) => route),
    )
  expect(routes.length).toBeGreaterThan(8)
  const words = 'abuse/foreign/others.test.ts: say in `tried` where these routes are attacked'
  expect(
    [...new Set(routes)].filter((route) => tried[route] === undefined),
    words,
  ).toEqual([])
})

const persons = ['administrator', 'supervisor', 'agent', 'outsider', 'disabled', 'left'] as const
for (const person of persons) {
  const by = () => ({ headers: { cookie: mine.people[person].cookie } })
  test(`a file of another workspace is fetched by its id, by the person called ${person}`, async () => {
    for (const headers of [{}, { range: 'bytes=0-3' }, { 'if-none-match': '*' }]) {
      const answer = await tryCall(
        server.url,
        { headers: { ...by().headers, ...headers } },
        { method: 'GET', path: `/api/attachments/${theirs.ids.AttachmentId}`, input: {} },
      )
      expect(answer.status).toBe(person === 'disabled' || person === 'left' ? 401 : 404)
      expect(answer.text).not.toContain(theirs.mark)
    }
  })

  test(`a file is put into a conversation of another workspace, by the person called ${person}`, async () => {
    const before = await stateOf(owner, theirs.workspaceId)
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], { type: 'image/png' }), 'x.png')
    const response = await fetch(`${server.url}/api/attachments?conversationId=${theirs.ids.ConversationId}`, {
      method: 'POST',
      headers: { origin: server.url, ...by().headers },
      body: form,
    })
    expect([401, 404, 415, 422]).toContain(response.status)
    expect(await stateOf(owner, theirs.workspaceId)).toBe(before)
  })
}

test('a file of a conversation is fetched by an agent of another queue, and by a stranger', async () => {
  const path = `/api/attachments/${mine.ids.AttachmentId}`
  const as = (headers: Record<string, string>) => tryCall(server.url, { headers }, { method: 'GET', path, input: {} })
  expect((await as({ cookie: mine.people.outsider.cookie })).status).toBe(404)
  expect((await as({ authorization: `Bearer ${mine.keys.agent}` })).status).toBe(404)
  expect((await as({})).status).toBe(401)
  expect((await as({ cookie: mine.people.agent.cookie })).status).toBe(200)
})

test('a webhook of one workspace is posted with the secret of another one', async () => {
  const before = await stateOf(owner, theirs.workspaceId, ['channel'])
  expect((await postHook(server.url, { ...theirs.channel, appSecret: mine.channel.appSecret }, '{}')).status).toBe(401)
  expect(await stateOf(owner, theirs.workspaceId, ['channel'])).toBe(before)
})

test('what everybody may ask tells of a workspace', async () => {
  for (const path of [
    '/api/public/about',
    '/api/openapi.json',
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/auth/get-session',
    '/',
    '/simulator',
    '/simulator/api/control/state',
  ]) {
    const { text } = await tryCall(server.url, { headers: {} }, { method: 'GET', path, input: {} })
    expect(text, path).not.toContain(theirs.mark)
    expect(
      [...text.matchAll(uuids)].filter(([id]) => theirIds.has(id)),
      path,
    ).toEqual([])
  }
})

test('the simulator is steered where there is no demonstration', async () => {
  for (const path of [
    '/simulator/api/control/phones/amara/act',
    '/simulator/api/control/faults',
    '/simulator/api/graph/v23.0/1/messages',
  ])
    expect((await tryCall(server.url, { headers: {} }, { method: 'POST', path, input: {} })).status, path).toBe(404)
})

// The socket.

function connect(headers: Record<string, string>) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
    headers: { origin: server.url, ...headers },
  })
  const heard: string[] = []
  socket.on('message', (bytes) => heard.push(String(bytes)))
  const status = new Promise<number>((resolve) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {}) // The answer says why.
  })
  return { socket, heard, status }
}

test('a stranger opens a socket without signing in', async () => {
  for (const headers of [
    {},
    { cookie: 'switchboard.session_token=made.up' },
    { cookie: mine.people.disabled.cookie },
    { cookie: mine.people.left.cookie },
    { authorization: `Bearer ${mine.keys.revoked}` },
  ]) {
    const { socket, status } = connect(headers as Record<string, string>)
    expect(await status).toBe(401)
    socket.terminate()
  }
})

test('a socket is opened at another address of ours', async () => {
  for (const path of ['/', '/api', '/api/view', '/api/streams', '/simulator/api/events', '/assets/x']) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, {
      headers: { origin: server.url, cookie: mine.people.agent.cookie },
    })
    const status = await new Promise((resolve) => {
      socket.on('open', () => resolve(101))
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('error', () => {}) // The answer says why.
    })
    expect(status, path).toBe(404)
    socket.terminate()
  }
})

/** Every message a browser can send that names something. */
const topics = FromBrowser.options.filter((topic) => Object.keys(topic.shape).some((field) => field.endsWith('Id')))

for (const person of ['administrator', 'supervisor', 'agent', 'outsider'] as const)
  for (const topic of topics)
    for (const doing of ['reading', 'typing_reply', 'typing_note'])
      test(`the ${person} says over a socket "${topic.shape.type.value}, ${doing}" in a conversation of another workspace`, async () => {
        const [attacker, victim] = [
          connect({ cookie: mine.people[person].cookie }),
          connect({ cookie: theirs.people.administrator.cookie }),
        ]
        expect(await Promise.all([attacker.status, victim.status])).toEqual([101, 101])
        const say = (conversationId: string | undefined) =>
          JSON.stringify({ type: topic.shape.type.value, conversationId, doing })
        victim.socket.send(say(theirs.ids.ConversationId))
        while (!victim.heard.join('').includes('"here"')) await wait(5)
        attacker.socket.send(say(theirs.ids.ConversationId))
        // Messages of one browser are handled in order: when this one is answered, the other one has been.
        attacker.socket.send(say(mine.ids.ConversationId))
        if (person !== 'outsider') while (!attacker.heard.join('').includes(mine.ids.ConversationId!)) await wait(5)
        else await wait(200)
        expect(attacker.heard.join('')).not.toContain(theirs.ids.ConversationId)
        expect(victim.heard.join('')).not.toContain(mine.people[person].agentId)
        for (const { socket } of [attacker, victim]) socket.terminate()
      })
