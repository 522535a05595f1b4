import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { FillValue, OutboundContent, TemplateComponents } from '../../contract/content.ts'
import { fillText, render } from '../../modules/templates/core/render.ts'
import { whatsappCloud } from './adapter.ts'
import { maxTemplatePages } from './templates.ts'
import { type Answering, graphError, json, startServer, type TestServer } from './test-server.ts'
import { toWire } from './to-wire.ts'

describe('the list of templates', () => {
  let server: TestServer
  afterEach(() => server.stop())

  const listFrom = async (answer: Answering) => {
    server = await startServer(answer)
    return whatsappCloud.listTemplates(server.connection, fetch)
  }
  const listOf = async (...data: unknown[]) => {
    const listing = await listFrom((_, response) => json(response, 200, { data }))
    if (listing.type !== 'listed') throw new Error(listing.failure.title)
    return listing.templates
  }
  const bare = { id: '1', name: 'hello', language: 'en_GB', status: 'APPROVED', category: 'UTILITY', components: [] }

  test('a template with everything, in our words', async () => {
    const [template] = await listOf({
      id: '9007199254740993',
      name: 'order_update_v2',
      language: 'en_GB',
      status: 'REJECTED',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      rejected_reason: 'INVALID_FORMAT',
      quality_score: { score: 'GREEN', date: 1763600000 },
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['A-17'] } },
        { type: 'BODY', text: 'Hi {{1}}, it is {{2}}.', example: { body_text: [['Ana', 'on its way']] } },
        { type: 'FOOTER', text: 'Example Ltd' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'Cancel' },
            { type: 'URL', text: 'Track', url: 'https://example.test/{{1}}', example: ['A-17'] },
            { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+447700900999' },
            { type: 'COPY_CODE', text: 'Copy', example: 'SPRING' },
            { type: 'FLOW', text: 'Survey', flow_id: '990011' },
          ],
        },
      ],
    })
    expect(template).toEqual({
      providerTemplateId: '9007199254740993',
      name: 'order_update_v2',
      language: 'en_GB',
      status: 'rejected',
      category: 'utility',
      parameterFormat: 'positional',
      rejectedReason: 'INVALID_FORMAT',
      components: {
        header: { format: 'text', text: 'Order {{1}}', examples: [{ key: '1', value: 'A-17' }] },
        body: {
          text: 'Hi {{1}}, it is {{2}}.',
          examples: [
            { key: '1', value: 'Ana' },
            { key: '2', value: 'on its way' },
          ],
        },
        footer: 'Example Ltd',
        buttons: [
          { kind: 'quick_reply', text: 'Cancel', url: null },
          { kind: 'url', text: 'Track', url: 'https://example.test/{{1}}' },
          { kind: 'phone_number', text: 'Call', url: null },
          { kind: 'copy_code', text: 'Copy', url: null },
          { kind: 'other', text: 'Survey', url: null },
        ],
      },
    })
  })

  test('named fill points with their examples', async () => {
    const named = [{ param_name: 'first_name', example: 'Ana' }]
    const [template] = await listOf({
      ...bare,
      parameter_format: 'NAMED',
      components: [
        {
          type: 'HEADER',
          format: 'TEXT',
          text: 'For {{first_name}}',
          example: { header_text_named_params: named },
        },
        { type: 'BODY', text: 'Hi {{first_name}}', example: { body_text_named_params: named } },
      ],
    })
    const examples = [{ key: 'first_name', value: 'Ana' }]
    expect(template).toMatchObject({
      parameterFormat: 'named',
      components: {
        header: { format: 'text', text: 'For {{first_name}}', examples },
        body: { text: 'Hi {{first_name}}', examples },
      },
    })
  })

  test.each([
    ['IMAGE', 'image'],
    ['VIDEO', 'video'],
    ['DOCUMENT', 'document'],
    ['LOCATION', 'location'],
    ['GIF', 'other'],
    ['PRODUCT', 'other'],
  ])('a header with %s', async (format, ours) => {
    const [template] = await listOf({ ...bare, components: [{ type: 'HEADER', format }] })
    expect(template!.components.header).toEqual({ format: ours })
  })

  test.each(['CAROUSEL', 'LIMITED_TIME_OFFER'])('%s shows as what we cannot fill in', async (type) => {
    const [template] = await listOf({
      ...bare,
      components: [
        { type, cards: [] },
        { type: 'BODY', text: 'Look' },
      ],
    })
    expect(template!.components.header).toEqual({ format: 'other' })
  })

  test('the button of an authentication template takes the code', async () => {
    const buttons = [{ type: 'OTP', text: 'Copy code', otp_type: 'COPY_CODE' }]
    const [template] = await listOf({ ...bare, components: [{ type: 'BUTTONS', buttons }] })
    expect(template!.components.buttons).toEqual([{ kind: 'url', text: 'Copy code', url: '{{1}}' }])
  })

  test.each([
    ['APPROVED', 'approved'],
    ['PENDING', 'pending'],
    ['IN_APPEAL', 'pending'],
    ['REJECTED', 'rejected'],
    ['LIMIT_EXCEEDED', 'rejected'],
    ['PAUSED', 'paused'],
    ['DISABLED', 'disabled'],
    ['ARCHIVED', 'archived'],
    ['DELETED', 'deleted'],
    ['PENDING_DELETION', 'deleted'],
    ['SOMETHING_NEW', 'disabled'],
  ])('status %s is %s', async (status, ours) => {
    expect((await listOf({ ...bare, status }))[0]!.status).toBe(ours)
  })

  test('odd templates cost no others', async () => {
    const templates = await listOf(null, 'x', { id: 1 }, { ...bare, components: 'none', category: 7 }, bare)
    expect(templates.map(({ name }) => name)).toEqual(['hello', 'hello'])
  })

  /** Pages of one template each, told apart by their cursors. `next` leads to a place nobody may go. */
  const pages =
    (count: number): Answering =>
    ({ query }, response) => {
      const page = Number(query.get('after') ?? 0)
      const next = page + 1 < count ? 'https://evil.example.test/?access_token=x' : undefined
      json(response, 200, {
        data: [{ ...bare, id: String(page), name: `template_${page}` }],
        paging: { cursors: { before: 'b', after: String(page + 1) }, next },
      })
    }

  test('goes on page by page by the cursor, never by the address of the next page', async () => {
    const listing = await listFrom(pages(3))
    expect(listing).toMatchObject({
      type: 'listed',
      templates: [{ name: 'template_0' }, { name: 'template_1' }, { name: 'template_2' }],
    })
    expect(server.arrived.map(({ path }) => path)).toEqual(
      Array.from({ length: 3 }, () => '/v26.0/900100200300401/message_templates'),
    )
    expect(server.arrived.map(({ query }) => query.get('after'))).toEqual([null, '1', '2'])
    expect(server.arrived.every(({ query }) => query.get('fields')?.includes('components'))).toBe(true)
  })

  test('pages without end are not followed without end', async () => {
    expect(await listFrom(pages(Number.POSITIVE_INFINITY))).toMatchObject({
      type: 'failed',
      failure: { code: 'paging' },
    })
    expect(server.arrived).toHaveLength(maxTemplatePages)
  })

  test('a next page without a cursor is a failure, not half a list', async () => {
    const paging = { next: 'https://graph.example.test/next' }
    const listing = await listFrom((_, response) => json(response, 200, { data: [bare], paging }))
    expect(listing).toMatchObject({ type: 'failed', failure: { code: 'paging' } })
  })

  test('an expired cursor begins the list again, once', async () => {
    let expired = 0
    const listing = await listFrom((request, response) => {
      if (request.query.get('after') === '1' && expired++ === 0) return graphError(response, 400, 131059)
      pages(3)(request, response)
    })
    expect(listing).toMatchObject({ type: 'listed', templates: [{}, {}, {}] })
    expect(server.arrived.map(({ query }) => query.get('after'))).toEqual([null, '1', null, '1', '2'])
  })

  test('a cursor that keeps expiring is a failure', async () => {
    expect(await listFrom((_, response) => graphError(response, 400, 131059))).toMatchObject({
      type: 'failed',
      failure: { code: '131059' },
    })
    expect(server.arrived).toHaveLength(2)
  })

  test('a refusal is told as it is', async () => {
    expect(await listFrom((_, response) => graphError(response, 401, 190))).toMatchObject({
      type: 'failed',
      failure: { code: '190', title: 'Access token invalid or expired' },
    })
  })
})

