import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { MediaOutcome, MediaReference } from '../provider.ts'
import { whatsappCloud, whatsappCloudWaiting } from './adapter.ts'
import { isTrusted } from './media.ts'
import { type Answering, graphError, json, startServer, type TestServer } from './test-server.ts'

const bytes = Buffer.from('an invented picture')
const sha256 = createHash('sha256').update(bytes).digest('hex')
const picture: MediaReference = { id: '5550001', mimeType: 'image/jpeg', sha256, url: null }
const limit = 1_000

let server: TestServer
afterEach(() => server.stop())

/** A server that names `/file` as the address of everything, and answers there as told. */
async function serve(file: Answering, found: object = {}): Promise<void> {
  server = await startServer((request, response) => {
    if (request.path === '/file') return file(request, response)
    json(response, 200, {
      messaging_product: 'whatsapp',
      url: `${server.url}/file`,
      mime_type: 'image/jpeg',
      sha256,
      file_size: String(bytes.length),
      id: '5550001',
      ...found,
    })
  })
}

const sendBytes: Answering = (_, response) => response.end(bytes)
const fetchPicture = (media: Partial<MediaReference> = {}): Promise<MediaOutcome> =>
  whatsappCloud.fetchMedia({ ...picture, ...media }, server.connection, fetch, limit)
const paths = () => server.arrived.map(({ path }) => path)

describe('fetching a file', () => {
  test('asks for its address under our number, then for its bytes, both with the token', async () => {
    await serve(sendBytes)
    expect(await fetchPicture()).toEqual({ type: 'fetched', bytes, mimeType: 'image/jpeg' })
    expect(paths()).toEqual(['/v26.0/5550001', '/file'])
    expect(server.arrived[0]!.query.get('phone_number_id')).toBe('700800900100201')
    for (const { headers } of server.arrived) expect(headers.authorization).toBe('Bearer sim-token-01')
    expect(server.arrived[1]!.headers['user-agent']).toBe('switchboard')
  })

  test('an address that came with the message is never called', async () => {
    await serve(sendBytes)
    const elsewhere = await startServer(sendBytes)
    expect(await fetchPicture({ url: `${elsewhere.url}/file` })).toMatchObject({ type: 'fetched' })
    await elsewhere.stop()
    expect(elsewhere.arrived).toEqual([])
  })

  test('a dead address is asked for once more', async () => {
    let tries = 0
    await serve((_, response) => (++tries === 1 ? response.writeHead(404).end() : response.end(bytes)))
    expect(await fetchPicture()).toMatchObject({ type: 'fetched' })
    expect(paths()).toEqual(['/v26.0/5550001', '/file', '/v26.0/5550001', '/file'])
  })

  test('twice dead is gone', async () => {
    await serve((_, response) => response.writeHead(404).end())
    expect(await fetchPicture()).toMatchObject({ type: 'gone', failure: { code: 'http_404' } })
    expect(paths()).toHaveLength(4)
  })

  test.each([
    [400, 100],
    [400, 33],
    [404, 131009],
  ])('an id nobody knows (HTTP %i, code %i) is gone', async (status, code) => {
    server = await startServer((_, response) => graphError(response, status, code))
    expect(await fetchPicture()).toMatchObject({ type: 'gone', failure: { code: String(code) } })
  })

  test.each([
    [401, 190, 'misconfigured'],
    [403, 10, 'misconfigured'],
    [400, 4, 'retry'],
    [500, 131000, 'retry'],
    [400, 131052, 'gone'],
  ])('HTTP %i, code %i: %s', async (status, code, type) => {
    server = await startServer((_, response) => graphError(response, status, code))
    expect(await fetchPicture()).toMatchObject({ type, failure: { code: String(code) } })
  })

  test.each([401, 403, 429, 500, 503])('a file server that answers %i is asked again later', async (status) => {
    await serve((_, response) => response.writeHead(status).end())
    expect(await fetchPicture()).toMatchObject({ type: 'retry', failure: { code: `http_${status}` } })
  })

  test('a server that is not there is asked again later', async () => {
    await serve(sendBytes)
    await server.stop()
    expect(await fetchPicture()).toMatchObject({ type: 'retry' })
  })

  test('a file that does not come in time is asked for again later', async () => {
    await serve((_, response) => response.writeHead(200).write('an inv'))
    const impatient = whatsappCloudWaiting({ callTimeoutMs: 5_000, fileTimeoutMs: 150 })
    const outcome = await impatient.fetchMedia(picture, server.connection, fetch, limit)
    expect(outcome).toMatchObject({ type: 'retry', failure: { code: 'timeout' } })
  })

  test('a file that breaks off is asked for again later', async () => {
    await serve((_, response) => {
      response.writeHead(200, { 'content-length': String(bytes.length) }).write('an inv', () => response.destroy())
    })
    expect(await fetchPicture()).toMatchObject({ type: 'retry' })
  })
})

describe('size', () => {
  test('what is said to be too large is not fetched', async () => {
    await serve(sendBytes, { file_size: limit + 1 })
    expect(await fetchPicture()).toEqual({ type: 'too_large', limit })
    expect(paths()).toEqual(['/v26.0/5550001'])
  })

  test('what turns out too large is cut off while it comes', async () => {
    let poured = 0
    let closed: () => void = () => {}
    const end = new Promise<void>((resolve) => {
      closed = resolve
    })
    await serve(
      (_, response) => {
        response.once('close', closed)
        const pour = () => {
          do poured += 65_536
          while (!response.destroyed && response.write('x'.repeat(65_536)))
          if (!response.destroyed) response.once('drain', pour)
        }
        pour()
      },
      { file_size: 1 },
    )
    expect(await fetchPicture()).toEqual({ type: 'too_large', limit })
    await end
    expect(poured).toBeGreaterThan(limit)
  })

  test('exactly the limit is fetched', async () => {
    await serve((_, response) => response.end(Buffer.alloc(limit)), { file_size: limit, sha256: undefined })
    expect(await fetchPicture({ sha256: null })).toMatchObject({ type: 'fetched' })
  })
})

