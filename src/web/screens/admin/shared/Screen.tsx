import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { AdminLink } from './AdminLink.tsx'
import classes from './screen.module.css'
import { useWide } from './useWide.ts'

type Props = {
  title: string
  /** The list this thing is from. */
  above?: { name: string; to: string }
  /** Chips and short notes beside the title. */
  marks?: ReactNode
  actions?: ReactNode
  /** The content fills the height and scrolls inside itself, as tables do. */
  fill?: boolean
  children: ReactNode
}

/** One screen of administration: where one is, what one can do here, and the content. */
export function Screen({ title, above, marks, actions, fill = false, children }: Props) {
  const heading = useHeadingFocus()
  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <Way above={above} />
        <h1 className={classes.title} ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {marks && <div className={classes.marks}>{marks}</div>}
        <div className={classes.actions}>{actions}</div>
      </header>
      <div className={classes.body} {...(fill && { 'data-fill': true })}>
        {children}
      </div>
    </div>
  )
}

/** The way back: to the list, and where there is one column, to the navigation. */
function Way({ above }: { above: Props['above'] }) {
  const words = useWords(common)
  const wide = useWide()
  if (!above)
    return wide ? null : (
      <AdminLink to="" className={classes.back}>
        <IconChevronLeft size={16} className="turns" aria-hidden />
        {words.administration}
      </AdminLink>
    )
  return (
    <span className={classes.way}>
      <AdminLink to={above.to} className={classes.back}>
        {!wide && <IconChevronLeft size={16} className="turns" aria-hidden />}
        {above.name}
      </AdminLink>
      {wide && <IconChevronRight size={15} className="turns" aria-hidden />}
    </span>
  )
}

/** Whoever came by a link that is gone now goes on at the top of the screen, not at the top of the page. */
function useHeadingFocus() {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      heading.current?.focus({ preventScroll: true })
  }, [])
  return heading
}
