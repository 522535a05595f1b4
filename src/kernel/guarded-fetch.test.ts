import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createRaw } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { isPublic, parseAllowance } from './addresses.ts'
import { type Guard, guardedFetch, type Limits } from './guarded-fetch.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function serve(answer: RequestListener): Promise<string> {
  return listen(createServer(answer))
}

async function listen(server: Server | ReturnType<typeof createRaw>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function guard(limits: Partial<Limits> = {}): Guard {
  const made = guardedFetch({ allowed: [{ host: '127.0.0.1', port: null, path: '/' }], ownHosts: [], limits })
  open.push(made.close)
  return made
}

function* endlessly(chunk: Buffer): Generator<Buffer> {
  for (;;) yield chunk
}

const read = async (stream: NodeJS.ReadableStream): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Whatever is asked, these bytes are the answer. */
async function answers(bytes: string): Promise<string> {
  return listen(
    createRaw((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(bytes))
    }),
  )
}

describe('a strange answer is a call that failed, and no more', () => {
  test.each([
    [
      'a status there is none of, in chunks',
      'HTTP/1.1 999 What\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
    ],
    ['a status there is none of, with its length', 'HTTP/1.1 600 What\r\ncontent-length: 2\r\n\r\nhi'],
    ['a status there is none of, broken off', 'HTTP/1.1 999 What\r\ncontent-length: 20\r\n\r\nhi'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n'],
  ])('%s', async (_name, bytes) => {
    const url = await answers(bytes)
    await expect(guard({ totalMs: 5_000 }).fetch(url, { method: 'POST', body: '{}' })).rejects.toThrow(Error)
  })

  test('given up while the form was coded, nothing is sent', async () => {
    let requests = 0
    const url = await serve((_request, response) => {
      requests++
      response.end()
    })
    const form = new FormData()
    form.set('file', new Blob(['bytes']), 'a.txt')
    const giveUp = new AbortController()
    const asked = guard().fetch(url, { method: 'POST', body: form, signal: giveUp.signal })
    giveUp.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
    expect(requests).toBe(0)
  })
})

describe('a request', () => {
  test('arrives as it was given, with its length, and nothing of ours is added', async () => {
    let arrived: { method?: string | undefined; url?: string | undefined; headers: object; body: string } | undefined
    const url = await serve(async (request, response) => {
      const { method, headers } = request
      arrived = { method, url: request.url, headers, body: String(await read(request)) }
      response.writeHead(201, { 'x-answer': 'yes' }).end('{"a":1}')
    })
    const response = await guard().fetch(`${url}/v1/x?y=%20z#w`, {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json', host: 'elsewhere.example' },
      body: '{"ç":1}',
    })
    expect([response.status, response.headers.get('x-answer'), await response.json()]).toEqual([201, 'yes', { a: 1 }])
    expect(arrived).toEqual({
      method: 'POST',
      url: '/v1/x?y=%20z',
      body: '{"ç":1}',
      headers: {
        'accept-encoding': 'identity',
        authorization: 'Bearer t',
        connection: 'keep-alive',
        'content-length': '8',
        'content-type': 'application/json',
        host: new URL(url).host,
      },
    })
  })

  test('with a form names its boundary', async () => {
    let form: Promise<FormData> | undefined
    const url = await serve(async (request, response) => {
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      form = new Response(new Uint8Array(await read(request)), { headers }).formData()
      response.end()
    })
    const body = new FormData()
    body.set('file', new Blob(['bytes'], { type: 'text/plain' }), 'março.txt')
    await guard().fetch(url, { method: 'POST', body })
    const file = (await form)?.get('file') as File
    expect([file.name, await file.text()]).toEqual(['março.txt', 'bytes'])
  })

  test('uses the same connection again, but not one made under another allowance', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('x')
    })
    const { port } = new URL(url)
    const kept = guardedFetch({
      allowed: [
        { host: '127.0.0.1', port: Number(port), path: '/a/' },
        { host: '127.0.0.1', port: Number(port), path: '/b/' },
      ],
      ownHosts: [],
    })
    open.push(kept.close)
    for (const path of ['/a/1', '/a/2']) await (await kept.fetch(url + path)).text()
    expect(ports.size).toBe(1)
    await (await kept.fetch(`${url}/b/1`)).text()
    expect(ports.size).toBe(2)
    await expect(kept.fetch(`${url}/c`)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED', syscall: 'connect' })
  })
})

