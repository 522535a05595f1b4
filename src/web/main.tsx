import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startLanguage } from './i18n/language.ts'
import { leaveWhenSignedOut } from './sync/session.ts'
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './theme.css'
import '@mantine/core/styles.layer.css'
import './mantine.css'

await startLanguage()
leaveWhenSignedOut()
createRoot(document.querySelector('#root') as HTMLElement).render(<App />)
