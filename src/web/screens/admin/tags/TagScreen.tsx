import { ActionIcon, Radio, Select, Switch, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { TagId } from '../../../../contract/ids.ts'
import { listInteractions } from '../../../../contract/operations/conversations.ts'
import { listUsers } from '../../../../contract/operations/identity.ts'
import { listTags, putTags, saveTag, type TagSettings } from '../../../../contract/operations/tags.ts'
import { TagCard } from '../../../../contract/sight.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { TagChip } from '../../../parts/TagChip.tsx'
import { toast } from '../../../shell/toast.ts'
import { call } from '../../../sync/call.ts'
import { useAct, useAsked, useMade } from '../../../sync/use.ts'
import queueClasses from '../queues/queues.module.css'
import { AdminLink } from '../shared/AdminLink.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName } from '../shared/fold.ts'
import { Screen } from '../shared/Screen.tsx'
import { SaveButtons, SettingsNotices } from '../shared/SettingsParts.tsx'
import classes from '../shared/settings.module.css'
import { Time } from '../shared/Time.tsx'
import tagClasses from '../shared/tags.module.css'
import { useGo } from '../shared/useGo.ts'
import { type Settings, useSettings } from '../shared/useSettings.ts'
import { type Carrier, placesOf } from '../shared/useTagOn.ts'
import { newTag, type TagValues, tagInput, tagPlaces, tagProblems, tagValues } from './tag-values.ts'
import type { TagsQuery } from './Unseen.tsx'

/** One tag, or a new one, and everything that carries it. */
export function TagScreen({ query, id }: { query: TagsQuery; id: string }) {
  const words = useWords(tagWords)
  return (
    <Asked query={query}>
      {({ tags }) => {
        const stored = tags.find((tag) => tag.id === id)
        if (!stored && id !== 'new')
          return (
            <Screen title={words.tags} above={{ name: words.tags, to: 'tags' }}>
              <EmptyState title={words.tagGone}>{words.tagGoneText}</EmptyState>
            </Screen>
          )
        return <TagForm stored={stored ?? null} />
      }}
    </Asked>
  )
}

function TagForm({ stored }: { stored: TagSettings | null }) {
  const words = useWords(tagWords)
  const general = useWords(admin)
  const settings = useTagSettings(stored)
  const labels: Record<string, string> = { title: words.title, colour: words.colour, active: words.active }
  const sayValue = (path: string, { title, colour, active }: TagValues) =>
    path === 'colour' ? words.colourName(colour) : path === 'active' ? (active ? general.yes : general.no) : title
  return (
    <Screen
      title={stored ? settings.base.title : words.newTag}
      above={{ name: words.tags, to: 'tags' }}
      actions={<SaveButtons settings={settings} />}
    >
      <div className={classes.notices}>
        <SettingsNotices settings={settings} labelOf={(path) => labels[path] ?? path} sayValue={sayValue} />
      </div>
      <div className={queueClasses.panes}>
        <div>
          <General settings={settings} />
          {stored && <Interactions tagId={stored.id} />}
        </div>
        <WhereUsed stored={stored} />
      </div>
    </Screen>
  )
}

function useTagSettings(stored: TagSettings | null): Settings<TagValues> {
  const words = useWords(tagWords)
  const { tooLong } = useWords(admin)
  const go = useGo()
  const queries = useQueryClient()
  const { run } = useAct(saveTag)
  const kept = useMemo(
    () => (stored ? { version: stored.version, values: tagValues(stored) } : { version: 0, values: newTag }),
    [stored],
  )
  return useSettings<TagValues>({
    kept,
    problemsOf: (values) => tagProblems(values, words, tooLong),
    placesOf: tagPlaces,
    async save(values, version) {
      const answer = await run(tagInput(values, stored?.id ?? null, version))
      if (!answer?.ok) return answer
      toast(stored ? words.tagSaved : words.tagCreated)
      if (!stored) {
        await queries.invalidateQueries({ queryKey: [listTags.path] })
        await go(`tags/${answer.value.id}`, { leave: true, replace: true })
      }
      return answer
    },
  })
}

function General({ settings: { values, field, set } }: { settings: Settings<TagValues> }) {
  const words = useWords(tagWords)
  const { sectionGeneral } = useWords(admin)
  const preview = { id: '' as TagId, title: values.title.trim() || words.title, active: true }
  return (
    <Section title={sectionGeneral}>
      <div className={classes.stack}>
        <TextInput label={words.title} description={words.titleNote} withAsterisk {...field('title')} />
        <Radio.Group
          label={words.colour}
          value={values.colour}
          onChange={(colour) => set('colour', colour as TagCard['colour'])}
        >
          <div className={tagClasses.colours}>
            {TagCard.shape.colour.options.map((colour) => (
              <Radio.Card
                key={colour}
                value={colour}
                className={tagClasses.colour ?? ''}
                w="auto"
                aria-label={words.colourName(colour)}
              >
                <TagChip tag={{ ...preview, colour, title: words.colourName(colour) }} />
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <Switch label={words.active} description={words.activeNote} {...field('active', 'checkbox')} />
        <span>
          <TagChip tag={{ ...preview, colour: values.colour, active: values.active }} />
        </span>
      </div>
    </Section>
  )
}

type Thing = { id: string; name: string; tagIds: readonly TagId[]; carrier: Carrier; to: string }

/** On what it is, to be put on more or taken off without leaving the screen. */
function WhereUsed({ stored }: { stored: TagSettings | null }) {
  const words = useWords(tagWords)
  const general = useWords(admin)
  const channels = useMade((view) => Object.values(view.channels))
  const queues = useMade((view) => Object.values(view.queues))
  const agents = useMade((view) => Object.values(view.agents).filter(({ active }) => active))
  // Whoever is no user is another system, by its key.
  const known = useAsked(listUsers, {}, { catalog: 'users' })
  const users = new Set<string>(known.data?.users.map(({ id }) => id))
  if (!stored)
    return (
      <Section title={words.whereUsed}>
        <p className={classes.hint}>{words.whereUsedNew}</p>
      </Section>
    )
  return (
    <Section title={words.whereUsed} note={words.whereUsedNote}>
      <div className={classes.stack}>
        <Carriers
          tag={stored}
          title={general.channels}
          add={words.addChannel}
          things={channels.map((one) => ({
            ...one,
            carrier: { kind: 'channel', id: one.id },
            to: `channels/${one.id}`,
          }))}
        />
        <Carriers
          tag={stored}
          title={general.queues}
          add={words.addQueue}
          things={queues.map((one) => ({ ...one, carrier: { kind: 'queue', id: one.id }, to: `queues/${one.id}` }))}
        />
        <Carriers
          tag={stored}
          title={words.peopleAndKeys}
          add={words.addPerson}
          things={agents.map((one) => ({
            ...one,
            carrier: { kind: 'agent', id: one.id },
            to: users.has(one.id) ? `users/${one.id}` : 'api-keys',
          }))}
        />
      </div>
    </Section>
  )
}

type CarriersProps = { tag: TagSettings; title: string; add: string; things: readonly Thing[] }

function Carriers({ tag, title, add, things }: CarriersProps) {
  const words = useWords(tagWords)
  const [having, others] = [true, false].map((has) =>
    things.filter(({ tagIds }) => tagIds.includes(tag.id) === has).toSorted(byName),
  ) as [Thing[], Thing[]]
  const put = async (carrier: Carrier, how: 'add' | 'remove') => {
    const answer = await call(putTags, { ...placesOf([carrier]), add: [], remove: [], [how]: [tag.id] })
    if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <section aria-label={title}>
      <h3 className={classes.fieldLabel}>
        {title} <span className="quiet figures">{having.length}</span>
      </h3>
      {having.length === 0 && <p className={classes.hint}>{words.onNone}</p>}
      <ul className={tagClasses.carriers}>
        {having.map(({ id, name, carrier, to }) => (
          <li key={id}>
            <AdminLink to={to}>
              <bdi>{name}</bdi>
            </AdminLink>
            <ActionIcon aria-label={words.removeFrom(name)} onClick={() => void put(carrier, 'remove')}>
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {tag.active && others.length > 0 && (
        <Select
          // Empty again after each choice.
          key={having.length}
          aria-label={add}
          placeholder={add}
          searchable
          limit={50}
          value={null}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => {
            const one = others.find((other) => other.id === id)
            if (one) void put(one.carrier, 'add')
          }}
        />
      )}
    </section>
  )
}

const shownInteractions = 8

function Interactions({ tagId }: { tagId: TagId }) {
  const words = useWords(tagWords)
  const query = useAsked(listInteractions, { tagId, limit: shownInteractions })
  return (
    <Section title={words.interactions} note={words.interactionsNote}>
      <Asked query={query} lines={2}>
        {({ interactions }) =>
          interactions.length === 0 ? (
            <p className={classes.hint}>{words.noInteractions}</p>
          ) : (
            <ul className={tagClasses.carriers}>
              {interactions.map(({ id, number, conversation, createdAt }) => (
                <li key={id}>
                  <Link to="/desk/$conversationId" params={{ conversationId: conversation.id }}>
                    #{number} <bdi>{conversation.contact.name}</bdi>
                  </Link>
                  <Time at={createdAt} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Section>
  )
}
