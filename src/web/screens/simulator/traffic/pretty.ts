/** A piece of a payload and how it is coloured. */
export type Piece = { text: string; kind: 'key' | 'string' | 'number' | 'word' | 'mark' }

const token = /\s+|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/gy
const indent = '  '
/** A payload with more pieces than this is shown as it came: colouring it would be slow. */
const maxPieces = 20_000

/**
 * JSON laid out over lines, character for character as it was sent: it is never parsed, so that long numbers and escaped
 * letters stay what they were. Null for what is no JSON, such as a body that was cut.
 */
export function pretty(text: string): Piece[] | null {
  const tokens = tokensOf(text)
  return tokens && laidOut(tokens)
}

function tokensOf(text: string): string[] | null {
  const tokens: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const found = token.exec(text)?.[0]
    if (found === undefined || tokens.length > maxPieces) return null
    if (found.trim() !== '') tokens.push(found)
  }
  return tokens.length === 0 ? null : tokens
}

function laidOut(tokens: readonly string[]): Piece[] | null {
  const pieces: Piece[] = []
  let depth = 0
  const line = () => pieces.push({ text: `\n${indent.repeat(depth)}`, kind: 'mark' })
  for (const [at, text] of tokens.entries()) {
    const before = tokens[at - 1]
    const isClosing = text === '}' || text === ']'
    if (isClosing) {
      depth--
      if (depth < 0) return null
      if (before !== '{' && before !== '[') line()
    } else if (before === '{' || before === '[' || before === ',') line()
    if (text === '{' || text === '[') depth++
    pieces.push({ text: text === ':' ? ': ' : text, kind: kindOf(text, tokens[at + 1]) })
  }
  return depth === 0 ? pieces : null
}

function kindOf(text: string, next: string | undefined): Piece['kind'] {
  if (text.startsWith('"')) return next === ':' ? 'key' : 'string'
  if (/^[{}[\],:]$/.test(text)) return 'mark'
  return /^[tfn]/.test(text) ? 'word' : 'number'
}
