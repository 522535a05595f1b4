import { createContext, useContext, useSyncExternalStore } from 'react'

export const languages = ['en', 'pt', 'es'] as const
export type Language = (typeof languages)[number]

/** Each language by its own name: a person who cannot read this page must still find theirs. */
export const languageNames: Record<Language, string> = { en: 'English', pt: 'Português', es: 'Español' }

const key = 'language'
const listeners = new Set<() => void>()
let current: Language = 'en'

/** The language of the interface now, for code outside components. */
export const language = (): Language => current

const preparations = new Set<(next: Language) => Promise<unknown>>()

/** Fetch what a language needs before it is shown, so that the page never waits in the middle of a change. */
export const prepareForLanguage = (prepare: (next: Language) => Promise<unknown>): void => {
  preparations.add(prepare)
}

/** Change the language of the whole interface, and remember it for the sign-in page of this browser. */
export async function setLanguage(next: Language): Promise<void> {
  await Promise.all([...preparations].map((prepare) => prepare(next)))
  current = next
  document.documentElement.lang = next
  localStorage.setItem(key, next)
  for (const listener of listeners) listener()
}

/** At start: what this browser was set to, else the first of its own languages that we speak. */
export const startLanguage = (): Promise<void> => setLanguage(chosen(localStorage.getItem(key), navigator.languages))

/** Pure: the language to start in. */
export function chosen(stored: string | null, preferred: readonly string[]): Language {
  const wanted = stored === null ? preferred : [stored, ...preferred]
  const known = wanted.map((tag) => tag.slice(0, 2).toLowerCase())
  return known.find((tag): tag is Language => languages.some((one) => one === tag)) ?? 'en'
}

/**
 * The language as the whole interface sees it: one subscription at its root, because nearly every part of a screen asks,
 * each message of a thread several times.
 */
export const LanguageContext = createContext<Language>('en')
export const useLanguage = (): Language => useContext(LanguageContext)

/** For the root alone, which tells the others. */
export const useChosenLanguage = (): Language => useSyncExternalStore(subscribe, language)

/** The locale for dates and numbers: the person's own region where it goes with the language (pt-BR or pt-PT). */
export function localeFor(of: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().startsWith(of)) ?? { en: 'en-GB', pt: 'pt-BR', es: 'es-ES' }[of]
}

export const locale = (): string => localeFor(current, navigator.languages)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