describe('an answer', () => {
  test('that is a redirect is handed on, not followed', async () => {
    let asked = 0
    const url = await serve((_, response) => {
      asked++
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect((await guard().fetch(url)).status).toBe(302)
    expect(asked).toBe(1)
  })

  test('without a body has none', async () => {
    const url = await serve((_, response) => response.writeHead(204).end())
    const response = await guard().fetch(url)
    expect([response.status, response.body]).toEqual([204, null])
  })

  test('that breaks off keeps its status', async () => {
    const url = await serve((_, response) => {
      response.writeHead(500, { 'content-length': '1000' }).write('half', () => response.destroy())
    })
    const response = await guard().fetch(url)
    expect(response.status).toBe(500)
    await expect(response.text()).rejects.toThrow()
  })

  test('longer than announced or allowed is not read on', async () => {
    const announced = await serve((_, response) => response.writeHead(200, { 'content-length': '5000' }).end())
    await expect(guard({ maxBytes: 4_000 }).fetch(announced)).rejects.toThrow('too long')
    let stopped: Promise<unknown> | undefined
    const endless = await serve((_, response) => {
      const source = Readable.from(endlessly(Buffer.alloc(65_536)))
      stopped = once(response, 'close')
      source.on('error', () => {}).pipe(response)
    })
    const response = await guard({ maxBytes: 100_000 }).fetch(endless)
    await expect(response.arrayBuffer()).rejects.toThrow('too long')
    await stopped
  })

  test('that says it is compressed is not unfolded', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('as it is'))
    expect(await (await guard().fetch(url)).text()).toBe('as it is')
  })
})

describe('what goes wrong', () => {
  test('nobody listens: never connected', async () => {
    const url = await serve(() => {})
    for (const close of open.splice(0)) close()
    await expect(guard().fetch(url)).rejects.toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' })
  })

  test('no connection in time: never connected', async () => {
    const name = guardedFetch({
      allowed: [],
      ownHosts: [],
      resolve: () => new Promise(() => {}),
      limits: { connectMs: 50 },
    })
    await expect(name.fetch('https://silent.example')).rejects.toMatchObject({ code: 'ETIMEDOUT', syscall: 'connect' })
  })

  test('no encryption in time: never connected', async () => {
    const url = await listen(createRaw(() => {}))
    const asked = guard({ connectMs: 50 }).fetch(url.replace('http:', 'https:'))
    await expect(asked).rejects.toMatchObject({ code: 'ETIMEDOUT', syscall: 'connect' })
  })

  test('no answer in time: the caller’s reason is what is thrown', async () => {
    const url = await serve(() => {})
    const asked = guard().fetch(url, { signal: AbortSignal.timeout(50) })
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('an answer that trickles in for ever ends with the limit of the whole', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200)
      const trickle = setInterval(() => response.write('.'), 10)
      response.once('close', () => clearInterval(trickle))
    })
    const response = await guard({ totalMs: 100 }).fetch(url)
    await expect(response.text()).rejects.toThrow()
  })

  test('a caller who gives up breaks off the answer', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'content-length': '1000000' }).write('begun'))
    const stop = new AbortController()
    const response = await guard().fetch(url, { signal: stop.signal })
    stop.abort()
    await expect(response.text()).rejects.toThrow()
    await expect(guard().fetch(url, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('a saved address is looked at as a called one is; one that leads nowhere today is no mistake', async () => {
  const answers: Record<string, { address: string; family: number }[]> = {
    'inside.example': [{ address: '10.1.2.3', family: 4 }],
    'outside.example': [{ address: '93.184.215.14', family: 4 }],
  }
  const asked = guardedFetch({
    allowed: [{ host: 'gateway.internal', port: 8443, path: '/' }],
    ownHosts: ['desk.example'],
    resolve: async (name) => answers[name] ?? Promise.reject(new Error('no such name')),
  })
  const problem = await Promise.all(
    [
      'https://outside.example',
      'https://nowhere.example',
      'http://gateway.internal:8443/x',
      'https://inside.example',
      'http://outside.example',
      'http://gateway.internal:8444',
      'https://desk.example',
      'nonsense',
    ].map(asked.problemOf),
  )
  expect(problem.slice(0, 3)).toEqual([null, null, null])
  for (const refused of problem.slice(3)) expect(refused).toEqual(expect.any(String))
})

test('public is what is given out for the world', () => {
  const outside = [
    '1.1.1.1',
    '93.184.215.14',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '2606:4700::1111',
  ]
  const inside = ['', 'name', '127.0.0.1', '10.0.0.1', '172.16.0.1', '172.31.255.255', '100.64.0.1', '169.254.0.1']
  const inside6 = ['::1', '::', 'fe80::1', 'fc00::1', '::ffff:1.1.1.1', '64:ff9b::101:101', '2002:101:101::', '2001::1']
  expect(outside.filter((address) => !isPublic(address))).toEqual([])
  expect([...inside, ...inside6].filter(isPublic)).toEqual([])
})

test('an allowance is a host and a port', () => {
  expect(parseAllowance('10.0.0.0/8:8443')).toEqual({ host: '10.0.0.0/8', port: 8443, path: '/' })
  expect(parseAllowance('[FD00::/8]:*')).toBeNull()
  expect(parseAllowance('[fd00::]/8:*')).toEqual({ host: 'fd00::/8', port: null, path: '/' })
  for (const wrong of ['*:*', '10.0.0.1', '10.0.0.1:x', '10.0.0.1:70000', '10.0.0.0/40:1', 'name/8:1', '0x7f.1:1', ''])
    expect(parseAllowance(wrong)).toBeNull()
})
