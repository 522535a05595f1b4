import { counted, type Translated } from '../catalogue.ts'
import type { en } from './en.ts'

const count = counted('pt')

export const pt: Translated<typeof en> = {
  inAnHour: 'Daqui a uma hora',
  tomorrow: 'Amanhã às 9:00',
  pickTime: 'Escolher a hora…',
  listOpen: 'O que está programado…',
  when: 'Sai às',
  zone: (zone) => `Pelo seu relógio (${zone}). Por exemplo, amanhã às 9:00. Sai também com você desconectado.`,
  timePast: 'Essa hora já passou. Escolha outra.',
  timeFar: 'Faltam mais de 90 dias. Escolha uma hora mais próxima.',
  plan: (time) => `Enviar às ${time}`,
  cancel: 'Cancelar',
  plannedFor: (time) => `Sai às ${time}.`,
  words: 'Mensagem',
  change: 'Mudar',
  again: 'Programar de novo',
  sendNow: 'Enviar agora',
  takeBack: 'Cancelar envio',
  takenBack: 'Cancelada. Não será enviada.',
  windowBefore: (name, time) =>
    `A janela de 24 horas fecha às ${time}, antes disso. Se ${name} não escrever de novo, este texto não poderá ser enviado e volta para você. Um modelo pode.`,
  windowClosed: (name) =>
    `A janela de 24 horas está fechada. Se ${name} não escrever até lá, este texto não poderá ser enviado e volta para você. Um modelo pode.`,
  asThingsAre: 'Do jeito que está não será enviada e volta para você:',
  useTemplate: 'Usar um modelo',
  goesLater: 'Sai mais tarde',
  plannedBy: (who, time) => `${who} · sai às ${time}`,
  plannedAs: (who, time, text) => `Programada por ${who} para ${time}: ${text}`,
  you: 'Você',
  aColleague: 'Um colega',
  wroteSince: (name) => `${name} escreveu depois que isto foi programado. Sai mesmo assim: leia de novo.`,
  notSent: (time) => `Não foi enviada às ${time}.`,
  why: (refusal) =>
    (
      ({
        interaction_closed: 'A conversa já estava encerrada.',
        not_yours: 'Quem programou já não cuidava da conversa.',
        not_permitted: 'Quem programou já não trabalha aqui.',
        outside_allowed_sending_window: 'A janela de 24 horas estava fechada, e isto não é um modelo.',
        recipient_not_opted_in: 'O contato nunca escreveu nem autorizou.',
        contact_opted_out: 'O contato não quer receber mensagens.',
        channel_off: 'O canal estava desligado.',
        channel_not_connected: 'O canal não estava conectado.',
        no_address: 'Não havia número para enviar.',
        template_not_found: 'O modelo não existe mais.',
        template_not_usable: 'O modelo foi retirado.',
        template_not_on_channel: 'O modelo não pode ser usado neste canal.',
        template_insufficient_parameters: 'O modelo pede mais do que foi preenchido.',
        file_not_ready: 'Um arquivo dela não está mais lá.',
      }) as Record<string, string>
    )[refusal] ?? '',
  listTitle: 'O que está programado',
  listHint: 'O que você programou, e o que não pôde ser enviado e voltou para você ou suas filas.',
  listEmpty: 'Nada está programado. Escreva uma mensagem e escolha o relógio ao lado de Enviar.',
  open: 'Abrir',
  cameBack: (n) => count(n, '# mensagem programada não foi enviada.', '# mensagens programadas não foram enviadas.'),
  cameBackText: 'Nada se perdeu: veja o que há a fazer.',
  look: 'Ver',
}
