import { z } from 'zod'
import { Instant } from './ids.ts'

/** How many fields a channel may ask for at close. */
export const maxClosingFields = 20
/** Choices of one field. */
export const maxFieldChoices = 50
/** Characters of one value. */
export const maxFieldText = 1_000
/** Characters of an answer: what fits on a button of WhatsApp. */
export const maxAnswerLength = 20
/** Characters of a question above buttons (Meta: interactive reply buttons). */
export const maxQuestionLength = 1_024
/** How many answers a question offers. */
export const answerLimits = { min: 2, max: 5 }

/** Made up by whoever adds the field: it names no row. */
export const FieldId = z.uuid().brand<'FieldId'>()
export type FieldId = z.infer<typeof FieldId>

export const FieldKind = z.enum(['text', 'number', 'choice', 'date', 'yes_no'])
export type FieldKind = z.infer<typeof FieldKind>

/** Something to fill in before an interaction is closed. */
export const ClosingField = z.object({
  id: FieldId,
  name: z.string().trim().min(1).max(60),
  kind: FieldKind,
  /** Nobody closes without it. */
  required: z.boolean(),
  /** What a `choice` is made from; empty for the other kinds. */
  choices: z.array(z.string().trim().min(1).max(60)).max(maxFieldChoices),
})
export type ClosingField = z.infer<typeof ClosingField>

/** What was filled in: a text, a number, true or false; a date as 2026-03-02; null takes it back. */
export const FieldValue = z.object({
  id: FieldId,
  value: z.union([z.string().max(maxFieldText), z.number(), z.boolean()]).nullable(),
})
export type FieldValue = z.infer<typeof FieldValue>

/** A value with the name its field had when it was filled in. */
export const FilledField = z.object({
  id: FieldId,
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]),
})
export type FilledField = z.infer<typeof FilledField>

/** What a channel asks its contacts when an interaction has been closed. */
export const SatisfactionQuestion = z.object({
  question: z.string().trim().min(1).max(maxQuestionLength),
  /** Best first. */
  answers: z.array(z.string().trim().min(1).max(maxAnswerLength)).min(answerLimits.min).max(answerLimits.max),
  /** What opens the list, when there are more answers than buttons. */
  listLabel: z.string().trim().min(1).max(maxAnswerLength),
  /** As a text with numbered answers instead of buttons; channels without buttons ask like this in any case. */
  asText: z.boolean().default(false),
})
export type SatisfactionQuestion = z.infer<typeof SatisfactionQuestion>

/** What became of it. `place` counts the answers from 0. */
export const Satisfaction = z.object({
  askedAt: Instant,
  answers: z.array(z.string()),
  answer: z.object({ place: z.number().int(), at: Instant }).nullable(),
})
export type Satisfaction = z.infer<typeof Satisfaction>
