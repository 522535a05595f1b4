import { Radio } from '@mantine/core'
import { IconArmchair, IconFocus2, IconPhoneCall, IconSquareNumber1, IconUrgent } from '@tabler/icons-react'
import { Eligible } from '../../../../contract/cards.ts'
import { strategyOf } from '../../../../modules/routing/core/strategy.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { eligible } from '../../../i18n/eligible.ts'
import { Section } from '../../../parts/Page.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import type { QueueValues } from './queue-values.ts'
import queueClasses from './queues.module.css'

const icons: Record<Eligible, typeof IconFocus2> = {
  with_room: IconPhoneCall,
  undivided: IconFocus2,
  one_at_a_time: IconSquareNumber1,
  beside_anything: IconUrgent,
  idle_first: IconArmchair,
}

/** Whom the queue asks by what they are doing, each with a sentence and an example. */
export function Whom({ settings: { values, set } }: { settings: Settings<QueueValues> }) {
  const words = useWords(eligible)
  const isPicked = strategyOf(values.strategy).asks === 'nobody'
  return (
    <Section title={words.whom} note={isPicked ? words.whomByHand : words.whomNote}>
      <Radio.Group
        aria-label={words.whom}
        value={values.eligible}
        onChange={(name) => set('eligible', name as Eligible)}
      >
        <div className={queueClasses.strategies}>
          {Eligible.options.map((name) => {
            const Icon = icons[name]
            return (
              <Radio.Card key={name} value={name} className={queueClasses.strategy}>
                <Icon size={19} aria-hidden />
                <span>
                  <b>{words.whomName(name)}</b>
                  <span className={classes.hint}>{words.whomText(name)}</span>
                </span>
              </Radio.Card>
            )
          })}
        </div>
      </Radio.Group>
    </Section>
  )
}
