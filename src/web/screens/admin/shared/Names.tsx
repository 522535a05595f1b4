import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'

/** More names than these say no more in a list. */
const maxNamed = 3

/** A few names in a cell of a list, and how many more there are. */
export function Names({ names, none }: { names: readonly string[]; none?: string }) {
  const words = useWords(admin)
  if (names.length === 0) return <span className="quiet">{none ?? words.none}</span>
  const more = names.length - maxNamed
  return (
    <span>
      <bdi>{names.slice(0, maxNamed).join(', ')}</bdi>
      {more > 0 && <span className="quiet"> {words.andMore(more)}</span>}
    </span>
  )
}
