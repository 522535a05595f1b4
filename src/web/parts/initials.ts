const tints = 8

/** Which of the quiet tints belongs to an id: always the same one. */
export const tintOf = (id: string): number => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % tints

/** "HD" for Helena Duarte, "@" for somebody known by user id only. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (name.startsWith('@') || words.length === 0) return '@'
  const firstOf = (word: string | undefined) => [...(word ?? '')].find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? ''
  return `${firstOf(words[0])}${words.length > 1 ? firstOf(words.at(-1)) : ''}`.toLocaleUpperCase()
}
