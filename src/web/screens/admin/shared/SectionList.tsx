import { IconAlertCircleFilled } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import classes from './settings.module.css'

export type SectionEntry = { id: string; name: string; wrong: boolean }

/** A long form with the list of its sections beside it; the list marks where something is wrong and where one is. */
export function Sectioned({
  sections,
  toFix,
  children,
}: {
  sections: readonly SectionEntry[]
  toFix: number
  children: ReactNode
}) {
  const words = useWords(admin)
  const { at, go, body } = useSectionInSight(sections)
  return (
    <div className={classes.sectioned}>
      <nav aria-label={words.sections} className={classes.sectionNav}>
        <ul className={classes.sections}>
          {sections.map(({ id, name, wrong }) => (
            <li key={id}>
              <button
                type="button"
                className={classes.sectionLink}
                onClick={() => go(id)}
                {...(id === at && { 'data-on': true, 'aria-current': 'true' as const })}
              >
                <span>{name}</span>
                {wrong && (
                  <IconAlertCircleFilled
                    size={14}
                    className={classes.sectionMark ?? ''}
                    role="img"
                    aria-label={words.sectionWrong}
                  />
                )}
              </button>
            </li>
          ))}
          {toFix > 0 && (
            <li className={classes.toFix} role="status">
              {words.toFixBeforeSaving(toFix)}
            </li>
          )}
        </ul>
      </nav>
      <div ref={body}>{children}</div>
    </div>
  )
}

/** Which section is at the top of what is in sight, and how to go to one. */
function useSectionInSight(sections: readonly SectionEntry[]) {
  const [at, setAt] = useState(sections[0]?.id)
  const body = useRef<HTMLDivElement>(null)
  const pressed = useRef<string | null>(null)
  const ids = sections.map(({ id }) => id).join(' ')
  useEffect(() => {
    const inSight = new Set<string>()
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) inSight.add(target.id)
        else inSight.delete(target.id)
      // Two may stand side by side: the one that was pressed stays, until it is out of sight.
      if (pressed.current !== null && !inSight.has(pressed.current)) pressed.current = null
      const first = pressed.current ?? ids.split(' ').find((id) => inSight.has(id))
      if (first) setAt(first)
    }, band)
    for (const id of ids.split(' ')) {
      const section = body.current?.querySelector(`#${CSS.escape(id)}`)
      if (section) watcher.observe(section)
    }
    return () => watcher.disconnect()
  }, [ids])
  const go = (id: string) => {
    const section = body.current?.querySelector<HTMLElement>(`#${CSS.escape(id)}`)
    section?.scrollIntoView({ block: 'start' })
    section?.querySelector<HTMLElement>(firstField)?.focus({ preventScroll: true })
    pressed.current = id
    setAt(id)
  }
  return { at, go, body }
}

/** A section is where one is while it crosses the upper part of the window. */
const band = { rootMargin: '-150px 0px -60% 0px' }

const firstField = 'input:not([disabled]):not([type=hidden]), textarea, button'
