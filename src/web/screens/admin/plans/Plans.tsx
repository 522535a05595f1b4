import { Button } from '@mantine/core'
import { IconListCheck, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { listChannels } from '../../../../contract/operations/channels.ts'
import { listPlans, type ResultCodePlan, removePlan } from '../../../../contract/operations/dispositions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked, useMay } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Detail, ListDetail } from '../shared/ListDetail.tsx'
import { Names } from '../shared/Names.tsx'
import { NotNow } from '../shared/NotNow.tsx'
import { Screen } from '../shared/Screen.tsx'
import { Table } from '../shared/Table.tsx'
import { useGo } from '../shared/useGo.ts'
import { PlanEditor } from './PlanEditor.tsx'

/** The result code plans: which dispositions a channel offers. */
export function Plans({ rest: [open] }: ScreenProps) {
  const words = useWords(admin)
  const go = useGo()
  const query = useAsked(listPlans, {}, { catalog: 'result_code_plans' })
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('plans/new')}>
      {words.newPlan}
    </Button>
  )
  return (
    <Screen title={words.plans} actions={create} fill>
      <Asked query={query}>
        {({ plans }) => (
          <ListDetail
            list={
              plans.length === 0 ? (
                <EmptyState mark={<IconListCheck size={22} aria-hidden />} title={words.noPlans}>
                  {words.noPlansText}
                </EmptyState>
              ) : (
                <List plans={plans} openId={open} />
              )
            }
            detail={open === 'new' || plans.some(({ id }) => id === open) ? <Opened plans={plans} open={open} /> : null}
          />
        )}
      </Asked>
    </Screen>
  )
}

type ListProps = { plans: readonly ResultCodePlan[]; openId: string | undefined }

function List({ plans, openId }: ListProps) {
  const words = useWords(admin)
  const usedBy = useChannelsOfPlans()
  const [search, setSearch] = useState('')
  const shown = searched(plans.toSorted(byName), search, ({ name }) => name)
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchPlans}
        found={shown.length}
        of={plans.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table
          name={words.plans}
          rows={shown}
          to={({ id }) => `plans/${id}`}
          openId={openId}
          columns={[
            { key: 'name', title: words.name, track: '2fr', cell: ({ name }) => <bdi>{name}</bdi> },
            {
              key: 'codes',
              title: words.dispositions,
              track: '110px',
              end: true,
              cell: ({ dispositionIds }) => dispositionIds.length,
            },
            {
              key: 'channels',
              title: words.channels,
              track: '2fr',
              cell: ({ id }) => <Names names={usedBy(id)} />,
            },
          ]}
        />
      )}
    </>
  )
}

/** The names of the channels that use a plan; nobody's where a person may not see their settings. */
function useChannelsOfPlans(): (id: string) => string[] {
  const may = useMay('channels.manage')
  const channels = useAsked(listChannels, {}, { catalog: 'channels', enabled: may }).data?.channels ?? []
  return (id) => channels.filter(({ resultCodePlanId }) => resultCodePlanId === id).map(({ name }) => name)
}

function Opened({ plans, open }: { plans: readonly ResultCodePlan[]; open: string | undefined }) {
  const words = useWords(admin)
  const go = useGo()
  const plan = plans.find(({ id }) => id === open) ?? null
  return (
    <Detail title={plan?.name ?? words.newPlan} back="plans">
      <PlanEditor
        key={plan?.id ?? 'new'}
        id={plan?.id ?? null}
        onSaved={(id) => void go(`plans/${id}`, { leave: true, replace: true })}
      />
      {plan && <Remove plan={plan} />}
    </Detail>
  )
}

function Remove({ plan }: { plan: ResultCodePlan }) {
  const words = useWords(admin)
  const go = useGo()
  const used = useChannelsOfPlans()(plan.id)
  const { run, busy } = useAct(removePlan)
  const remove = async () => {
    const answer = await run({ id: plan.id })
    if (answer?.ok) {
      toast(words.planRemoved(plan.name))
      await go('plans', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  if (used.length > 0)
    return (
      <NotNow size="xs" style={{ justifySelf: 'start' }} why={words.planUsed(used.length)}>
        {words.removePlan}
      </NotNow>
    )
  return (
    <ConfirmButton
      style={{ justifySelf: 'start' }}
      size="xs"
      loading={busy}
      question={words.removePlanQuestion(plan.name)}
      consequence={words.removePlanText}
      verb={words.removePlan}
      onConfirm={remove}
    >
      {words.removePlan}
    </ConfirmButton>
  )
}
