/** Meta writes SHA-256 as hex in webhooks and as base64 in some answers. Ours is hex; null when it is neither. */
export function hexHash(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  const base64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(text)
  return base64 ? Buffer.from(text, 'base64').toString('hex') : null
}
