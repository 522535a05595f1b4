import { NumberInput, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core'
import {
  IconArrowsShuffle,
  IconBellRinging,
  IconClockHour4,
  IconGauge,
  IconHistory,
  IconListCheck,
  IconRotateClockwise,
  IconStairsUp,
} from '@tabler/icons-react'
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, useMemo } from 'react'
import type { StrategyName } from '../../../../contract/cards.ts'
import type { AgentId, QueueId } from '../../../../contract/ids.ts'
import {
  listQueues,
  type Membership,
  type QueueSettings,
  removeQueue,
  saveQueue,
} from '../../../../contract/operations/queues.ts'
import { listPolicies } from '../../../../contract/operations/sla.ts'
import { listTemplates } from '../../../../contract/operations/templates.ts'
import { maxAsked } from '../../../../modules/routing/core/route.ts'
import { plainRank, strategyOf } from '../../../../modules/routing/core/strategy.ts'
import { queuesMovedTo } from '../../../../modules/sla/core/policy.ts'
import { admin } from '../../../i18n/admin.ts'
import { attendance } from '../../../i18n/attendance.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { eligible as eligibleArea } from '../../../i18n/eligible.ts'
import { line as lineArea } from '../../../i18n/line.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { times } from '../../../i18n/times.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { ConfirmButton } from '../../../parts/ConfirmButton.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { toast } from '../../../shell/toast.ts'
import { type Refused, useAct, useAsked, useMade, useMay, useView } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { type Values, valueAt } from '../shared/changes.ts'
import { LengthInput } from '../shared/LengthInput.tsx'
import { NotNow } from '../shared/NotNow.tsx'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { TagSection } from '../shared/TagPicker.tsx'
import { useGo } from '../shared/useGo.ts'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { useSkills } from '../skills/SkillRows.tsx'
import { Channels } from './Channels.tsx'
import { LineSection } from './LineSection.tsx'
import { Members } from './Members.tsx'
import { Outbound } from './Outbound.tsx'
import { PreferredAgent } from './PreferredAgent.tsx'
import {
  acceptLimits,
  defaultReturnSeconds,
  defaultSilenceSeconds,
  type MemberValues,
  maxQueueDescription,
  maxQueueName,
  newQueue,
  parksFirst,
  type QueueValues,
  queueInput,
  queueLabel,
  queuePlaces,
  queueProblems,
  queueValues,
  type RequiredValues,
  remindMostLimits,
  usualReminders,
} from './queue-values.ts'
import queueClasses from './queues.module.css'
import { Required } from './Required.tsx'
import { Whom } from './Whom.tsx'

/** A queue with what is reckoned from the moment: who would be picked, and how many wait. */
export type ListedQueue = QueueSettings & { membership: Membership[]; pickOrder: AgentId[]; waiting: number }

type Query = UseQueryResult<{ queues: ListedQueue[] }, Refused>

/** One queue, or a new one. */
export function QueueScreen({ query, id }: { query: Query; id: string }) {
  const words = useWords(admin)
  return (
    <Asked query={query}>
      {({ queues }) => {
        const stored = queues.find((queue) => queue.id === id)
        if (!stored && id !== 'new')
          return (
            <Screen title={words.queues} above={{ name: words.queues, to: 'queues' }}>
              <EmptyState title={words.queueGone}>{words.queueGoneText}</EmptyState>
            </Screen>
          )
        return <QueueForm stored={stored ?? null} />
      }}
    </Asked>
  )
}

