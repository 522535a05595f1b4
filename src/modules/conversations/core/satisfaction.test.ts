import { expect, test } from 'vitest'
import type { MessageContent } from '../../../contract/content.ts'
import type { Instant, InteractionId } from '../../../contract/ids.ts'
import { answerId, pressedAnswer, questionContent, questionFill, textAnswersMs, writtenAnswer } from './satisfaction.ts'

const id = '0197a3f0-0000-7000-8000-000000000001' as InteractionId
const askedAt = 1_000_000 as Instant
const asked = { askedAt, answers: ['Very good', 'Fine', '😞'], answer: null }

test('a button says what it answers; any other button is no answer', () => {
  const press = (payload: string): MessageContent => ({ kind: 'choice', id: payload, title: 'Fine', description: null })
  expect(pressedAnswer(press(answerId(id, 1)))).toEqual({ interactionId: id, place: 1 })
  for (const other of ['Fine', 'satisfaction', `satisfaction:${id}`, `satisfaction:${id}:x`, `satisfaction:${id}:12`])
    expect(pressedAnswer(press(other))).toBeNull()
  expect(pressedAnswer({ kind: 'text', text: answerId(id, 1) })).toBeNull()
})

test('an answer may be written: by its words or its number, within a day, once', () => {
  const written = (text: string, later = 0) => writtenAnswer(asked, text, (askedAt + later) as Instant)
  expect([' very GOOD! ', 'fine.', '😞', '1', '3'].map((text) => written(text))).toEqual([0, 1, 2, 0, 2])
  for (const other of ['4', '0', '', 'very', 'fine, but my parcel is lost', '12']) expect(written(other)).toBeNull()
  expect(written('fine', textAnswersMs - 1)).toBe(1)
  expect(written('fine', textAnswersMs)).toBeNull()
  expect(writtenAnswer({ ...asked, answer: { place: 0, at: askedAt } }, 'fine', askedAt)).toBeNull()
})

test('answers that are numbers mean themselves', () => {
  expect(writtenAnswer({ ...asked, answers: ['5', '4', '3', '2', '1'] }, '5', askedAt)).toBe(0)
})

test('the question has buttons on WhatsApp, and numbers elsewhere or where the channel says so (rank 14)', () => {
  const question = { question: 'How was it?', answers: ['Good', 'Bad'], listLabel: 'Choose', asText: false }
  const buttons = [
    { id: answerId(id, 0), title: 'Good' },
    { id: answerId(id, 1), title: 'Bad' },
  ]
  expect(questionContent(question, id, 'whatsapp')).toEqual({
    kind: 'buttons',
    text: 'How was it?',
    buttons,
    listLabel: 'Choose',
  })
  const numbered = { kind: 'text', text: 'How was it?\n1 Good\n2 Bad' }
  expect(questionContent(question, id, 'sms')).toEqual(numbered)
  expect(questionContent({ ...question, asText: true }, id, 'whatsapp')).toEqual(numbered)
})

test('the quick replies of a template are the answers, in their order', () => {
  const button = (kind: 'quick_reply' | 'url', text: string) => ({ kind, text, url: null })
  const components = {
    header: null,
    body: { text: 'How was it?', examples: [] },
    footer: null,
    buttons: [button('quick_reply', 'Good'), button('url', 'Site'), button('quick_reply', 'Bad')],
  }
  const fill = { header: [], headerMedia: null, body: [], buttons: [] }
  expect(questionFill({ components }, fill, id, 2).buttons).toEqual([
    { index: 0, kind: 'quick_reply', value: answerId(id, 0) },
    { index: 2, kind: 'quick_reply', value: answerId(id, 1) },
  ])
})
