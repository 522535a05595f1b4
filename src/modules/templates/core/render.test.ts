import { describe, expect, test } from 'vitest'
import type { TemplateComponents, TemplateFill } from '../../../contract/content.ts'
import { AttachmentId } from '../../../contract/ids.ts'
import { fillPoints, fillText, missingFill, render } from './render.ts'

const file = AttachmentId.parse('3f0f8a57-1111-4222-8333-444455556666')
const empty: TemplateFill = { header: [], headerMedia: null, body: [], buttons: [] }

const components: TemplateComponents = {
  header: { format: 'text', text: 'Order {{order_ref}}', examples: [{ key: 'order_ref', value: 'A-17' }] },
  body: { text: 'Hi {{first_name}}, {{ what }} is on its way to {{first_name}}.', examples: [] },
  footer: 'Example Ltd',
  buttons: [
    { kind: 'url', text: 'About', url: 'https://example.test/about' },
    { kind: 'url', text: 'Track', url: 'https://example.test/{{1}}' },
    { kind: 'quick_reply', text: 'Cancel', url: null },
    { kind: 'phone_number', text: 'Call', url: null },
    { kind: 'copy_code', text: 'Copy', url: null },
    { kind: 'other', text: 'Survey', url: null },
  ],
}
const full: TemplateFill = {
  header: [{ key: 'order_ref', value: 'A-17' }],
  headerMedia: null,
  body: [
    { key: 'first_name', value: 'Ana' },
    { key: 'what', value: 'your kettle' },
  ],
  buttons: [
    { index: 1, kind: 'url', value: 'A-17' },
    { index: 4, kind: 'copy_code', value: 'SPRING' },
  ],
}
const bodyOf = (text: string): TemplateComponents => ({
  header: null,
  body: { text, examples: [] },
  footer: null,
  buttons: [],
})

describe('fill points', () => {
  test('are listed part by part, each once', () => {
    expect(fillPoints(components)).toEqual({
      header: [{ key: 'order_ref', example: 'A-17' }],
      headerMedia: null,
      body: [
        { key: 'first_name', example: null },
        { key: 'what', example: null },
      ],
      buttons: [
        { index: 1, kind: 'url', label: 'Track', required: true },
        { index: 2, kind: 'quick_reply', label: 'Cancel', required: false },
        { index: 4, kind: 'copy_code', label: 'Copy', required: true },
      ],
    })
  })

  test('positional ones are in the order of their numbers', () => {
    const keys = fillPoints(bodyOf('{{10}} {{2}} {{1}}')).body.map(({ key }) => key)
    expect(keys).toEqual(['1', '2', '10'])
  })

  test.each(['image', 'video', 'document'] as const)('a header with a %s takes a file', (format) => {
    expect(fillPoints({ ...components, header: { format } })).toMatchObject({ header: [], headerMedia: format })
  })

  test('braces alone are no fill point', () => {
    expect(fillPoints(bodyOf('{1} {{}} {{a b}} {{ }}')).body).toEqual([])
  })
})

describe('what is missing', () => {
  test('nothing, when all is filled in', () => {
    expect(missingFill(components, full)).toEqual([])
    expect(missingFill(bodyOf('Good morning'), empty)).toEqual([])
  })

  test('everything, when nothing is; a quick reply may stay as it is', () => {
    expect(missingFill(components, empty)).toEqual([
      { part: 'header', key: 'order_ref', problem: 'blank' },
      { part: 'body', key: 'first_name', problem: 'blank' },
      { part: 'body', key: 'what', problem: 'blank' },
      { part: 'button', key: '1', problem: 'blank' },
      { part: 'button', key: '4', problem: 'blank' },
    ])
  })

  test.each([
    ['', 'blank'],
    ['   ', 'blank'],
    ['\u00a0', 'blank'],
    ['a     b', 'too_many_spaces'],
    ['a\tb', 'line_break'],
    ['a\nb', 'line_break'],
    ['a\r\nb', 'line_break'],
    ['a\u2028b', 'line_break'],
  ])('%j is not allowed', (value, problem) => {
    const missing = missingFill(bodyOf('Hi {{1}}'), { ...empty, body: [{ key: '1', value }] })
    expect(missing).toEqual([{ part: 'body', key: '1', problem }])
  })

  test.each(['a', 'a    b', ' a ', '{{1}}', '😀'])('%j is allowed', (value) => {
    expect(missingFill(bodyOf('Hi {{1}}'), { ...empty, body: [{ key: '1', value }] })).toEqual([])
  })

  test('a value of a button is looked at too, and only for the button’s own kind', () => {
    const buttons = [
      { index: 1, kind: 'quick_reply' as const, value: 'A-17' },
      { index: 2, kind: 'quick_reply' as const, value: 'CANCEL\nA17' },
      { index: 4, kind: 'copy_code' as const, value: ' ' },
    ]
    expect(missingFill(components, { ...full, buttons })).toEqual([
      { part: 'button', key: '1', problem: 'blank' },
      { part: 'button', key: '2', problem: 'line_break' },
      { part: 'button', key: '4', problem: 'blank' },
    ])
  })

  test('a header with a file needs it', () => {
    const image = { ...bodyOf('Look'), header: { format: 'image' as const } }
    expect(missingFill(image, empty)).toEqual([{ part: 'header_media', key: 'image', problem: 'blank' }])
    expect(missingFill(image, { ...empty, headerMedia: file })).toEqual([])
  })

  test.each(['location', 'other'] as const)('a header with %s cannot be filled in yet', (format) => {
    expect(missingFill({ ...bodyOf('Look'), header: { format } }, { ...empty, headerMedia: file })).toEqual([
      { part: 'header_media', key: format, problem: 'not_supported' },
    ])
  })
})

describe('what the contact reads', () => {
  const template = { name: 'order_update_v2', language: 'en_GB', components }

  test('is filled in everywhere', () => {
    expect(render(template, full)).toEqual({
      name: 'order_update_v2',
      language: 'en_GB',
      header: 'Order A-17',
      body: 'Hi Ana, your kettle is on its way to Ana.',
      footer: 'Example Ltd',
      buttons: ['About', 'Track', 'Cancel', 'Call', 'Copy', 'Survey'],
    })
  })

  test('keeps the mark where a value is still blank', () => {
    expect(render(template, { ...full, body: [{ key: 'what', value: ' ' }] }).body).toBe(
      'Hi {{first_name}}, {{ what }} is on its way to {{first_name}}.',
    )
  })

  test('has no header text where there is a file', () => {
    expect(render({ ...template, components: { ...components, header: { format: 'image' } } }, full).header).toBeNull()
  })

  test('a value is never read as a mark or a pattern', () => {
    const values = [
      { key: '1', value: '{{2}} $& $1' },
      { key: '2', value: 'two' },
    ]
    expect(fillText('{{1}} and {{2}}', values)).toBe('{{2}} $& $1 and two')
  })
})
