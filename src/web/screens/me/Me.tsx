import { Button } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { ownSettings } from '../../i18n/own-settings.ts'
import { Loading } from '../../parts/Loading.tsx'
import { Page } from '../../parts/Page.tsx'
import { useMe, usePreferences } from '../../sync/use.ts'
import { usePresenceActs } from '../desk/presence/usePresenceActs.ts'
import { Appearance } from './Appearance.tsx'
import { Attention } from './Attention.tsx'
import classes from './me.module.css'
import { Password } from './Password.tsx'
import { Writing } from './Writing.tsx'

/** How the desk behaves for this person. Each change is saved as it is made. */
export function Me() {
  const words = useWords(common)
  const own = useWords(ownSettings)
  const me = useMe()
  const { preferences } = usePreferences()
  const { leave } = usePresenceActs()
  return (
    <Page
      title={words.me}
      actions={
        <>
          <Link to="/desk" className={classes.back}>
            {words.toTheDesk}
          </Link>
          <Button leftSection={<IconLogout size={15} className="turns" />} onClick={() => void leave()}>
            {words.signOut}
          </Button>
        </>
      }
    >
      <div className={classes.column}>
        <p className={classes.who}>
          <b>
            <bdi>{me.name}</bdi>
          </b>{' '}
          · {me.email} · {words[me.role]}
        </p>
        {preferences ? (
          <>
            {preferences.locked.length > 0 && <p className="quiet">{own.someSet}</p>}
            <Appearance preferences={preferences} />
            <Writing preferences={preferences} />
            <Attention preferences={preferences} />
          </>
        ) : (
          <Loading />
        )}
        <Password />
      </div>
    </Page>
  )
}
