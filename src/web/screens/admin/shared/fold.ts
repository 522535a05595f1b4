/** Text as people search it: without capitals and accents, so that "joao" finds "João". */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Pure: those whose texts hold every word of the search, in their order. */
export function searched<T>(items: readonly T[], search: string, textOf: (item: T) => string): readonly T[] {
  const wanted = fold(search)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (wanted.length === 0) return items
  return items.filter((item) => {
    const text = fold(textOf(item))
    return wanted.every((word) => text.includes(word))
  })
}

/** Names in the order of a telephone book, numbers by their value. */
export const byName = (a: { name: string }, b: { name: string }): number => collator.compare(a.name, b.name)
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
