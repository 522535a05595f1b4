/** Fewer UTF-16 units than this cannot hold every character. */
const smallestMax = 2

/**
 * A long text as ordered parts that each fit into one message of at most `max` UTF-16 units. How a provider counts is
 * not documented; UTF-16 units are never fewer than characters, so a part fits either way. Cuts at the last line
 * break or space, else between graphemes, and inside one only if it alone is longer than `max`. Nothing is lost but
 * whitespace at the cuts; a text of only whitespace has no parts. Throws when `max` is below 2.
 */
export function splitText(text: string, max: number): string[] {
  if (!Number.isInteger(max) || max < smallestMax) throw new RangeError(`a part needs at least ${smallestMax} units`)

  const parts: string[] = []
  let rest = text
  while (rest.length > max) {
    const cut = cutPoint(rest, max)
    parts.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return [...parts, rest].filter((part) => part.trim() !== '')
}

/** Where to cut a text that is longer than `max`: from 1 to `max`. */
function cutPoint(text: string, max: number): number {
  const lineBreak = lastBreak(text, max, isLineBreak)
  // A line break near the start would leave a stub of a message; a space further on reads better.
  if (lineBreak !== null && lineBreak >= max / 2) return lineBreak
  return lastBreak(text, max, isSpace) ?? graphemeBoundary(text, max)
}

function lastBreak(text: string, max: number, isBreak: (character: string) => boolean): number | null {
  for (let at = max; at > 0; at--) {
    // What follows may combine with the space (an accent, a joiner): then it is not a gap between words.
    if (isBreak(text.charAt(at)) && !combines(text.charAt(at + 1))) return at
  }
  return null
}

const isLineBreak = (character: string): boolean => character === '\n'
const isSpace = (character: string): boolean => /\s/.test(character)
const combines = (character: string): boolean => /[\p{M}\u200d]/u.test(character)

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The longest run of whole graphemes within `max`; of whole characters when the first grapheme alone is longer. */
function graphemeBoundary(text: string, max: number): number {
  // Whether a grapheme ends here depends on what comes before and on one character after, which has at most two units.
  const boundary = graphemes.segment(text.slice(0, max + 2)).containing(max)?.index ?? max
  if (boundary > 0) return boundary
  return splitsPair(text, max) ? max - 1 : max
}

function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1))
}
