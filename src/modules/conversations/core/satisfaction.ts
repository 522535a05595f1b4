import type { Satisfaction, SatisfactionQuestion } from '../../../contract/closing.ts'
import type { MessageContent, TemplateFill } from '../../../contract/content.ts'
import type { Instant, InteractionId } from '../../../contract/ids.ts'
import type { Template } from '../../../contract/operations/templates.ts'

/** For how long a text that reads like an answer is one, in milliseconds. A button says for itself what it answers. */
export const textAnswersMs = 24 * 60 * 60 * 1000

const prefix = 'satisfaction'

/** What a button for an answer carries: the interaction it is about, and the place of the answer. */
export const answerId = (id: InteractionId, place: number): string => `${prefix}:${id}:${place}`

/** Which interaction a pressed button is about, and which answer it gives; null: it is no answer of ours. */
export function pressedAnswer(content: MessageContent): { interactionId: InteractionId; place: number } | null {
  if (content.kind !== 'choice') return null
  const [first, id, place] = content.id.split(':')
  return first === prefix && id !== undefined && place !== undefined && /^\d$/.test(place)
    ? { interactionId: id as InteractionId, place: Number(place) }
    : null
}

/**
 * The place of the answer that a text gives: the words of an answer, or its number in the list counted from 1. Null for
 * anything else, once it is answered, and after `textAnswersMs`.
 */
export function writtenAnswer({ askedAt, answers, answer }: Satisfaction, text: string, at: Instant): number | null {
  if (answer !== null || at >= askedAt + textAnswersMs) return null
  const said = plain(text)
  const named = answers.findIndex((one) => plain(one) === said)
  if (named >= 0) return named
  const place = /^\d$/.test(said) ? Number(said) - 1 : -1
  return place >= 0 && place < answers.length ? place : null
}

/** As people write it: without capitals, full stops and spaces around. Signs alone (a face, a star) stay. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '')

/** The question as a message inside the session window: with buttons, or numbered where a channel has none or wants none. */
export function questionContent(
  { question, answers, listLabel, asText }: SatisfactionQuestion,
  id: InteractionId,
  kind: 'whatsapp' | 'sms',
): MessageContent {
  if (kind === 'sms' || asText) {
    const numbered = answers.map((answer, place) => `${place + 1} ${answer}`)
    return { kind: 'text', text: [question, ...numbered].join('\n') }
  }
  const buttons = answers.map((title, place) => ({ id: answerId(id, place), title }))
  return { kind: 'buttons', text: question, buttons, listLabel }
}

/** What fills the template of the question: its quick replies, in their order, are the answers. */
export function questionFill(
  { components }: Pick<Template, 'components'>,
  fill: TemplateFill,
  id: InteractionId,
  answers: number,
): TemplateFill {
  const replies = components.buttons.flatMap(({ kind }, index) => (kind === 'quick_reply' ? [index] : []))
  const buttons = replies.slice(0, answers).map((index, place) => {
    return { index, kind: 'quick_reply' as const, value: answerId(id, place) }
  })
  return { ...fill, buttons: [...fill.buttons.filter((button) => button.kind !== 'quick_reply'), ...buttons] }
}
