import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'
import classes from './page.module.css'

/** Quiet blocks in the shape of what comes, shown only when it takes longer than 150 ms. */
export function Loading({ lines = 3 }: { lines?: number }) {
  const words = useWords(common)
  return (
    <div
      role="status"
      aria-label={words.loading}
      style={{ display: 'grid', gap: 14, padding: 16, inlineSize: 'min(100%, 520px)' }}
    >
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} style={{ display: 'grid', gap: 6 }}>
          <div className={classes.quietBlock} style={{ blockSize: 9, inlineSize: `${38 + ((line * 17) % 30)}%` }} />
          <div className={classes.quietBlock} style={{ blockSize: 7, inlineSize: `${58 + ((line * 23) % 34)}%` }} />
        </div>
      ))}
    </div>
  )
}
