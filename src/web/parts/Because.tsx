import type { StrategyName } from '../../contract/cards.ts'
import type { Considered, Why } from '../../contract/why.ts'
import { useWords } from '../i18n/catalogue.ts'
import { duration } from '../i18n/formats.ts'
import { locale } from '../i18n/language.ts'
import { why as whyWords } from '../i18n/why.ts'
import { useView } from '../sync/use.ts'

/** Why the router chose whom it chose: by which rule, with what decided, and who would have been next. */
export function Because({ why, at }: { why: Why; at: number }) {
  const words = useWords(whyWords)
  const names = useNames()
  const say = useConsidered(why.strategy, at)
  const more = (count: number, shown: number) => (count > shown ? [words.more(count - shown)] : [])
  const rest = [
    { name: words.next, texts: why.next.map(say) },
    {
      name: words.full,
      texts: [
        ...why.full.first.map(({ agentId, load, capacity }) => `${names([agentId])} (${words.holds(load, capacity)})`),
        ...more(why.full.count, why.full.first.length),
      ],
    },
    {
      name: words.busy,
      texts: [
        ...why.busy.first.map((one) => `${names([one.agentId])} (${words.doing(one.onCall === true, one.load)})`),
        ...more(why.busy.count, why.busy.first.length),
      ],
    },
    {
      name: words.passed,
      texts: [
        ...why.passedOver.first.map((id) => names([id])),
        ...more(why.passedOver.count, why.passedOver.first.length),
      ],
    },
  ].filter(({ texts }) => texts.length > 0)
  return (
    <>
      <p className="quiet">{why.preferred ? words.preferred : words.by(why.strategy)}</p>
      {why.eligible !== 'with_room' && <p className="quiet">{words.asksWhom(why.eligible)}</p>}
      {[...why.chosen.first.map(say), ...more(why.chosen.count, why.chosen.first.length)].map((text) => (
        <p key={text}>{text}</p>
      ))}
      {rest.map(({ name, texts }) => (
        <p key={name} className="quiet">
          {name}: {texts.join('; ')}
        </p>
      ))}
      {why.newRound && <p className="quiet">{words.newRound}</p>}
    </>
  )
}

/** An agent with what this strategy compares: "Ines: level 2, holds 1 of 3, idle 4:12". */
function useConsidered(strategy: StrategyName, at: number): (one: Considered) => string {
  const words = useWords(whyWords)
  const names = useNames()
  return ({ agentId, level, penalty, lastTookAt, load, capacity, idleSince }) => {
    const own: Partial<Record<StrategyName, string>> = {
      proficiency: words.level(level),
      weighted_random: words.penalty(penalty),
      least_recent: lastTookAt === null ? words.tookNone : words.tookOne(duration(at - lastTookAt)),
    }
    const parts = [own[strategy] ?? [], words.holds(load, capacity), words.idle(duration(Math.max(0, at - idleSince)))]
    return `${names([agentId])}: ${parts.flat().join(', ')}`
  }
}

/** Names of people, in a list. */
export function useNames(): (ids: readonly string[]) => string {
  const agents = useView((view) => view.agents)
  const list = new Intl.ListFormat(locale(), { type: 'conjunction' })
  return (ids) => list.format(ids.map((id) => agents[id]?.name ?? '–'))
}