function QueueForm({ stored }: { stored: ListedQueue | null }) {
  const words = useWords(admin)
  const { board: liveBoard } = useWords(common)
  const maySeeBoard = useMay('interactions.steer')
  const settings = useQueueSettings(stored)
  const channels = useMade((view) => Object.values(view.channels).filter(({ queueId }) => queueId === stored?.id))
  const allChannels = useView((view) => view.channels)
  const agents = useView((view) => view.agents)
  const sayMember = ({ agentId, level, penalty }: MemberValues) => {
    const more = [
      ...(level === plainRank.level ? [] : [words.levelIs(level)]),
      ...(penalty === plainRank.penalty ? [] : [words.penaltyIs(penalty)]),
    ]
    const name = agents[agentId]?.name ?? words.gone
    return more.length === 0 ? name : `${name} (${more.join(', ')})`
  }
  const skillWords = useWords(skillsArea)
  const lineWords = useWords(lineArea)
  const whomWords = useWords(eligibleArea)
  const queues = useView((view) => view.queues)
  const skills = useSkills()
  const templates = useAsked(listTemplates, {}, { catalog: 'templates' }).data?.templates
  const saySkill = ({ skillId, best, worst }: RequiredValues) =>
    skillWords.requiredIs(skills.find(({ id }) => id === skillId)?.name ?? words.gone, best, worst)
  const sayValue = (path: string, values: QueueValues) => {
    if (path === 'members') return values.members.map(sayMember).join(', ') || words.none
    if (path === 'strategy') return words.strategyName(values.strategy)
    if (path === 'eligible') return whomWords.whomName(values.eligible)
    if (path === 'skills') return values.skills.map(saySkill).join(', ') || words.none
    if (path === 'overflowDoes') return lineWords.does(values.overflowDoes)
    if (path === 'overflowQueueId') return queues[values.overflowQueueId ?? '']?.name ?? words.none
    if (path === 'channelIds')
      return values.channelIds.map((id) => allChannels[id]?.name ?? words.gone).join(', ') || lineWords.anyChannel
    if (path === 'preferredBy') return skillWords.preferredName(values.preferredBy)
    if (path === 'outboundTemplateId')
      return templates?.find(({ id }) => id === values.outboundTemplateId)?.name ?? words.none
    const value = valueAt(values as Values, path)
    if (typeof value === 'boolean') return value ? words.yes : words.no
    return value === null || value === '' ? words.none : String(value)
  }
  return (
    <Screen
      title={stored ? settings.base.name : words.newQueue}
      above={{ name: words.queues, to: 'queues' }}
      marks={
        stored && (
          <>
            <Chip>{words.channelsCount(channels.length)}</Chip>
            {maySeeBoard && (
              <Link to="/board" search={{ queue: stored.id }}>
                {liveBoard}
              </Link>
            )}
          </>
        )
      }
      actions={
        <>
          {stored && <RemoveQueue queue={stored} used={channels.length > 0} />}
          <SaveButtons settings={settings} />
        </>
      }
    >
      <div className={classes.notices}>
        <SettingsNotices
          settings={settings}
          labelOf={(path) => queueLabel(path, words, skillWords, lineWords)}
          sayValue={sayValue}
        />
      </div>
      <div className={queueClasses.panes}>
        <div>
          <General settings={settings} />
          <TagSection kind="queue" carrier={stored && { kind: 'queue', id: stored.id }} name={settings.base.name} />
          <Channels settings={settings} />
          <Required settings={settings} />
          <Strategy settings={settings} />
          <Whom settings={settings} />
          <PreferredAgent settings={settings} />
          <LineSection settings={settings} id={stored?.id ?? null} />
          <Offers settings={settings} />
          <WrapUp settings={settings} />
          <Outbound settings={settings} />
          <Silence settings={settings} />
        </div>
        <Members settings={settings} pickOrder={stored?.pickOrder ?? []} />
      </div>
    </Screen>
  )
}