describe('what is shown is what is sent', () => {
  const key = fc.integer({ min: 1, max: 12 }).map(String)
  const name = fc.stringMatching(/^[a-z_]{1,8}$/)
  const words = fc.string({ unit: fc.constantFrom('a', ' ', '{', '}', '{{1}}', '$&', '$1', 'é', '😀'), minLength: 1 })
  const value = words.filter((text) => text.trim() !== '')

  /** A text with its fill points, and a value for each of them. */
  const filledText = (keys: fc.Arbitrary<string>) =>
    fc
      .uniqueArray(keys, { maxLength: 5 })
      .chain((chosen) =>
        fc.tuple(
          fc.constant(chosen.map((one) => `before {{${one}}} after`).join(' ')),
          fc.tuple(...chosen.map((one) => value.map((text): FillValue => ({ key: one, value: text })))),
        ),
      )

  const template = (format: 'positional' | 'named', header: [string, FillValue[]], body: [string, FillValue[]]) => {
    const components: TemplateComponents = {
      header: { format: 'text', text: header[0], examples: [] },
      body: { text: body[0], examples: [] },
      footer: 'Bye',
      buttons: [],
    }
    const content: Extract<OutboundContent, { kind: 'template' }> = {
      kind: 'template',
      name: 'hello',
      language: 'en_GB',
      parameterFormat: format,
      components,
      // Given in any order: the places decide.
      fill: { header: header[1].toReversed(), headerMedia: null, body: body[1].toReversed(), buttons: [] },
      headerMediaId: null,
      headerMediaFileName: null,
    }
    return content
  }

  type WireParameter = { text: string; parameter_name?: string }
  type WireTemplate = { template: { components?: { type: string; parameters: WireParameter[] }[] } }

  /** As Meta fills it: named by name, positional by counting the places from the smallest number. */
  const asMetaFills = (text: string, content: Extract<OutboundContent, { kind: 'template' }>, type: string): string => {
    const wire = toWire({
      reference: 'r',
      to: { kind: 'phone', value: '+447700900123' },
      content,
      quotedProviderMessageId: null,
    }) as WireTemplate
    const parameters = wire.template.components?.find((component) => component.type === type)?.parameters ?? []
    const numbers = [...new Set([...text.matchAll(/\{\{(\d+)\}\}/g)].map(([, digits]) => Number(digits)))]
    const places = numbers.toSorted((a, b) => a - b).map(String)
    const values = parameters.map(({ text: filled, parameter_name }, index) => ({
      key: parameter_name ?? places[index]!,
      value: filled,
    }))
    return fillText(text, values)
  }

  test.each([
    ['positional', key],
    ['named', name],
  ] as const)('%s', (format, keys) => {
    fc.assert(
      fc.property(filledText(keys), filledText(keys), (header, body) => {
        const content = template(format, header, body)
        const shown = render(content, content.fill)
        expect(shown.header).toBe(asMetaFills(header[0], content, 'header'))
        expect(shown.body).toBe(asMetaFills(body[0], content, 'body'))
        for (const { value: text } of body[1]) expect(shown.body).toContain(`before ${text} after`)
      }),
    )
  })
})
