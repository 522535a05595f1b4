import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { whatsappCloud } from './adapter.ts'

const { handshake, verify } = whatsappCloud

describe('the handshake', () => {
  const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'our-token' }

  test('a right token is answered with the challenge alone', () => {
    expect(handshake(asked, 'our-token')).toBe('1158201444')
  })

  test.each([
    ['a wrong token', { ...asked, 'hub.verify_token': 'other-token' }],
    ['a longer token', { ...asked, 'hub.verify_token': 'our-token-and-more' }],
    ['no token', { ...asked, 'hub.verify_token': undefined }],
    ['an empty token', { ...asked, 'hub.verify_token': '' }],
    ['another mode', { ...asked, 'hub.mode': 'unsubscribe' }],
    ['no mode', { ...asked, 'hub.mode': undefined }],
    ['no challenge', { ...asked, 'hub.challenge': undefined }],
    ['a challenge that is a page', { ...asked, 'hub.challenge': '<script>alert(1)</script>' }],
    ['an endless challenge', { ...asked, 'hub.challenge': '1'.repeat(10_000) }],
    ['nothing', {}],
  ])('%s is refused', (_, query) => {
    expect(handshake(query, 'our-token')).toBeNull()
  })

  test('a repeated key is refused', () => {
    const query = Object.assign({ ...asked }, { 'hub.verify_token': ['our-token'] as unknown as string })
    expect(handshake(query, 'our-token')).toBeNull()
  })

  test('a channel without a token answers nobody', () => {
    expect(handshake({ ...asked, 'hub.verify_token': '' }, '')).toBeNull()
  })
})

describe('the signature', () => {
  // Secret, exact bytes, header: computed elsewhere.
  const vectors: [string, string, string][] = [
    [
      'sim-app-secret-01',
      '{"object":"whatsapp_business_account","entry":[{"id":"900100200300401","changes":[]}]}',
      'sha256=0f57adfb7cf16194088697acc96270fc0eb53dfe1c37a54a2f0dbcfb72725a5b',
    ],
    [
      'sim-app-secret-01',
      '{"t":"caf\\u00e9"}',
      'sha256=fd99a5a778ebcdcabe55104fc85d9bb05bdb5eff617f63b6b735fdbb3e69c240',
    ],
    ['sim-app-secret-01', '{"t":"café"}', 'sha256=af6ba17fab66e40fcbf3d6444bba7e59a339fc103a74f82588838c92344c241b'],
    [
      'test_app_secret',
      '{"object":"whatsapp_business_account","entry":[]}',
      'sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756',
    ],
  ]
  const [[secret, text, signature]] = vectors as [[string, string, string]]
  const body = Buffer.from(text)
  const signed = (header: string | readonly string[] | undefined, bytes = body) =>
    verify({ headers: { 'x-hub-signature-256': header }, body: bytes }, [secret])

  test.each(vectors)('fits with secret %s over %s', (key, bytes, header) => {
    expect(verify({ headers: { 'x-hub-signature-256': header }, body: Buffer.from(bytes) }, [key])).toBe(true)
  })

  test('any of several secrets may fit', () => {
    const webhook = { headers: { 'x-hub-signature-256': signature }, body }
    expect(verify(webhook, ['old-secret', secret, 'other'])).toBe(true)
    expect(verify(webhook, ['old-secret', 'other'])).toBe(false)
    expect(verify(webhook, [])).toBe(false)
  })

  test('a list of one header counts, of two none does', () => {
    expect(signed([signature])).toBe(true)
    expect(signed([signature, signature])).toBe(false)
    expect(signed([])).toBe(false)
  })

  const sha1 = `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['only the name', 'sha256='],
    ['without the name', signature.slice('sha256='.length)],
    ['cut short', signature.slice(0, -2)],
    ['too long', `${signature}00`],
    ['one digit off', signature.replace(/b$/, 'c')],
    ['not hex', `sha256=${'zz'.repeat(32)}`],
    ['another algorithm', sha1],
    ['another algorithm under this name', sha1.replace('sha1', 'sha256')],
    ['beyond ASCII', `sha256=${'é'.repeat(64)}`],
  ])('%s is refused', (_, header) => {
    expect(signed(header)).toBe(false)
  })

  test('a changed byte is refused, wherever it is', () => {
    for (let at = 0; at < body.length; at++) {
      const changed = Buffer.from(body)
      changed[at] = changed[at]! ^ 1
      expect(signed(signature, changed)).toBe(false)
    }
  })

  test('the bytes count, not the JSON they stand for', () => {
    const respelt = Buffer.from(JSON.stringify(JSON.parse(text), null, 1))
    expect(signed(signature, respelt)).toBe(false)
  })

  test('an empty secret signs nothing', () => {
    // Node would sign with it gladly, and so could anybody.
    const forged = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`
    expect(verify({ headers: { 'x-hub-signature-256': forged }, body }, [''])).toBe(false)
  })

  test('the older header is not looked at', () => {
    expect(verify({ headers: { 'x-hub-signature': sha1 }, body }, [secret])).toBe(false)
  })
})
