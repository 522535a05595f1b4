import { type Language, language, prepareForLanguage, useLanguage } from './language.ts'

/** A message is a whole text, or a sentence made from values. Never a part of a sentence. */
export type Words = { readonly [name: string]: string | ((...values: never[]) => string) }

/** What another language must give for the English words: the same messages with the same values. */
export type Translated<W extends Words> = { readonly [Name in keyof W]: W[Name] extends string ? string : W[Name] }

/**
 * One area of the catalogue: the words of a part of the product. English is always there; another language may still
 * have to be fetched.
 */
export type Area<W extends Words> = { readonly en: Translated<W> } & {
  readonly [Other in Exclude<Language, 'en'>]?: Translated<W>
}

/** The languages of an area that come with it. English says which messages there are; a lack does not compile. */
export function area<W extends Words>(en: W, pt: Translated<W>, es: Translated<W>): Required<Area<W>> {
  return { en: en as Translated<W>, pt, es }
}

type Load<W extends Words> = () => Promise<Translated<W>>

/** The same, for an area that is loaded with the first page: a language other than English is fetched when it is used. */
export function areaOnDemand<W extends Words>(en: W, others: { pt: Load<W>; es: Load<W> }): Area<W> {
  const known: { -readonly [L in Language]?: Translated<W> } & { en: Translated<W> } = { en: en as Translated<W> }
  const loading = new Map<Language, Promise<Translated<W>>>()
  const load = (wanted: Language): Promise<Translated<W>> => {
    const words = known[wanted]
    if (words || wanted === 'en') return Promise.resolve(words ?? known.en)
    const begun = loading.get(wanted)
    if (begun) return begun
    // Without a line the page goes on in English rather than not at all.
    const began = others[wanted]().then(
      (came) => {
        known[wanted] = came
        return came
      },
      () => known.en,
    )
    loading.set(wanted, began)
    return began
  }
  prepareForLanguage(load)
  loaders.set(known, load as (wanted: Language) => Promise<Translated<Words>>)
  return known
}

const loaders = new WeakMap<object, (wanted: Language) => Promise<Translated<Words>>>()

/** The words of an area in the language of the interface; the component follows a change of language. */
export function useWords<W extends Words>(of: Area<W>): Translated<W> {
  const chosen = useLanguage()
  const known = of[chosen]
  if (known) return known
  const load = loaders.get(of)
  // Thrown, and not given to `use`: that wants to be called again once the words are known, and loses count of the
  // hooks behind it when it is not.
  if (load) throw load(chosen)
  return of.en
}

/** The same, outside components: for notifications and announcements. */
export const wordsOf = <W extends Words>(of: Area<W>): Translated<W> => of[language()] ?? of.en

/**
 * Sentences with a number in them, by the plural rules of one language. `#` stands for the number.
 * `counted('en')(2, '# new message', '# new messages')` is "2 new messages".
 */
export function counted(of: Language): (count: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(of)
  const number = new Intl.NumberFormat(of)
  return (count, one, other) => (rules.select(count) === 'one' ? one : other).replace('#', number.format(count))
}
