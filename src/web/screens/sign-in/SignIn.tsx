import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { type Language, languageNames, languages, setLanguage, useLanguage } from '../../i18n/language.ts'
import { person } from '../../i18n/person.ts'
import { Callout } from '../../parts/Callout.tsx'
import { Logo } from '../../shell/Logo.tsx'
import { type About, type SignInOutcome, signIn } from '../../sync/session.ts'
import { useAbout } from '../../sync/use.ts'
import classes from './sign-in.module.css'

/** Who are you? With one press per invented person when the installation is a demonstration. */
export function SignIn() {
  const words = useWords(common)
  const about = useAbout()
  const attempt = useSignIn()
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <header className={classes.head}>
          <Logo size={34} />
          <h1 className={classes.title}>{words.product}</h1>
          <LanguageChoice />
        </header>
        <SignInForm {...attempt} />
        {about?.demo && <Demonstration about={about} {...attempt} />}
      </div>
      {about && <p className={classes.version}>{words.version(about.version)}</p>}
    </main>
  )
}

type Attempt = {
  busy: boolean
  outcome: SignInOutcome | null
  attempt: (email: string, password: string) => Promise<void>
}

function useSignIn(): Attempt {
  const { to } = useSearch({ strict: false })
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<SignInOutcome | null>(null)
  async function attempt(email: string, password: string) {
    setBusy(true)
    setOutcome(null)
    const came = await signIn(email, password)
    // A whole new page: nothing of whoever was here before stays in memory.
    if (came === 'signed_in') return location.assign(addressOfOurs(to))
    setOutcome(came)
    setBusy(false)
  }
  return { busy, outcome, attempt }
}

/** Back to where the person was, but never to somebody else's address. */
function addressOfOurs(to: string | undefined): string {
  return to && /^\/(?![/\\])/.test(to) ? to : '/desk'
}

function SignInForm({ busy, outcome, attempt }: Attempt) {
  const words = useWords(common)
  const own = useWords(person)
  const sentences = {
    wrong: own.signInWrong,
    too_many: own.signInTooMany,
    unreachable: own.signInUnreachable,
    broken: own.signInBroken,
    signed_in: '',
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        const fields = new FormData(event.currentTarget)
        void attempt(String(fields.get('email')), String(fields.get('password')))
      }}
    >
      {outcome && (
        <Callout tone="bad" announced>
          {sentences[outcome]}
        </Callout>
      )}
      <TextInput
        name="email"
        type="email"
        autoComplete="username"
        label={words.email}
        required
        withAsterisk={false}
        autoFocus
      />
      <PasswordInput
        name="password"
        autoComplete="current-password"
        label={words.password}
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
      />
      <Button type="submit" variant="filled" size="lg" loading={busy}>
        {words.signIn}
      </Button>
    </form>
  )
}

function Demonstration({ about, busy, attempt }: Attempt & { about: About }) {
  const words = useWords(common)
  const own = useWords(person)
  const roles: Record<string, string> = {
    administrator: words.administrator,
    supervisor: words.supervisor,
    agent: words.agent,
  }
  return (
    <section className={classes.demo} aria-labelledby="demo-title">
      <h2 id="demo-title">{own.demoTitle}</h2>
      <p className="quiet">{own.demoText}</p>
      {about.demoUsers.map(({ email, password, name, role }) => (
        <Button key={email} justify="flex-start" disabled={busy} onClick={() => void attempt(email, password)}>
          {own.demoSignIn(name, roles[role] ?? role)}
        </Button>
      ))}
    </section>
  )
}

function LanguageChoice() {
  const words = useWords(common)
  const chosen = useLanguage()
  return (
    <NativeSelect
      aria-label={words.language}
      w={130}
      data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
      value={chosen}
      onChange={(event) => void setLanguage(event.currentTarget.value as Language)}
    />
  )
}
