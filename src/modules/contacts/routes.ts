import * as contract from '../../contract/operations/contacts.ts'
import type { Bind } from '../../kernel/http.ts'
import { findContacts, getContact, saveContact } from './actions.ts'

export function contactsRoutes(bind: Bind): void {
  bind.read(contract.getContact, getContact)
  bind(contract.saveContact, saveContact)
  bind.read(contract.findContacts, findContacts)
}
