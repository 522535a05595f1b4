import { useMemo } from 'react'
import { listCalendars } from '../../../../contract/operations/calendars.ts'
import { type Disposition, listDispositions } from '../../../../contract/operations/dispositions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { useLanguage } from '../../../i18n/language.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { useAsked, useMay, useView } from '../../../sync/use.ts'
import { wayTo } from '../dispositions/tree.ts'
import type { Saying } from './say-rule.ts'

/** How rules are said here: in the language of the interface, with the names that things have now. */
export function useSaying(): Saying {
  const words = useWords(ruleWords)
  const { gone } = useWords(admin)
  const language = useLanguage()
  const channels = useView((view) => view.channels)
  const queues = useView((view) => view.queues)
  const tags = useView((view) => view.tags)
  const calendars = useCalendars()
  const dispositions = useDispositions()
  return useMemo(() => {
    const names = {
      channel: (id: string) => channels[id]?.name ?? gone,
      queue: (id: string) => queues[id]?.name ?? gone,
      tag: (id: string) => tags[id]?.title ?? gone,
      calendar: (id: string) => calendars.find((calendar) => calendar.id === id)?.name ?? gone,
      disposition: (id: string) => {
        const one = dispositions.find((disposition) => disposition.id === id)
        return one ? pathOf(dispositions, one) : gone
      },
    }
    const isThere = (id: string) =>
      id in channels || id in queues || tags[id]?.active === true || dispositions.some((one) => one.id === id)
    return { words, language, names, isThere }
  }, [words, gone, language, channels, queues, tags, calendars, dispositions])
}

const none: [] = []

/** Nobody's where a person may not see them. */
export function useCalendars() {
  const may = useMay(listCalendars.permission)
  return useAsked(listCalendars, {}, { catalog: 'calendars', enabled: may }).data?.calendars ?? none
}

export const useDispositions = (): readonly Disposition[] =>
  useAsked(listDispositions, {}, { catalog: 'dispositions' }).data?.dispositions ?? none

/** Pure: a disposition with those above it: "Sales › Advice". */
export const pathOf = (all: readonly Disposition[], { id }: Disposition): string =>
  wayTo(all, id)
    .map(({ name }) => name)
    .join(' › ')
