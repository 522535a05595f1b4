import * as contract from '../../contract/operations/templates.ts'
import type { Bind } from '../../kernel/http.ts'
import { setTemplateChannels, syncTemplates, type TemplatesDeps, templates } from './actions.ts'

export function templatesRoutes(bind: Bind, deps: TemplatesDeps): void {
  bind.read(contract.listTemplates, templates)
  bind.outside(contract.syncTemplates, (kernel, input, person) => syncTemplates(deps, kernel, person, input))
  bind(contract.setTemplateChannels, setTemplateChannels)
}
