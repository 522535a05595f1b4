import type { MessageContent, TemplateFill } from '../../../contract/content.ts'
import type { InboundFact } from '../../../contract/inbound.ts'

/** Payment card numbers have this many digits (ISO/IEC 7812). */
const MIN_DIGITS = 13
const MAX_DIGITS = 19
/** What stays readable: enough to talk about a card, too little to use it (PCI DSS 3.4). */
const KEPT_DIGITS = 4
const HIDDEN = '•'

/** Digits in groups, with at most two blanks, dots, strokes or dashes between them. */
const runs = /\d(?:[\s.\-‐-―/]{0,2}\d)*/g
const digit = /\d/
const lastDigits = /\d(?:[\s.\-‐-―/]{0,2}\d)*\s*$/
/** Visa, Mastercard, American Express, Diners, JCB, Discover, Maestro, UnionPay: where their numbers begin. */
const beginsLikeACard = /^(?:4|5[0-9]|2[2-7]|3[0-9]|6[0-9]|8[1-2])/

/**
 * The text with every payment card number hidden but for its last four digits. `before` is what the same person wrote
 * just before: a number begun there and finished here is hidden here.
 */
export function maskCardNumbers(text: string, before = ''): string {
  if (!digit.test(text)) return text
  const masked = text.replace(runs, maskRun)
  return masked === text ? maskContinued(text, before) : masked
}

/** A number may stand among others (a date, a code): every stretch of whole groups is tried, the longest first. */
function maskRun(run: string): string {
  if (digitsOf(run).length < MIN_DIGITS) return run
  const groups = [...run.matchAll(/\d+/g)].map(({ index, 0: digits }) => ({ from: index, to: index + digits.length }))
  for (let length = groups.length; length > 0; length--) {
    for (let first = 0; first + length <= groups.length; first++) {
      const [from, to] = [groups[first]!.from, groups[first + length - 1]!.to]
      const part = run.slice(from, to)
      if (isCardNumber(digitsOf(part)) && isGroupedLikeACard(part))
        return maskRun(run.slice(0, from)) + hide(part, KEPT_DIGITS) + maskRun(run.slice(to))
    }
  }
  return run
}

/** A telephone number with a figure after it is none, whatever its check digit says. */
function isGroupedLikeACard(part: string): boolean {
  const lengths = (part.match(/\d+/g) ?? []).map((group) => group.length)
  return Math.max(...lengths) <= LONG_GROUP || Math.min(...lengths) > SHORT_GROUP
}
const LONG_GROUP = 8
const SHORT_GROUP = 2

function maskContinued(text: string, before: string): string {
  const begun = digitsOf(lastDigits.exec(before)?.[0] ?? '')
  const rest = /^\s*\d(?:[\s.\-‐-―/]{0,2}\d)*/.exec(text)?.[0] ?? ''
  if (begun === '' || rest === '' || !isCardNumber(begun + digitsOf(rest))) return text
  return hide(rest, 0) + text.slice(rest.length)
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}

function hide(text: string, kept: number): string {
  let left = digitsOf(text).length - kept
  return text.replace(/\d/g, (digit) => (left-- > 0 ? HIDDEN : digit))
}

/** Of the right length, beginning as cards do, and with the right check digit (Luhn). */
function isCardNumber(digits: string): boolean {
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS || !beginsLikeACard.test(digits)) return false
  let sum = 0
  for (const [index, digit] of [...digits].reverse().entries()) {
    const twice = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

/** A message's content with the card numbers in all its texts hidden; the same object when there are none. */
export function maskContent(content: MessageContent, before = ''): MessageContent {
  if (content.kind === 'text') {
    const text = maskCardNumbers(content.text, before)
    return text === content.text ? content : { ...content, text }
  }
  const masked = masking(content)
  return JSON.stringify(masked) === JSON.stringify(content) ? content : masked
}

function masking(content: MessageContent): MessageContent {
  const orNull = (text: string | null) => (text === null ? null : maskCardNumbers(text))
  switch (content.kind) {
    case 'text':
    case 'system':
    case 'buttons':
      return { ...content, text: maskCardNumbers(content.text) }
    case 'image':
    case 'video':
      return { ...content, caption: orNull(content.caption) }
    case 'document':
      return {
        ...content,
        caption: orNull(content.caption),
        media: { ...content.media, fileName: orNull(content.media.fileName) },
      }
    case 'location':
      return { ...content, name: orNull(content.name), address: orNull(content.address) }
    case 'contacts':
      return {
        ...content,
        contacts: content.contacts.map((contact) => ({
          name: maskCardNumbers(contact.name),
          phones: contact.phones.map((phone) => maskCardNumbers(phone)),
          emails: contact.emails.map((email) => maskCardNumbers(email)),
          organisation: orNull(contact.organisation),
        })),
      }
    case 'choice':
      return { ...content, title: maskCardNumbers(content.title), description: orNull(content.description) }
    case 'form':
      return { ...content, body: orNull(content.body), response: maskCardNumbers(content.response) }
    case 'order':
      return { ...content, text: orNull(content.text) }
    case 'template':
      return {
        ...content,
        template: {
          ...content.template,
          header: orNull(content.template.header),
          body: maskCardNumbers(content.template.body),
        },
      }
    case 'audio':
    case 'sticker':
    case 'unsupported':
      return content
  }
}

/** Does anybody's text in this fact hold a card number? */
export function showsCardNumber(fact: InboundFact): boolean {
  return 'content' in fact && maskContent(fact.content) !== fact.content
}

/**
 * May a webhook, as it came, hold a card number in a part we do not read? What stands there as figures between quotation
 * marks and nothing else is an id, where all texts were read (`isReadWhole`).
 */
export function mayHoldCardNumber(json: string, isReadWhole: boolean): boolean {
  for (const [found] of json.matchAll(longRuns)) {
    const isId = isReadWhole && found.startsWith('"') && found.endsWith('"') && !/[^\d"]/.test(found)
    if (!isId && maskCardNumbers(found) !== found) return true
  }
  return false
}
const longRuns = /"?\d(?:[\s.\-‐-―/]{0,2}\d){12,}"?/g

/** Is all that somebody may have written in this fact? Of other kinds we read a part, or nothing. */
export function isReadWhole(fact: InboundFact): boolean {
  if (fact.type === 'message' && fact.referral !== null) return false
  return 'content' in fact ? readWhole.has(fact.content.kind) : wordless.has(fact.type)
}
const readWhole: ReadonlySet<string> = new Set<MessageContent['kind']>(['text', 'image', 'video', 'audio', 'sticker'])
const wordless: ReadonlySet<string> = new Set<InboundFact['type']>(['delivery', 'reaction', 'revoked'])

/** What fills a template, with the card numbers in it hidden. */
export function maskFill(fill: TemplateFill): TemplateFill {
  const masked = <T extends { value: string }>(one: T): T => ({ ...one, value: maskCardNumbers(one.value) })
  return { ...fill, header: fill.header.map(masked), body: fill.body.map(masked), buttons: fill.buttons.map(masked) }
}
