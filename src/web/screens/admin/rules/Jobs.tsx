import { ActionIcon, NumberInput, Select, Textarea, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { DispositionId, QueueId, TagId } from '../../../../contract/ids.ts'
import { maxJobs, RuleJob } from '../../../../contract/operations/rules.ts'
import { maxPriority } from '../../../../contract/operations/sla.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { rules as ruleWords } from '../../../i18n/rules.ts'
import { Section } from '../../../parts/Page.tsx'
import { announce } from '../../../shell/announce.ts'
import { useView } from '../../../sync/use.ts'
import { byName } from '../shared/fold.ts'
import classes from '../shared/settings.module.css'
import { focusField, type Settings } from '../shared/useSettings.ts'
import { Add } from './Add.tsx'
import { DispositionField, TagField } from './fields.tsx'
import { fieldOf, freshJob, type JobValues, movedBy, type RuleValues } from './rule-values.ts'
import ruleClasses from './rules.module.css'

const kinds = RuleJob.options.map((option) => option.shape.do.value)

/** What a rule does, in its order. */
export function Jobs({ settings }: { settings: Settings<RuleValues> }) {
  const words = useWords(ruleWords)
  const { values, set, errorAt } = settings
  const { jobs } = values
  const move = (at: number, by: -1 | 1) => {
    const to = at + by
    const one = jobs[at]
    if (!one || to < 0 || to >= jobs.length) return
    set('jobs', movedBy(jobs, at, by))
    announce(words.movedTo(words.jobName(one.do), to + 1, jobs.length))
    focusField(`jobs.${to}.${by === -1 ? 'up' : 'down'}`)
  }
  return (
    <Section title={words.sectionJobs} note={words.jobsNote}>
      <ol className={ruleClasses.jobs}>
        {jobs.map((job, at) => (
          <OneJob
            key={at}
            job={job}
            at={at}
            of={jobs.length}
            settings={settings}
            onPut={(next) =>
              set(
                'jobs',
                jobs.map((other, place) => (place === at ? next : other)),
              )
            }
            onMove={(by) => move(at, by)}
            onRemove={() => {
              set(
                'jobs',
                jobs.filter((_, place) => place !== at),
              )
              focusField('jobs')
            }}
          />
        ))}
      </ol>
      {jobs.length < maxJobs && (
        <Add
          label={words.addJob}
          kinds={kinds}
          nameOf={words.jobName}
          path="jobs"
          error={errorAt('jobs')}
          onAdd={(kind) => {
            const one = freshJob(kind)
            set('jobs', [...jobs, one])
            focusField(`jobs.${jobs.length}.${fieldOf(one)}`)
          }}
        />
      )}
      {jobs.length > 1 && <p className={classes.hint}>{words.moveKeys}</p>}
    </Section>
  )
}

type OneProps = {
  job: JobValues
  at: number
  of: number
  settings: Settings<RuleValues>
  onPut: (next: JobValues) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

const arrows: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 }

function OneJob({ job, at, of, settings, onPut, onMove, onRemove }: OneProps) {
  const words = useWords(ruleWords)
  const what = words.jobNumber(at + 1, words.jobName(job.do))
  const note = words.jobNote(job.do)
  const onKey = (event: KeyboardEvent) => {
    const by = arrows[event.key]
    if (!event.altKey || by === undefined) return
    event.preventDefault()
    // Before the field it is pressed in opens its list.
    event.stopPropagation()
    onMove(by)
  }
  return (
    <li className={ruleClasses.one} aria-label={what} onKeyDownCapture={onKey}>
      <div className={ruleClasses.fields}>
        <span className={ruleClasses.what}>{what}</span>
        <Value job={job} path={`jobs.${at}.${fieldOf(job)}`} settings={settings} onPut={onPut} />
        {note && <p className={`${classes.hint} ${ruleClasses.note}`}>{note}</p>}
      </div>
      <div className={ruleClasses.acts}>
        {of > 1 && (
          <>
            <Tooltip label={words.moveUp(what)}>
              <ActionIcon
                aria-label={words.moveUp(what)}
                data-path={`jobs.${at}.up`}
                {...(at === 0 && { 'aria-disabled': true, 'data-disabled': true })}
                onClick={() => onMove(-1)}
              >
                <IconArrowUp size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={words.moveDown(what)}>
              <ActionIcon
                aria-label={words.moveDown(what)}
                data-path={`jobs.${at}.down`}
                {...(at === of - 1 && { 'aria-disabled': true, 'data-disabled': true })}
                onClick={() => onMove(1)}
              >
                <IconArrowDown size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </>
        )}
        <Tooltip label={words.removeJob(what)}>
          <ActionIcon aria-label={words.removeJob(what)} onClick={onRemove}>
            <IconX size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  )
}

type ValueProps = Pick<OneProps, 'job' | 'settings' | 'onPut'> & { path: string }

/** What a job needs to know. */
function Value({ job, path, settings, onPut }: ValueProps): ReactNode {
  const words = useWords(ruleWords)
  const queues = useView((view) => view.queues)
  const field = {
    className: ruleClasses.value ?? '',
    'data-path': path,
    error: settings.errorAt(path),
    onBlur: () => settings.left(path),
  }
  switch (job.do) {
    case 'tag':
    case 'untag':
      return (
        <TagField
          field={{ ...field, 'aria-label': words.tag }}
          value={job.tagId}
          onChange={(tagId) => onPut({ ...job, tagId: tagId as TagId })}
        />
      )
    case 'set_priority':
      return (
        <NumberInput
          {...field}
          aria-label={words.priority}
          min={0}
          max={maxPriority}
          clampBehavior="none"
          allowDecimal={false}
          value={job.priority}
          onChange={(priority) => onPut({ ...job, priority })}
        />
      )
    case 'move':
      return (
        <Select
          {...field}
          aria-label={words.queue}
          placeholder={words.chooseOne}
          searchable
          allowDeselect={false}
          data={Object.values(queues)
            .toSorted(byName)
            .map(({ id, name }) => ({ value: id as string, label: name }))}
          value={job.queueId || null}
          onChange={(queueId) => queueId !== null && onPut({ ...job, queueId: queueId as QueueId })}
        />
      )
    case 'close':
      return (
        <DispositionField
          field={{ ...field, 'aria-label': words.withDisposition }}
          none={words.chosenDisposition}
          value={job.dispositionId}
          onChange={(id) => onPut({ ...job, dispositionId: id as DispositionId | null })}
        />
      )
    case 'write':
      return (
        <Textarea
          {...field}
          aria-label={words.text}
          autosize
          minRows={2}
          maxRows={8}
          value={job.text}
          onChange={(event) => onPut({ ...job, text: event.currentTarget.value })}
        />
      )
  }
}
