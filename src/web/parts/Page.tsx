import type { ReactNode } from 'react'
import classes from './page.module.css'

/** A screen with a title bar: what is done here, and the one thing to do next. */
export function Page({ title, actions, children }: { title: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.actions}>{actions}</div>
      </header>
      <div className={classes.body}>{children}</div>
    </main>
  )
}

/** One group of settings or figures, on a card. `id` is where a list of sections leads to. */
export function Section({
  id,
  title,
  note,
  aside,
  children,
}: {
  id?: string
  title: string
  note?: ReactNode
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={classes.section} {...(id && { id })} aria-label={title}>
      <header className={classes.sectionHead}>
        <div>
          <h2 className={classes.sectionTitle}>{title}</h2>
          {note && <p className={classes.note}>{note}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  )
}
