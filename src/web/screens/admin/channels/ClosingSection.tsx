import { Select, Switch } from '@mantine/core'
import { listPlans } from '../../../../contract/operations/dispositions.ts'
import { listReasons } from '../../../../contract/operations/presence.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Section } from '../../../parts/Page.tsx'
import { useAsked, useMay } from '../../../sync/use.ts'
import { PlanEditor } from '../plans/PlanEditor.tsx'
import { byName } from '../shared/fold.ts'
import { OpenAside } from '../shared/OpenAside.tsx'
import classes from '../shared/settings.module.css'
import type { SectionProps } from './ChannelScreen.tsx'

/** What an agent chooses from at the end, whether they must, and what they are shown as until they have. */
export function ClosingSection({ settings }: SectionProps) {
  const words = useWords(admin)
  const { values, field, set } = settings
  const plans = useAsked(listPlans, {}, { catalog: 'result_code_plans' }).data?.plans ?? []
  const reasons = useAsked(listReasons, {}, { catalog: 'reasons' }).data?.reasons ?? []
  const breaks = reasons.filter(
    ({ id, kind, active }) => kind === 'break' && (active || id === values.dispositionReasonId),
  )
  return (
    <Section id="closing" title={words.sectionClosing}>
      <div className={classes.stack}>
        <Select
          label={words.plan}
          description={words.planNote}
          placeholder={words.allDispositions}
          clearable
          searchable
          nothingFoundMessage={words.nothingFound}
          clearButtonProps={{ 'aria-label': words.clear(words.plan) }}
          data={plans.toSorted(byName).map(({ id, name }) => ({ value: id, label: name }))}
          {...field('resultCodePlanId')}
        />
        <OpenPlan id={values.resultCodePlanId} onMade={(id) => set('resultCodePlanId', id)} />
        <Switch
          label={words.dispositionRequired}
          description={words.dispositionRequiredNote}
          {...field('dispositionRequired', 'checkbox')}
        />
        {(values.dispositionRequired || values.closingFields.some((one) => one.required)) && (
          <Select
            label={words.breakMeanwhile}
            description={words.breakMeanwhileNote}
            placeholder={words.breakWithoutReason}
            clearable
            clearButtonProps={{ 'aria-label': words.clear(words.breakMeanwhile) }}
            data={breaks.map(({ id, name }) => ({ value: id, label: name }))}
            {...field('dispositionReasonId')}
          />
        )}
      </div>
    </Section>
  )
}

type OpenProps = {
  id: SectionProps['settings']['values']['resultCodePlanId']
  onMade: (id: NonNullable<OpenProps['id']>) => void
}

function OpenPlan({ id, onMade }: OpenProps) {
  const words = useWords(admin)
  if (!useMay('dispositions.manage')) return null
  return (
    <OpenAside
      id={id}
      words={{ open: words.openPlan, create: words.newPlan, title: words.plan }}
      size="lg"
      onMade={onMade}
      editor={(of) => <PlanEditor {...of} />}
    />
  )
}
