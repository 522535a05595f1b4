import { countryOf } from './addresses.ts'
import { DAY_MS } from './clock.ts'
import type { Ids } from './ids.ts'
import type { JsonObject } from './json.ts'
import { STANDARD_MESSAGES_PER_SECOND } from './limits.ts'
import { type Template, type TemplateCategory, templateKey } from './templates.ts'
import { accountOf, type BusinessNumber, type Phone, putNumber, putPhone, type World } from './world.ts'

/** The business number that is there from the start. Its secrets are public: this is a toy on loopback. */
export const SEED_NUMBER = {
  phoneNumberId: '700800900100201',
  wabaId: '900100200300401',
  displayNumber: '+44 7700 900999',
  name: 'Velmora Home',
  accessToken: 'sim-access-token-01',
  appSecret: 'sim-app-secret-01',
  appId: '600500400300200',
  verifyToken: 'sim-verify-token-01',
} as const

/**
 * Numbers nobody holds that answer with a code, whatever is sent to them (in the failed status, as Meta does):
 * not on WhatsApp, held back by Meta, marketing stopped by the user.
 */
export const MAGIC_NUMBERS: Readonly<Record<string, number>> = {
  '447700900126': 131026,
  '447700900149': 131049,
  '447700900150': 131050,
}

type NumberSettings = { [Key in keyof typeof SEED_NUMBER]: string } & {
  callbackUrl?: string | null
  messagesPerSecond?: number
}

/** A connected number with everything else at its ordinary value. */
export function newNumber(settings: NumberSettings): BusinessNumber {
  const compact = settings.displayNumber.replace(/[^\d+]/g, '')
  return {
    ...settings,
    waId: compact.slice(1),
    callingCode: countryOf(compact).callingCode,
    tokenState: 'valid',
    previousAppSecret: null,
    callbackUrl: settings.callbackUrl ?? null,
    overrideCallbackUrl: null,
    status: 'CONNECTED',
    quality: 'GREEN',
    messagesPerSecond: settings.messagesPerSecond ?? STANDARD_MESSAGES_PER_SECOND,
    order: 'chat',
    windowRefusal: 'response',
    allowedRecipients: null,
    service: { month: '', delivered: 0 },
  }
}

/** A phone that is on, with nothing blocked. */
export function newPhone(
  ids: Ids,
  person: {
    id?: string
    name: string
    number: string | null
    username?: string | null
    country?: string
    userId?: string
  },
): Phone {
  const country = person.country ?? countryOf(person.number ?? '').country
  return {
    id: person.id ?? ids.numeric(),
    name: person.name,
    username: person.username ?? null,
    number: person.number,
    numberShared: true,
    userId: person.userId ?? ids.userId(country),
    parentUserId: null,
    online: true,
    readReceipts: true,
    typing: false,
    blocked: [],
    openChat: null,
    marketingStopped: false,
  }
}

/** The world as it is at the first start. */
export function seedWorld(world: World): void {
  putNumber(world, newNumber({ ...SEED_NUMBER }))
  seedTemplates(world, SEED_NUMBER.wabaId)
  seedPhones(world)
}

export function seedPhones(world: World): void {
  putPhone(world, newPhone(world.ids, { id: 'amara', name: 'Amara Bello', number: '+447700900118' }))
  putPhone(
    world,
    newPhone(world.ids, { id: 'mira', name: 'Mira Kvist', number: null, username: 'mira.kvist', country: 'GB' }),
  )
  putPhone(world, newPhone(world.ids, { id: 'rosa', name: 'Rosa Quintero', number: '+447700900131' }))
  putPhone(world, newPhone(world.ids, { id: 'gil', name: 'Gil Torres', number: '+447700900127' }))
}

/** The templates every account begins with. Does nothing for an account that has some. */
export function seedTemplates(world: World, wabaId: string): void {
  const account = accountOf(world, wabaId)
  if (account.templates.size > 0) return
  const since = Math.floor((world.clock.now() - 30 * DAY_MS) / 1000)
  for (const template of seedList()) {
    account.templates.set(templateKey(template), {
      ...template,
      id: world.ids.numeric(),
      quality_score: { score: 'GREEN', date: since },
    })
  }
  world.changed({ type: 'templates', wabaId })
}

type SeedTemplate = Omit<Template, 'id' | 'quality_score'>

function seedList(): SeedTemplate[] {
  return [
    template('order_update', 'en', 'UTILITY', [
      body('Your order {{1}} will arrive on {{2}} between 9:00 and 12:00.', { body_text: [['VH-20931', 'Friday']] }),
      { type: 'FOOTER', text: 'Velmora Home' },
      buttons({
        type: 'URL',
        text: 'Track the van',
        url: 'https://velmora.example/track/{{1}}',
        example: ['https://velmora.example/track/VH-20931'],
      }),
    ]),
    continueChat('en', 'Shall we continue our conversation?', 'Yes, continue', 'No, thank you'),
    continueChat('pt_BR', 'Podemos continuar a nossa conversa?', 'Sim, continuar', 'Não, obrigado'),
    continueChat('es', '¿Seguimos con nuestra conversación?', 'Sí, continuar', 'No, gracias'),
    {
      ...template('welcome_photo', 'en', 'MARKETING', [
        { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://velmora.example/welcome.png'] } },
        body('Welcome, {{first_name}}. Your code for {{shop_city}} is waiting at the door.', {
          body_text_named_params: [
            { param_name: 'first_name', example: 'Amara' },
            { param_name: 'shop_city', example: 'Leeds' },
          ],
        }),
      ]),
      parameter_format: 'NAMED',
    },
    template('sign_in_code', 'en', 'AUTHENTICATION', [
      { ...body('{{1}} is your verification code.', { body_text: [['438221']] }), add_security_recommendation: true },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      buttons({
        type: 'OTP',
        otp_type: 'COPY_CODE',
        text: 'Copy code',
        url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
      }),
    ]),
    { ...template('spring_sale', 'en', 'MARKETING', [body('Our spring sale begins on Monday.')]), status: 'PENDING' },
    {
      ...template('prize_draw', 'en', 'UTILITY', [body('You have won. Write to us to collect.')]),
      status: 'REJECTED',
      rejected_reason: 'TAG_CONTENT_MISMATCH',
    },
    { ...template('weekly_offers', 'en', 'MARKETING', [body('The offers of this week are here.')]), status: 'PAUSED' },
  ]
}

const continueChat = (language: string, text: string, yes: string, no: string): SeedTemplate =>
  template('continue_chat', language, 'UTILITY', [
    body(text),
    buttons({ type: 'QUICK_REPLY', text: yes }, { type: 'QUICK_REPLY', text: no }),
  ])

function template(name: string, language: string, category: TemplateCategory, components: JsonObject[]): SeedTemplate {
  return {
    name,
    language,
    category,
    components,
    status: 'APPROVED',
    parameter_format: 'POSITIONAL',
    rejected_reason: 'NONE',
  }
}

const body = (text: string, example?: JsonObject): JsonObject =>
  example ? { type: 'BODY', text, example } : { type: 'BODY', text }
const buttons = (...list: JsonObject[]): JsonObject => ({ type: 'BUTTONS', buttons: list })
