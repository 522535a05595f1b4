import type { z } from 'zod'
import type { FillValue, TemplateComponents } from '../../contract/content.ts'
import type { Connection, Failure, Fetcher, Provider, ProviderTemplate } from '../provider.ts'
import { ourLanguage, templateStatus } from './account.ts'
import { call } from './call.ts'
import { cursorCode } from './errors.ts'
import { failureOfAnswer, successOf } from './send.ts'
import {
  BodyComponent,
  ButtonsComponent,
  FooterComponent,
  HeaderComponent,
  Template,
  TemplatePage,
  type WireTemplate,
} from './wire.ts'

/** An account may have 6,000 templates (Meta: limits); this is room for more. */
export const templatesPerPage = 100
export const maxTemplatePages = 100

/** A cursor that expires on the way means beginning again, but not for ever. */
const maxListings = 2

const fields = 'id,name,language,status,category,parameter_format,rejected_reason,components'

type Listing = Awaited<ReturnType<Provider['listTemplates']>>

/** All templates of the account. */
export async function listTemplates(connection: Connection, fetcher: Fetcher, timeoutMs: number): Promise<Listing> {
  let listing = await listOnce(connection, fetcher, timeoutMs)
  for (let tries = 1; tries < maxListings && cursorExpired(listing); tries++) {
    listing = await listOnce(connection, fetcher, timeoutMs)
  }
  return listing
}

async function listOnce(connection: Connection, fetcher: Fetcher, timeoutMs: number): Promise<Listing> {
  const templates: ProviderTemplate[] = []
  const path = [connection.account, 'message_templates']
  let query: Record<string, string> = { fields, limit: String(templatesPerPage) }

  for (let pages = 0; pages < maxTemplatePages; pages++) {
    const answer = await call({ method: 'GET', path, query, timeoutMs }, connection, fetcher)
    const page = successOf(answer, TemplatePage)
    if (page === null) return { type: 'failed', failure: failureOfAnswer(answer) }
    templates.push(...page.data.flatMap(readTemplate))

    // `next` is an address with the token in it: we only want to know that there is one.
    if (page.paging?.next === undefined) return { type: 'listed', templates }
    const after = page.paging.cursors?.after
    if (after === undefined) return { type: 'failed', failure: noCursor }
    query = { ...query, after }
  }
  return { type: 'failed', failure: tooMany }
}

const cursorExpired = (listing: Listing): boolean => listing.type === 'failed' && listing.failure.code === cursorCode

const noCursor: Failure = {
  code: 'paging',
  title: 'List of templates incomplete',
  detail: 'There is a next page, but no cursor to ask for it.',
}
const tooMany: Failure = {
  code: 'paging',
  title: 'Too many templates',
  detail: `There are more than ${templatesPerPage * maxTemplatePages}.`,
}

/** A template in our words. One without a name or language is left out: nobody could send it. */
function readTemplate(raw: unknown): ProviderTemplate[] {
  const template = Template.safeParse(raw)
  if (!template.success) return []

  const { id, name, language, status, category, rejected_reason: reason } = template.data
  const components = componentsOf(template.data)
  return [
    {
      providerTemplateId: id,
      name,
      language: ourLanguage(language),
      // A status we do not know is no permission to send.
      status: templateStatus(status) ?? 'disabled',
      category: (category ?? 'unknown').toLowerCase(),
      parameterFormat: isNamed(template.data, components) ? 'named' : 'positional',
      rejectedReason: reason === undefined || reason === 'NONE' ? null : reason,
      components,
    },
  ]
}

function isNamed({ parameter_format: format }: WireTemplate, { header, body }: TemplateComponents): boolean {
  if (format !== undefined) return format.toUpperCase() === 'NAMED'
  const text = `${header?.format === 'text' ? header.text : ''} ${body.text}`
  return /\{\{\s*[A-Za-z_]/.test(text)
}

function componentsOf({ components }: WireTemplate): TemplateComponents {
  const component = <Component>(type: string, schema: z.ZodType<Component>): Component | null => {
    const raw = components.find((candidate) => candidate.type.toUpperCase() === type)
    return raw === undefined ? null : (schema.safeParse(raw).data ?? null)
  }
  // What we cannot fill in yet is named in the place of the header, where everybody sees that it cannot be sent.
  const beyondUs = components.some(({ type }) => ['CAROUSEL', 'LIMITED_TIME_OFFER'].includes(type.toUpperCase()))
  const body = component('BODY', BodyComponent)
  return {
    header: beyondUs ? { format: 'other' } : headerOf(component('HEADER', HeaderComponent)),
    body: {
      text: body?.text ?? '',
      examples: examplesOf(body?.example?.body_text?.[0], body?.example?.body_text_named_params),
    },
    footer: component('FOOTER', FooterComponent)?.text ?? null,
    buttons: (component('BUTTONS', ButtonsComponent)?.buttons ?? []).map(buttonOf),
  }
}

function headerOf(header: z.infer<typeof HeaderComponent> | null): TemplateComponents['header'] {
  if (header === null) return null
  switch (header.format?.toUpperCase()) {
    case 'TEXT':
      return {
        format: 'text',
        text: header.text ?? '',
        examples: examplesOf(header.example?.header_text, header.example?.header_text_named_params),
      }
    case 'IMAGE':
      return { format: 'image' }
    case 'VIDEO':
      return { format: 'video' }
    case 'DOCUMENT':
      return { format: 'document' }
    case 'LOCATION':
      return { format: 'location' }
    default:
      return { format: 'other' }
  }
}

type NamedExample = { param_name: string; example?: string | undefined }

function examplesOf(
  positional: readonly string[] | undefined,
  named: readonly NamedExample[] | undefined,
): FillValue[] {
  if (named !== undefined) return named.map(({ param_name, example }) => ({ key: param_name, value: example ?? '' }))
  return (positional ?? []).map((value, index) => ({ key: String(index + 1), value }))
}

function buttonOf({ type, text, url }: z.infer<typeof ButtonsComponent>['buttons'][number]) {
  const button = { text: text ?? '', url: url ?? null }
  switch (type?.toUpperCase()) {
    case 'QUICK_REPLY':
      return { ...button, kind: 'quick_reply' as const }
    case 'URL':
      return { ...button, kind: 'url' as const }
    case 'OTP':
      // The code of an authentication template is sent a second time, as if it completed the address of a link.
      return { ...button, kind: 'url' as const, url: url ?? '{{1}}' }
    case 'PHONE_NUMBER':
      return { ...button, kind: 'phone_number' as const }
    case 'COPY_CODE':
      return { ...button, kind: 'copy_code' as const }
    default:
      return { ...button, kind: 'other' as const }
  }
}
