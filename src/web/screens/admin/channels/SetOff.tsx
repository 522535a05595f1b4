import type { RuleOfMessage } from '../../../../contract/operations/rules.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { trying } from '../../../i18n/trying.ts'
import { sayFollowing } from '../rules/say-rule.ts'
import { useSaying } from '../rules/useSaying.ts'
import { AdminLink } from '../shared/AdminLink.tsx'
import channelClasses from './channels.module.css'

/** The rules that a message would set off: when each runs, what it asks of the words, and what it does. */
export function SetOff({ rules }: { rules: readonly RuleOfMessage[] }) {
  const words = useWords(trying)
  const saying = useSaying()
  return (
    <>
      <div>{words.rules(rules.length)}</div>
      {rules.length > 0 && (
        <ul className={channelClasses.setOff}>
          {rules.map((rule) => (
            <li key={rule.id}>
              <AdminLink to={`rules/${rule.id}`}>
                <bdi>{rule.name}</bdi>
              </AdminLink>
              <p className="quiet">
                <bdi>{sayFollowing(rule, saying)}</bdi>
              </p>
              {rule.outsideHours && <p>{saying.words.willSkip}</p>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
