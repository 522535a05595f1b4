import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import channelClasses from './channels.module.css'

/** How to connect a real account, step by step (Meta: WhatsApp Cloud API, get started). */
export function ConnectHelp({ version }: { version: string }) {
  const words = useWords(admin)
  const steps = [
    words.stepApp,
    words.stepNumber,
    words.stepToken,
    words.stepHere,
    words.stepWebhook,
    words.stepSubscribe(version),
    words.stepTest,
    words.stepPayment,
  ]
  return (
    <details className={channelClasses.help}>
      <summary>{words.howToConnect}</summary>
      <p style={{ margin: '8px 0 0' }}>{words.whatYouNeed}</p>
      <ol className={channelClasses.steps}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </details>
  )
}
