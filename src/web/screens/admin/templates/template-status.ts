import type { Template } from '../../../../contract/operations/templates.ts'
import type { Tone } from '../../../parts/Chip.tsx'

/** How good each status of a template is: colour, beside its word. */
export const statusTone: Record<Template['status'], Tone> = {
  approved: 'good',
  pending: 'warn',
  paused: 'warn',
  rejected: 'bad',
  disabled: 'bad',
  archived: 'plain',
  deleted: 'plain',
}
