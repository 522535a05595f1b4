import { useMemo, useState } from 'react'
import { listPolicies, type SlaPolicy, savePolicy } from '../../../../contract/operations/sla.ts'
import { clockNames } from '../../../../modules/sla/core/clock.ts'
import { following, type PolicyOwner } from '../../../../modules/sla/core/policy.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { duration } from '../../../i18n/formats.ts'
import { times } from '../../../i18n/times.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct, useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import type { Typed } from '../shared/checks.ts'
import { byName, searched } from '../shared/fold.ts'
import { LengthInput } from '../shared/LengthInput.tsx'
import { ListBar } from '../shared/ListBar.tsx'
import { Detail, ListDetail } from '../shared/ListDetail.tsx'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { Table } from '../shared/Table.tsx'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { ClockFields } from './ClockFields.tsx'
import { type PolicyValues, placesOfPolicy, policyInput, policyProblems, policyValues } from './promise-values.ts'

/** Whose promises these are: `id` is its place in the address. */
type Owner = { id: string; name: string; owner: PolicyOwner } & Pick<SlaPolicy, 'channelId' | 'queueId'>

/** What is promised: by the workspace, and where a channel or a queue has its own word. */
export function Promises({ rest: [open] }: ScreenProps) {
  const words = useWords(admin)
  const query = useAsked(listPolicies, {}, { catalog: 'sla_policies' })
  const owners = useOwners()
  const opened = owners.find(({ id }) => id === open)
  return (
    <Screen title={words.promises} fill>
      <Asked query={query}>
        {({ policies }) => (
          <ListDetail
            list={<List owners={owners} policies={policies} openId={open} />}
            detail={opened ? <Opened key={opened.id} of={opened} policies={policies} /> : null}
          />
        )}
      </Asked>
    </Screen>
  )
}

const isOf =
  ({ channelId, queueId }: Owner) =>
  (policy: SlaPolicy): boolean =>
    policy.channelId === channelId && policy.queueId === queueId

function useOwners(): Owner[] {
  const words = useWords(times)
  const channels = useView((view) => view.channels)
  const queues = useView((view) => view.queues)
  const house: Owner = {
    id: 'workspace',
    name: words.wholeWorkspace,
    owner: 'workspace',
    channelId: null,
    queueId: null,
  }
  return [
    house,
    ...Object.values(channels)
      .toSorted(byName)
      .map(({ id, name }): Owner => ({ id, name, owner: 'channel', channelId: id, queueId: null })),
    ...Object.values(queues)
      .toSorted(byName)
      .map(({ id, name }): Owner => ({ id, name, owner: 'queue', channelId: null, queueId: id })),
  ]
}

type ListProps = { owners: readonly Owner[]; policies: readonly SlaPolicy[]; openId: string | undefined }

function List({ owners, policies, openId }: ListProps) {
  const words = useWords(admin)
  const time = useWords(times)
  const [search, setSearch] = useState('')
  const shown = searched(owners, search, ({ name }) => name)
  const ownOf = (owner: Owner) => {
    const clocks = policies.find(isOf(owner))?.clocks ?? following
    return clockNames.filter((name) => clocks[name] !== null).length
  }
  return (
    <>
      <p className={classes.hint}>{time.promisesNote}</p>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={time.searchPromises}
        found={shown.length}
        of={owners.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table
          name={words.promises}
          rows={shown}
          to={({ id }) => `promises/${id}`}
          openId={openId}
          columns={[
            { key: 'name', title: words.name, track: '2fr', cell: ({ name }) => <bdi>{name}</bdi> },
            { key: 'kind', title: time.whose, track: '120px', cell: ({ owner }) => time.ownerName(owner) },
            {
              key: 'own',
              title: words.state,
              track: '1.4fr',
              cell: (owner) =>
                owner.owner !== 'workspace' && <span className="quiet">{time.ownClocks(ownOf(owner))}</span>,
            },
          ]}
        />
      )}
    </>
  )
}

