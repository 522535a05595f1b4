import { describe, expect, test } from 'vitest'
import type { TemplateId } from '../../../../contract/ids.ts'
import type { Template } from '../../../../contract/operations/templates.ts'
import { at, idOf } from '../../../testing/samples.ts'
import { choicesOf, languageFor, startFill, withButton, withValue } from './choices.ts'

const template = (name: string, language: string, status: Template['status'] = 'approved'): Template => ({
  id: idOf<TemplateId>(`${name} ${language}`),
  account: '1',
  name,
  language,
  category: 'utility',
  status,
  parameterFormat: 'positional',
  components: { header: null, body: { text: 'Hello', examples: [] }, footer: null, buttons: [] },
  rejectedReason: null,
  channelIds: [],
  syncedAt: at(0),
})

describe('choices', () => {
  const all = [
    template('zebra', 'en'),
    template('booked', 'en'),
    template('booked', 'pt_BR'),
    template('again', 'en', 'paused'),
    template('gone', 'en', 'deleted'),
  ]
  test('the one for this moment first, unusable ones last, deleted ones not at all', () => {
    const choices = choicesOf(all, all[0]!.id)
    expect(choices.map((choice) => choice.name)).toEqual(['zebra', 'booked', 'again'])
    expect(choices[2]?.unusable).toBe('paused')
  })
  test('a template with one approved language is offered in that language', () => {
    const [choice] = choicesOf([template('a', 'en', 'rejected'), template('a', 'es')], null)
    expect(choice?.unusable).toBeNull()
    expect(choice?.languages.map((one) => one.language)).toEqual(['es'])
  })
})

describe('language', () => {
  const languages = [template('a', 'en'), template('a', 'pt_BR'), template('a', 'es')]
  test.each([
    [['pt'], 'pt_BR'],
    [['pt-BR'], 'pt_BR'],
    [[null, 'es'], 'es'],
    [['de', 'fr'], 'en'],
  ])('%s', (wanted, language) => expect(languageFor(languages, wanted)?.language).toBe(language))
})

describe('filling', () => {
  test('a name is filled in, a number is not guessed', () =>
    expect(startFill({ header: ['1'], body: ['first_name', 'day', 'name'] }, 'Helena Duarte')).toEqual({
      header: [],
      headerMedia: null,
      body: [
        { key: 'first_name', value: 'Helena' },
        { key: 'name', value: 'Helena Duarte' },
      ],
      buttons: [],
    }))
  test('one value is changed, the others stay', () => {
    const fill = withValue(withValue(startFill({ header: [], body: [] }, ''), 'body', '1', 'a'), 'body', '2', 'b')
    expect(withValue(fill, 'body', '1', 'c').body).toEqual([
      { key: '2', value: 'b' },
      { key: '1', value: 'c' },
    ])
  })
  test('an emptied button is no parameter', () => {
    const fill = withButton(startFill({ header: [], body: [] }, ''), { index: 0, kind: 'quick_reply', value: 'x' })
    expect(withButton(fill, { index: 0, kind: 'quick_reply', value: '' }).buttons).toEqual([])
  })
})
