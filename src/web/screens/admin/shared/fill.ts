import type { TemplateComponents, TemplateFill } from '../../../../contract/content.ts'
import { type FillPoint, fillPoints } from '../../../../modules/templates/core/render.ts'

export const emptyFill: TemplateFill = { header: [], headerMedia: null, body: [], buttons: [] }

/** Pure: a template filled with what it was approved with; a button's value stays blank. */
export function exampleFill(components: TemplateComponents): TemplateFill {
  const { header, body } = fillPoints(components)
  const filled = (points: FillPoint[]) =>
    points.flatMap(({ key, example }) => (example === null ? [] : [{ key, value: example }]))
  return { ...emptyFill, header: filled(header), body: filled(body) }
}
