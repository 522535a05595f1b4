import { type Language, language, useLanguage } from './language.ts'

/** A message is a whole text, or a sentence made from values. Never a part of a sentence. */
export type Words = { readonly [name: string]: string | ((...values: never[]) => string) }

/** What another language must give for the English words: the same messages with the same values. */
export type Translated<W extends Words> = { readonly [Name in keyof W]: W[Name] extends string ? string : W[Name] }

/**
 * One area of the catalogue: the words of a part of the product in every language. A language that lacks a message
 * does not compile. An area is loaded with the screens that use it.
 */
export type Area<W extends Words> = Readonly<Record<Language, Translated<W>>>

/** Put the languages of an area together; English says which messages there are. */
export function area<W extends Words>(en: W, pt: Translated<W>, es: Translated<W>): Area<W> {
  return { en: en as Translated<W>, pt, es }
}

/** The words of an area in the language of the interface; the component follows a change of language. */
export const useWords = <W extends Words>(of: Area<W>): Translated<W> => of[useLanguage()]

/** The same, outside components: for notifications and announcements. */
export const wordsOf = <W extends Words>(of: Area<W>): Translated<W> => of[language()]

/**
 * Sentences with a number in them, by the plural rules of one language. `#` stands for the number.
 * `counted('en')(2, '# new message', '# new messages')` is "2 new messages".
 */
export function counted(of: Language): (count: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(of)
  const number = new Intl.NumberFormat(of)
  return (count, one, other) => (rules.select(count) === 'one' ? one : other).replace('#', number.format(count))
}