describe('the hash', () => {
  const base64 = Buffer.from(sha256, 'hex').toString('base64')
  const other = createHash('sha256').update('something else').digest('hex')

  test.each([
    ['hex', sha256],
    ['upper-case hex', sha256.toUpperCase()],
    ['base64', base64],
    ['base64 for addresses', base64.replaceAll('+', '-').replaceAll('/', '_')],
  ])('as %s fits', async (_, hash) => {
    await serve(sendBytes, { sha256: other })
    expect(await fetchPicture({ sha256: hash })).toMatchObject({ type: 'fetched' })
  })

  test('another file is refused', async () => {
    await serve(sendBytes)
    expect(await fetchPicture({ sha256: other })).toEqual({ type: 'wrong_hash', expected: other, got: sha256 })
  })

  test('the one in the answer counts when the message had none', async () => {
    await serve(sendBytes, { sha256: Buffer.from(other, 'hex').toString('base64') })
    expect(await fetchPicture({ sha256: null })).toMatchObject({ type: 'wrong_hash', expected: other })
  })
})

describe('addresses we do not trust', () => {
  test('another host gets no request at all', async () => {
    const elsewhere = await startServer(sendBytes)
    await serve(sendBytes, { url: `${elsewhere.url}/file` })
    const outcome = await fetchPicture()
    await elsewhere.stop()
    expect(outcome).toMatchObject({ type: 'gone', failure: { code: 'untrusted_address' } })
    expect(elsewhere.arrived).toEqual([])
  })

  test('a redirect is not followed, not even without the token', async () => {
    const elsewhere = await startServer(sendBytes)
    await serve((_, response) => response.writeHead(302, { location: `${elsewhere.url}/file` }).end())
    const outcome = await fetchPicture()
    await elsewhere.stop()
    expect(outcome).toMatchObject({ type: 'gone', failure: { code: 'redirected' } })
    expect(elsewhere.arrived).toEqual([])
  })

  test('only Meta’s file hosts and our own server are trusted', async () => {
    await serve(sendBytes)
    const trusted = [
      'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
      'https://scontent.xx.fbcdn.net/v/1.jpg',
      'https://mmg.whatsapp.net/v/1.jpg',
      'https://LOOKASIDE.fbsbx.com/x',
      `${server.url}/anything`,
    ]
    const refused = [
      'http://lookaside.fbsbx.com/x',
      'https://lookaside.fbsbx.com:8443/x',
      'https://user:password@lookaside.fbsbx.com/x',
      'https://lookaside.fbsbx.com@evil.example.test/x',
      'https://lookaside.fbsbx.com.evil.example.test/x',
      'https://evil.example.test/lookaside.fbsbx.com',
      'https://evil.lookaside.fbsbx.com/x',
      'https://notfbcdn.net/x',
      'https://fbcdn.net/x',
      'https://evilwhatsapp.net/x',
      'https://127.0.0.1/x',
      'http://169.254.169.254/latest/meta-data/',
      'http://[::1]/x',
      server.url.replace('http:', 'https:'),
      server.url.replace('127.0.0.1', 'localhost'),
      `${server.url}0/anything`,
      `${server.url.replace('//', '//user@')}/anything`,
      'file:///etc/passwd',
      'data:text/plain,x',
      '//lookaside.fbsbx.com/x',
      'lookaside.fbsbx.com',
      '',
    ]
    expect(trusted.filter((url) => !isTrusted(url, server.connection))).toEqual([])
    expect(refused.filter((url) => isTrusted(url, server.connection))).toEqual([])
  })
})

describe('uploading a file', () => {
  const file = { bytes, mimeType: 'image/jpeg', fileName: 'Fotografia de março.jpg' }
  const upload = () => whatsappCloud.uploadMedia(file, server.connection, fetch)

  test('goes as a form under our number', async () => {
    server = await startServer((_, response) => json(response, 200, { id: 5550009 }))
    expect(await upload()).toEqual({ type: 'uploaded', id: '5550009' })

    const [request] = server.arrived
    expect(request).toMatchObject({ method: 'POST', path: '/v26.0/700800900100201/media' })
    expect(request!.headers.authorization).toBe('Bearer sim-token-01')
    const form = await new Response(new Uint8Array(request!.body), {
      headers: { 'content-type': request!.headers['content-type']! },
    }).formData()
    expect([form.get('messaging_product'), form.get('type')]).toEqual(['whatsapp', 'image/jpeg'])
    const sent = form.get('file') as File
    expect([sent.name, sent.type]).toEqual([file.fileName, 'image/jpeg'])
    expect(Buffer.from(await sent.arrayBuffer())).toEqual(bytes)
  })

  test.each([
    [400, 131053, 'rejected'],
    [401, 190, 'misconfigured'],
    [400, 130429, 'retry'],
    // Nobody gets anything by an upload: doing it twice is harmless.
    [500, 131000, 'retry'],
  ])('HTTP %i, code %i: %s', async (status, code, type) => {
    server = await startServer((_, response) => graphError(response, status, code))
    expect(await upload()).toMatchObject({ type, failure: { code: String(code) } })
  })

  test('no answer in time is done again', async () => {
    server = await startServer(() => {})
    const impatient = whatsappCloudWaiting({ callTimeoutMs: 150, fileTimeoutMs: 150 })
    expect(await impatient.uploadMedia(file, server.connection, fetch)).toMatchObject({ type: 'retry' })
  })
})