type OpenedProps = { of: Owner; policies: readonly SlaPolicy[] }

const sayLength = (seconds: Typed): string => (seconds === '' ? '–' : duration(Number(seconds) * 1000))

function Opened({ of, policies }: OpenedProps) {
  const words = useWords(times)
  const general = useWords(admin)
  const settings = usePolicySettings({ of, policies })
  const labelOf = (path: string) => {
    const name = clockNames.find((one) => path.startsWith(`clocks.${one}`))
    return name ? words.clock(name) : words.serviceLevel
  }
  const sayValue = (path: string, values: PolicyValues): string => {
    const name = clockNames.find((one) => path.startsWith(`clocks.${one}`))
    if (!name) return sayLength(values[path as 'serviceLevelSeconds' | 'abandonAfterSeconds'])
    const own = values.clocks[name]
    if (!own?.on) return own ? general.off : words.follows
    return `${sayLength(own.seconds)} · ${own.warnPercent < 100 ? words.warnsAt(own.warnPercent) : words.neverWarns}`
  }
  return (
    <Detail title={of.name} back="promises">
      <div className={classes.stack}>
        <SettingsNotices settings={settings} labelOf={labelOf} sayValue={sayValue} />
        <div>
          {clockNames.map((name) => (
            <ClockFields key={name} name={name} owner={of.owner} policies={policies} settings={settings} />
          ))}
        </div>
        {of.owner !== 'channel' && <Level of={of} settings={settings} />}
        <div className={classes.row} style={{ justifyContent: 'flex-end' }}>
          <SaveButtons settings={settings} />
        </div>
      </div>
    </Detail>
  )
}

/** What the service level of a queue is measured by (R-091, D-10, D-11). */
function Level({ of, settings }: { of: Owner; settings: Settings<PolicyValues> }) {
  const words = useWords(times)
  const { values, set, errorAt, left } = settings
  const fields = [
    { path: 'serviceLevelSeconds', label: words.serviceLevelSeconds, note: words.serviceLevelNote },
    { path: 'abandonAfterSeconds', label: words.abandonAfterSeconds, note: words.abandonNote },
    { path: 'chatLimitSeconds', label: words.chatLimitSeconds, note: words.chatLimitNote },
  ] as const
  return (
    <section aria-label={words.serviceLevel}>
      <p className={classes.fieldLabel}>{words.serviceLevel}</p>
      <div className={classes.fields}>
        {fields.map(({ path, label, note }) => (
          <LengthInput
            key={path}
            label={label}
            description={of.owner === 'queue' ? `${note} · ${words.followWorkspace}` : note}
            units={['seconds', 'minutes', 'hours']}
            path={path}
            value={values[path]}
            error={errorAt(path)}
            onChange={(seconds) => set(path, seconds)}
            onLeave={() => left(path)}
          />
        ))}
      </div>
    </section>
  )
}

function usePolicySettings({ of, policies }: OpenedProps): Settings<PolicyValues> {
  const words = useWords(times)
  const { run } = useAct(savePolicy)
  const stored = policies.find(isOf(of))
  const kept = useMemo(() => {
    const level = { serviceLevelSeconds: null, abandonAfterSeconds: null, chatLimitSeconds: null }
    const none = { ...of, clocks: following, ...level, version: 0 }
    // One that was never saved is there all the same: it is changed, not created.
    return { version: Math.max(1, (stored?.version ?? 0) + 1), values: policyValues(stored ?? none) }
  }, [stored, of])
  return useSettings<PolicyValues>({
    kept,
    problemsOf: (values) => policyProblems(values, of.queueId, words),
    placesOf: placesOfPolicy,
    async save(values, version) {
      const answer = await run(policyInput(values, of, version - 1))
      if (!answer?.ok) return answer
      toast(words.promisesSaved)
      return { ok: true, value: { version: answer.value.version + 1 } }
    },
  })
}
