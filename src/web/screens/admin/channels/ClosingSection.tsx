import { Button, Drawer, Select, Switch } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import { listPlans } from '../../../../contract/operations/dispositions.ts'
import { listReasons } from '../../../../contract/operations/presence.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { Section } from '../../../parts/Page.tsx'
import { useAsked, useMay } from '../../../sync/use.ts'
import { PlanEditor } from '../plans/PlanEditor.tsx'
import { byName } from '../shared/fold.ts'
import { useGuardedClose } from '../shared/LeaveQuestion.tsx'
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
        {values.dispositionRequired && (
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

/** The plan opens above the form, so that what was typed in the form stays. */
function OpenPlan({ id, onMade }: OpenProps) {
  const words = useWords(admin)
  const all = useWords(common)
  const may = useMay('dispositions.manage')
  const [open, setOpen] = useState<'no' | 'this' | 'new'>('no')
  const { onClose, onChanged, question } = useGuardedClose(() => setOpen('no'))
  if (!may) return null
  return (
    <div className={classes.row}>
      {id !== null && (
        <Button size="xs" leftSection={<IconExternalLink size={14} aria-hidden />} onClick={() => setOpen('this')}>
          {words.openPlan}
        </Button>
      )}
      <Button size="xs" onClick={() => setOpen('new')}>
        {words.newPlan}
      </Button>
      <Drawer
        opened={open !== 'no'}
        onClose={onClose}
        position="right"
        size="lg"
        title={open === 'new' ? words.newPlan : words.plan}
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {open !== 'no' && (
          <PlanEditor
            id={open === 'new' ? null : id}
            onChanged={onChanged}
            onSaved={(saved) => {
              if (open === 'new') onMade(saved)
              setOpen('no')
            }}
          />
        )}
      </Drawer>
      {question}
    </div>
  )
}
