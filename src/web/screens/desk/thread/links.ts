export type Piece = { text: string; href: string | null }

const address = /\bhttps?:\/\/[^\s<>"'`]+/giu
/** Ends a sentence more often than an address. */
const trailing = /[.,;:!?)\]}»”’]+$/u

/** A text in pieces: plain ones, and http or https addresses to follow. Nothing else ever becomes a link. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    const whole = match[0]
    const tail = trailing.exec(whole)?.[0] ?? ''
    // A closing bracket that was opened inside belongs to the address, as in .../Alder_(tree).
    const shown = tail.startsWith(')') && whole.includes('(') ? whole : whole.slice(0, whole.length - tail.length)
    const href = safe(shown)
    if (!href) continue
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: null })
    found.push({ text: shown, href })
    from = match.index + shown.length
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null })
  return found
}

/** The address as the browser will read it, or null. Names and passwords in it only hide where it leads. */
function safe(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
    ? url.href
    : null
}
