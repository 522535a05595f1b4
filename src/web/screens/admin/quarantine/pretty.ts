const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g
const indent = '  '

/**
 * Pure: JSON with its levels set in, or null when the text is none. Only spaces are changed: to parse and write it again
 * would round the long numbers that providers use as ids.
 */
export function prettyJson(text: string): string | null {
  if (!isJson(text)) return null
  let depth = 0
  let out = ''
  const tokens = text.match(token) ?? []
  for (const [at, sign] of tokens.entries()) {
    if (closes(sign)) {
      depth--
      out += opens(tokens[at - 1]) ? sign : `\n${indent.repeat(depth)}${sign}`
    } else if (opens(sign)) {
      depth++
      out += closes(tokens[at + 1]) ? sign : `${sign}\n${indent.repeat(depth)}`
    } else if (sign === ',') out += `,\n${indent.repeat(depth)}`
    else if (sign === ':') out += ': '
    else out += sign
  }
  return out
}

const opens = (sign: string | undefined): boolean => sign === '{' || sign === '['
const closes = (sign: string | undefined): boolean => sign === '}' || sign === ']'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
