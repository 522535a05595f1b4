import { maxPasswordLength, minPasswordLength } from '../../../contract/operations/identity.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'
import { commonWords } from './common-words.ts'

/** Signs that must be left when everything a guesser tries first is taken out. */
const MIN_SURPRISING = 8
/** What something easily guessed counts, however long it is: a word, a year, 12345, aaaa. */
const EASY = 2
/** Shorter parts of an e-mail address or a name are in too many honest passwords. */
const MIN_OWN_WORD = 4

export type Whose = { email: string; name: string }

/**
 * Refuses `password_too_weak`, with why: too short, too long, holds the e-mail address, or is too easy. Easy is
 * measured, not looked up: common words, names of this person, keyboard rows, sequences, repeats and years count two
 * signs each behind any disguise (P4ssw0rd2026! counts five), everything else one, and eight must be left.
 */
export function checkPassword(password: string, whose: Whose): Result<null> {
  if (password.length < minPasswordLength) return refuse('password_too_weak', 'too_short')
  if (password.length > maxPasswordLength) return refuse('password_too_weak', 'too_long')
  if (holdsEmail(password, whose.email)) return refuse('password_too_weak', 'holds_email')
  const own = whose.name.toLowerCase().split(/[^\p{L}]+/u)
  if (surprising(password.normalize('NFKC').toLowerCase(), new Set(own)) < MIN_SURPRISING) {
    return refuse('password_too_weak', 'too_easy')
  }
  return ok(null)
}

function holdsEmail(password: string, email: string): boolean {
  const [local = ''] = email.toLowerCase().split('@')
  return local.length >= MIN_OWN_WORD && password.toLowerCase().includes(local)
}

/** The fewest signs the text comes to, over every way of cutting it into easy parts and single signs. */
function surprising(text: string, own: ReadonlySet<string>): number {
  const block = repeatedBlock(text)
  if (block.length < text.length) return Math.min(surprising(block, own) + EASY, text.length)
  const signs = [...text]
  const fewest = [0]
  for (let end = 1; end <= signs.length; end++) {
    let best = fewest[end - 1]! + 1
    for (let from = Math.max(0, end - MAX_EASY_PART); from <= end - MIN_EASY_PART; from++) {
      if (fewest[from]! + EASY < best && isEasy(signs.slice(from, end).join(''), own)) best = fewest[from]! + EASY
    }
    fewest.push(best)
  }
  return fewest[signs.length]!
}

const MIN_EASY_PART = 3
const MAX_EASY_PART = 20

/** `abcabcabc` is `abc`, said three times. */
function repeatedBlock(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const block = text.slice(0, length)
    if (text.length % length === 0 && block.repeat(text.length / length) === text) return block
  }
  return text
}

function isEasy(part: string, own: ReadonlySet<string>): boolean {
  if (/^(19|20)\d\d$/.test(part) || isRun(part)) return true
  return undisguised(part).some((word) => commonWords.has(word) || (word.length >= MIN_OWN_WORD && own.has(word)))
}

/** aaaa, abcd, 4321, qwert and its like backwards: neighbours at the same distance all along. */
function isRun(part: string): boolean {
  const steps = rows.map((row) => {
    const places = [...part].map((sign) => row.indexOf(sign))
    if (places.includes(-1)) return false
    const step = places[1]! - places[0]!
    return Math.abs(step) <= 1 && places.every((place, at) => at === 0 || place - places[at - 1]! === step)
  })
  return steps.includes(true) || /^(.)\1+$/su.test(part)
}
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjklñ',
  'asdfghjklç',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/',
  '1q2w3e4r5t6y7u8i9o0p',
]

/** A sign may stand for either of two letters: 1 is i or l. */
function undisguised(part: string): string[] {
  const plain = part
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[0345789@$+!|]/g, (sign) => disguises[sign] ?? sign)
  return [part, plain.replaceAll('1', 'i'), plain.replaceAll('1', 'l')]
}
const disguises: Readonly<Record<string, string>> = {
  0: 'o',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  9: 'g',
  '@': 'a',
  $: 's',
  '+': 't',
  '!': 'i',
  '|': 'l',
}
