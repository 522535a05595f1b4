import type { ChannelCard, InteractionCard } from '../../../../contract/cards.ts'
import type { TemplateFill } from '../../../../contract/content.ts'
import type { Instant, TemplateId } from '../../../../contract/ids.ts'
import { PlanDialog } from './PlanDialog.tsx'
import { usePlan } from './usePlan.ts'

type Props = {
  card: InteractionCard
  channel: ChannelCard
  template: { templateId: TemplateId; fill: TemplateFill }
  onPlanned: (id: TemplateId) => void
  onClose: () => void
}

/** When a filled template goes. It may go at any time, unless the contact said stop. */
export function PlanTemplate({ card, channel, template, onPlanned, onClose }: Props) {
  const { plan } = usePlan(card)
  return (
    <PlanDialog
      card={card}
      channel={channel}
      isTemplate
      start={null}
      onPlan={async (goesAt: Instant) => {
        const refusal = await plan(goesAt, { kind: 'template', ...template })
        if (refusal === null) onPlanned(template.templateId)
        return refusal
      }}
      onClose={onClose}
    />
  )
}