function useQueueSettings(stored: ListedQueue | null): Settings<QueueValues> {
  const words = useWords(admin)
  const skillWords = useWords(skillsArea)
  const lineWords = useWords(lineArea)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveQueue)
  // What is reckoned from the moment moves often, and is no change of the form.
  const told = stored === null ? null : JSON.stringify(queueValues(stored))
  const version = stored?.version ?? 0
  const kept = useMemo(
    () => ({ version, values: told === null ? newQueue : (JSON.parse(told) as QueueValues) }),
    [told, version],
  )
  return useSettings<QueueValues>({
    kept,
    problemsOf: (values) => queueProblems(values, words, skillWords, lineWords),
    placesOf: queuePlaces,
    async save(values, version) {
      const answer = await run(queueInput(values, stored?.id ?? null, version))
      if (!answer?.ok) return answer
      toast(stored ? words.queueSaved : words.queueCreated)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listQueues.path] })
        await go(`queues/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

function RemoveQueue({ queue, used }: { queue: ListedQueue; used: boolean }) {
  const words = useWords(admin)
  const go = useGo()
  const time = useWords(times)
  const promising = usePromisesMovingTo(queue.id)
  const { run, busy } = useAct(removeQueue)
  const remove = async () => {
    const answer = await run({ id: queue.id })
    if (answer?.ok) {
      toast(words.queueRemoved(queue.name))
      await go('queues', { leave: true })
    } else if (answer) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  const promised = promising.length > 0 ? time.movedHereBy(promising) : null
  const why = used ? words.queueUsed : queue.waiting > 0 ? words.queueHasWaiting(queue.waiting) : promised
  if (why !== null) return <NotNow why={why}>{words.removeQueue}</NotNow>
  return (
    <ConfirmButton
      question={words.removeQueueQuestion(queue.name)}
      consequence={words.removeQueueConsequence(queue.membership.length)}
      verb={words.removeQueue}
      loading={busy}
      onConfirm={remove}
    >
      {words.removeQueue}
    </ConfirmButton>
  )
}

/** Whose promises move conversations into this queue, by name. */
function usePromisesMovingTo(id: QueueId): string[] {
  const words = useWords(times)
  const { data } = useAsked(listPolicies, {}, { catalog: 'sla_policies' })
  const channels = useView((view) => view.channels)
  const queues = useView((view) => view.queues)
  const moving = data?.policies.filter(({ clocks }) => queuesMovedTo(clocks).includes(id)) ?? []
  return moving.flatMap(({ channelId, queueId }) => {
    if (channelId !== null) return channels[channelId]?.name ?? []
    return queueId === null ? words.wholeWorkspace : (queues[queueId]?.name ?? [])
  })
}

type Part = { settings: Settings<QueueValues> }

function General({ settings }: Part) {
  const words = useWords(admin)
  const { values, field } = settings
  return (
    <Section title={words.sectionGeneral}>
      <div className={classes.stack}>
        <TextInput
          label={words.name}
          description={words.ofLetters(values.name.trim().length, maxQueueName)}
          withAsterisk
          {...field('name')}
        />
        <Textarea
          label={words.description}
          description={words.descriptionNote(values.description.trim().length, maxQueueDescription)}
          autosize
          minRows={1}
          maxRows={8}
          {...field('description')}
        />
      </div>
    </Section>
  )
}

const strategyIcons: Record<StrategyName, typeof IconHistory> = {
  longest_idle: IconHistory,
  least_busy: IconGauge,
  round_robin: IconRotateClockwise,
  least_recent: IconClockHour4,
  proficiency: IconStairsUp,
  weighted_random: IconArrowsShuffle,
  ring_all: IconBellRinging,
  pick_from_list: IconListCheck,
}
const strategies = Object.keys(strategyIcons) as StrategyName[]

/** Every way of picking, each with a sentence and an example. */
function Strategy({ settings: { values, set } }: Part) {
  const words = useWords(admin)
  return (
    <Section title={words.strategy}>
      <Radio.Group
        aria-label={words.strategy}
        value={values.strategy}
        onChange={(name) => set('strategy', name as StrategyName)}
      >
        <div className={queueClasses.strategies}>
          {strategies.map((name) => {
            const Icon = strategyIcons[name]
            return (
              <Radio.Card key={name} value={name} className={queueClasses.strategy}>
                <Icon size={19} aria-hidden />
                <span>
                  <b>{words.strategyName(name)}</b>
                  <span className={classes.hint}>{words.strategyText(name)}</span>
                </span>
              </Radio.Card>
            )
          })}
        </div>
      </Radio.Group>
    </Section>
  )
}

const policies = ['none', 'on_break', 'offline', 'stop_new'] as const

function Offers({ settings }: Part) {
  const words = useWords(admin)
  const { values, field, set, errorAt, left } = settings
  const data = policies.map((value) => ({ value, label: words.policy(value) }))
  const returns = values.returnSeconds !== null
  const breaks = values.onReject === 'on_break' || values.onTimeout === 'on_break'
  const { asks } = strategyOf(values.strategy)
  if (asks === 'nobody')
    return (
      <Section title={words.sectionOffers}>
        <p className={classes.hint}>{words.listNote}</p>
      </Section>
    )
  const assignsNote = asks === 'all' ? words.ringAllAssigns : words.assignsNote
  return (
    <Section title={words.sectionOffers}>
      <div className={classes.stack}>
        <Switch
          label={words.asksToAccept}
          description={values.asksToAccept ? words.asksNote : assignsNote}
          {...field('asksToAccept', 'checkbox')}
        />
        {asks === 'all' && values.asksToAccept && <p className={classes.hint}>{words.ringAllNote(maxAsked)}</p>}
        {values.asksToAccept && (
          <>
            <div className={classes.fields}>
              <NumberInput
                label={words.acceptWithin}
                description={words.acceptNote(acceptLimits.min, acceptLimits.max)}
                suffix={words.secondsSuffix}
                {...acceptLimits}
                clampBehavior="none"
                allowDecimal={false}
                {...field('acceptSeconds')}
              />
              <Select label={words.onReject} data={data} {...field('onReject')} />
              <Select label={words.onMiss} data={data} {...field('onTimeout')} />
            </div>
            <p className={classes.hint}>{words.rejectText(values.onReject)}</p>
            <p className={classes.hint}>{words.missText(values.onTimeout)}</p>
            {breaks && (
              <Switch
                label={words.returnsByItself}
                description={words.returnsNote}
                checked={returns}
                onChange={() => set('returnSeconds', returns ? null : defaultReturnSeconds)}
              />
            )}
            {breaks && returns && (
              <LengthInput
                label={words.returnsAfter}
                units={['seconds', 'minutes']}
                path="returnSeconds"
                value={values.returnSeconds ?? ''}
                error={errorAt('returnSeconds')}
                onChange={(seconds) => set('returnSeconds', seconds)}
                onLeave={() => left('returnSeconds')}
              />
            )}
          </>
        )}
      </div>
    </Section>
  )
}

/** What the silence of one or the other leads to. */
function Silence({ settings }: Part) {
  const words = useWords(admin)
  const { values, set, errorAt, left } = settings
  const sides = [
    { path: 'contactSilenceSeconds', label: words.contactSilence, note: words.contactSilenceNote },
    { path: 'agentSilenceSeconds', label: words.agentSilence, note: words.agentSilenceNote },
  ] as const
  return (
    <Section title={words.sectionSilence}>
      <div className={classes.stack}>
        <Reminders settings={settings} />
        {sides.map(({ path, label, note }) => (
          <Fragment key={path}>
            <Switch
              label={label}
              description={note}
              checked={values[path] !== null}
              onChange={() => set(path, values[path] === null ? defaultSilenceSeconds[path] : null)}
            />
            {values[path] !== null && (
              <LengthInput
                label={words.afterSilence}
                units={['seconds', 'minutes', 'hours']}
                path={path}
                value={values[path]}
                error={errorAt(path)}
                onChange={(seconds) => set(path, seconds)}
                onLeave={() => left(path)}
              />
            )}
          </Fragment>
        ))}
      </div>
    </Section>
  )
}

/** What a contact who does not answer is written, after how long, and how often. */
function Reminders({ settings }: Part) {
  const words = useWords(admin)
  const { base, values, set, field, errorAt, left } = settings
  const after = values.remindAfterSeconds
  return (
    <>
      <Switch
        label={words.reminds}
        description={words.remindsNote}
        checked={after !== null}
        onChange={() => {
          const isOn = after === null
          set('remindAfterSeconds', isOn ? usualReminders.afterSeconds : null)
          set('remindMost', isOn ? values.remindMost : base.remindMost)
          set('remindText', isOn ? values.remindText || words.remindExample : base.remindText)
        }}
      />
      {after !== null && (
        <>
          <LengthInput
            label={words.remindAfter}
            description={parksFirst(values) ? words.remindNever : words.remindAfterNote}
            units={['seconds', 'minutes', 'hours']}
            path="remindAfterSeconds"
            value={after}
            error={errorAt('remindAfterSeconds')}
            onChange={(seconds) => set('remindAfterSeconds', seconds)}
            onLeave={() => left('remindAfterSeconds')}
          />
          <NumberInput
            label={words.remindMost}
            description={words.remindMostNote}
            {...remindMostLimits}
            clampBehavior="none"
            allowDecimal={false}
            maw={260}
            {...field('remindMost')}
          />
          <Textarea label={words.remindText} autosize minRows={2} maxRows={8} {...field('remindText')} />
        </>
      )}
    </>
  )
}

function WrapUp({ settings }: Part) {
  const words = useWords(admin)
  const { values, field, set, errorAt, left } = settings
  const gone = useWords(attendance)
  return (
    <Section title={words.sectionWrapUp}>
      <div className={classes.fields}>
        <LengthInput
          label={words.wrapUp}
          description={values.wrapUpSeconds === 0 ? words.noWrapUp : words.wrapUpNote}
          units={['seconds', 'minutes']}
          path="wrapUpSeconds"
          value={values.wrapUpSeconds}
          error={errorAt('wrapUpSeconds')}
          onChange={(seconds) => set('wrapUpSeconds', seconds)}
          onLeave={() => left('wrapUpSeconds')}
        />
        <Select
          label={words.afterWrapUp}
          description={words.afterWrapUpNote}
          data={[
            { value: 'available', label: words.afterAvailable },
            { value: 'not_ready', label: words.afterNotReady },
          ]}
          {...field('afterWrapUp')}
        />
        <Select
          label={gone.onAgentGone}
          description={gone.onAgentGoneNote}
          allowDeselect={false}
          data={(['keep', 'return'] as const).map((value) => ({ value, label: gone.onAgentGoneOf(value) }))}
          {...field('onAgentGone')}
        />
      </div>
    </Section>
  )
}
