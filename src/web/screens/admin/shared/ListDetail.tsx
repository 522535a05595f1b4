import { ActionIcon, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { AdminLink } from './AdminLink.tsx'
import classes from './listdetail.module.css'

/** A list, and what is open of it beside it; where there is little room, in its place. */
export function ListDetail({ list, detail }: { list: ReactNode; detail: ReactNode | null }) {
  return (
    <div className={classes.both} {...(detail !== null && { 'data-open': true })}>
      <div className={classes.list}>{list}</div>
      {detail !== null && <div className={classes.detail}>{detail}</div>}
    </div>
  )
}

/** What is open of a list, on a card of its own, with the way back to the list. */
export function Detail({
  title,
  marks,
  back,
  actions,
  children,
}: {
  title: string
  marks?: ReactNode
  /** Where the list is. */
  back: string
  /** Stays at the foot. */
  actions?: ReactNode
  children: ReactNode
}) {
  const words = useWords(admin)
  const heading = useOpenedFocus(title)
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.head}>
        <h2 className={classes.title} ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </h2>
        {marks}
        <Tooltip label={words.closeDetail}>
          <ActionIcon
            className={classes.close ?? ''}
            renderRoot={(props) => (
              <AdminLink to={back} {...props}>
                <IconX size={17} aria-hidden />
              </AdminLink>
            )}
            aria-label={words.closeDetail}
          />
        </Tooltip>
      </header>
      <div className={classes.content}>{children}</div>
      {actions && <footer className={classes.foot}>{actions}</footer>}
    </section>
  )
}

/** Opened from the list, it takes the focus; opened with the page, it leaves the focus where the page has it. */
function useOpenedFocus(title: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  // Another title is another thing that was opened.
  useEffect(() => {
    if (document.activeElement?.closest('a, button, [role=treeitem]')) heading.current?.focus({ preventScroll: true })
  }, [title])
  return heading
}
