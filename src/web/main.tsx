import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app.tsx'
import { startLanguage } from './i18n/language.ts'
import { leaveWhenSignedOut } from './sync/session.ts'
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './theme.css'
import '@mantine/core/styles.layer.css'
import './mantine.css'

// Compiling schemas needs eval, which the content security policy refuses.
z.config({ jitless: true })

await startLanguage()
leaveWhenSignedOut()
createRoot(document.querySelector('#root') as HTMLElement).render(<App />)
