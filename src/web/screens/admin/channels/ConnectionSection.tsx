import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min'
import { useMemo } from 'react'
import { listChannels } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { useLanguage } from '../../../i18n/language.ts'
import { Section } from '../../../parts/Page.tsx'
import { useAbout, useAsked } from '../../../sync/use.ts'
import { CopyField } from '../shared/CopyField.tsx'
import { SecretField } from '../shared/SecretField.tsx'
import classes from '../shared/settings.module.css'
import type { SectionProps } from './ChannelScreen.tsx'
import { ConnectHelp } from './ConnectHelp.tsx'
import { isSimulator, metaUrl, simulatorPath } from './channel-values.ts'
import channelClasses from './channels.module.css'
import { TestConnection } from './TestConnection.tsx'

/** How the channel reaches its provider, and how the provider reaches us. */
export function ConnectionSection({ settings, stored }: SectionProps) {
  const words = useWords(admin)
  const { values, field } = settings
  return (
    <Section
      id="connection"
      title={words.sectionConnection}
      aside={stored && <TestConnection id={stored.id} settings={settings} />}
    >
      <div className={classes.stack}>
        <ConnectHelp version={values.connection.version} />
        <Server settings={settings} />
        <div className={classes.fields}>
          <TextInput
            label={words.phoneNumberId}
            description={words.phoneNumberIdNote}
            spellCheck={false}
            withAsterisk={values.active}
            {...field('connection.phoneNumberId')}
          />
          <TextInput
            label={words.businessAccountId}
            description={words.businessAccountIdNote}
            spellCheck={false}
            withAsterisk={values.active}
            {...field('connection.businessAccountId')}
          />
          <TextInput
            label={words.appId}
            description={words.appIdNote}
            spellCheck={false}
            {...field('connection.appId')}
          />
        </div>
        <div className={classes.fields}>
          <TextInput
            label={words.displayNumber}
            description={words.displayNumberNote}
            inputMode="tel"
            withAsterisk={values.active}
            {...field('displayNumber')}
          />
          <Country settings={settings} />
        </div>
        <Secrets key={settings.start} settings={settings} stored={stored} />
        {stored ? (
          <div className={classes.fields}>
            <CopyField label={words.webhookUrl} value={stored.webhookUrl} />
            <CopyField label={words.verifyToken} value={stored.verifyToken} />
          </div>
        ) : (
          <p className={classes.hint}>{words.webhookAfterSaving}</p>
        )}
      </div>
    </Section>
  )
}

type Part = Pick<SectionProps, 'settings'>

function Server({ settings }: Part) {
  const words = useWords(admin)
  const demo = useAbout()?.demo ?? false
  const { values, set, field } = settings
  const { baseUrl } = values.connection
  const channels = useAsked(listChannels, {}, { catalog: 'channels' }).data?.channels ?? []
  // Behind a proxy the server reaches itself by another name than browsers do: a channel that works knows it.
  const simulator =
    channels.map(({ connection }) => connection.baseUrl).find(isSimulator) ?? location.origin + simulatorPath
  const which = baseUrl === metaUrl ? 'meta' : isSimulator(baseUrl) ? 'simulator' : 'other'
  const choose = (next: string) => {
    const url = { meta: metaUrl, simulator, other: '' }[next] ?? ''
    set('connection', { ...values.connection, baseUrl: url })
  }
  return (
    <div className={classes.fields}>
      <div>
        <p className={classes.fieldLabel}>{words.provider}</p>
        <SegmentedControl
          fullWidth
          aria-label={words.provider}
          value={which}
          onChange={choose}
          data={[
            { value: 'meta', label: words.providerMeta },
            ...(demo || which === 'simulator' ? [{ value: 'simulator', label: words.providerSimulator }] : []),
            { value: 'other', label: words.providerOther },
          ]}
        />
      </div>
      <TextInput
        label={words.server}
        inputMode="url"
        spellCheck={false}
        readOnly={which !== 'other'}
        withAsterisk
        {...field('connection.baseUrl')}
      />
      <TextInput label={words.apiVersion} spellCheck={false} withAsterisk {...field('connection.version')} />
    </div>
  )
}

function Country({ settings }: Part) {
  const words = useWords(admin)
  const language = useLanguage()
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'region' })
    return getCountries()
      .map((code) => ({ value: code as string, label: `${names.of(code) ?? code} (+${getCountryCallingCode(code)})` }))
      .toSorted((a, b) => a.label.localeCompare(b.label, language))
  }, [language])
  return (
    <Select
      label={words.country}
      description={words.countryNote}
      searchable
      nothingFoundMessage={words.nothingFound}
      data={countries}
      {...settings.field('country')}
    />
  )
}

/** The access token is replaced; app secrets are added beside the old one, which is removed when Meta has changed over. */
function Secrets({ settings, stored }: Pick<SectionProps, 'settings' | 'stored'>) {
  const words = useWords(admin)
  const { values, set, errorAt, left } = settings
  const lastFours = stored?.appSecretLastFours ?? []
  return (
    <div className={classes.fields}>
      <SecretField
        label={words.accessToken}
        note={words.accessTokenNote}
        lastFour={stored?.accessTokenLastFour ?? null}
        path="accessToken"
        value={values.accessToken}
        error={errorAt('accessToken')}
        verb={words.replace}
        onChange={(token) => set('accessToken', token)}
        onLeave={() => left('accessToken')}
      />
      <div className={classes.stack}>
        {lastFours.length > 0 && (
          <div>
            <p className={classes.fieldLabel}>{words.appSecrets}</p>
            {lastFours.map((lastFour) => (
              <StoredSecret key={lastFour} lastFour={lastFour} settings={settings} />
            ))}
          </div>
        )}
        <AddSecret settings={settings} first={lastFours.length === 0} />
      </div>
    </div>
  )
}

function AddSecret({ settings, first }: Part & { first: boolean }) {
  const words = useWords(admin)
  const { values, set, errorAt, left } = settings
  return (
    <SecretField
      label={first ? words.appSecrets : words.newAppSecret}
      note={first ? words.appSecretNote : words.newAppSecretNote}
      lastFour={first ? null : ''}
      bare
      path="addAppSecret"
      value={values.addAppSecret}
      error={errorAt('addAppSecret')}
      verb={words.addAnother}
      onChange={(secret) => set('addAppSecret', secret)}
      onLeave={() => left('addAppSecret')}
    />
  )
}

function StoredSecret({ lastFour, settings }: Part & { lastFour: string }) {
  const words = useWords(admin)
  const all = useWords(common)
  const { values, set } = settings
  const dropped = values.dropAppSecrets.includes(lastFour)
  const others = values.dropAppSecrets.filter((other) => other !== lastFour)
  const toggle = () => set('dropAppSecrets', dropped ? others : [...others, lastFour])
  return (
    <div className={classes.row}>
      <span className={`mono ${dropped ? channelClasses.dropped : ''}`}>{words.storedSecret(lastFour)}</span>
      {dropped && <span className={classes.hint}>{words.removedWhenSaved}</span>}
      <Button size="xs" onClick={toggle} aria-label={words.verbOf(dropped ? all.undo : words.remove, lastFour)}>
        {dropped ? all.undo : words.remove}
      </Button>
    </div>
  )
}
