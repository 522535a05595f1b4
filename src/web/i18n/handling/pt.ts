import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const pt: Translated<typeof en> = {
  parkNow: 'Estacionar até eu retomar',
  snooze: 'Voltar em uma hora certa',
  inAnHour: 'Daqui a uma hora',
  tomorrow: 'Amanhã às 9:00',
  pickTime: 'Escolher a hora',
  comeBackAt: 'Volta às',
  timePast: 'Essa hora já passou. Escolha outra.',
  example: 'Por exemplo, amanhã às 9:00. Se o contato escrever antes, volta na hora.',
  parkedFor: (reason, until) =>
    ({
      manual: until === null ? 'Estacionada. Não ocupa nenhum dos seus lugares.' : `Estacionada até ${until}.`,
      call: 'Estacionada enquanto você está ao telefone. Volta quando desligar.',
      customer_silence:
        'Estacionada: o contato está em silêncio. A próxima mensagem vai para a fila, primeiro para você.',
    })[reason] ?? '',
  wakes: 'Volta quando o contato escreve.',
  askNow: 'Perguntar o que acha',
  askedNow: 'Perguntado. A resposta fica com a conversa.',
  takeBack: 'Retomar',
  passTo: 'Para quem',
  aColleague: 'Um colega',
  aQueue: 'Uma fila',
  colleague: 'Colega',
  queue: 'Fila',
  nobodyThere: 'Nenhum colega está disponível agora. Passe para uma fila.',
  note: 'Nota para quem aceitar',
  notePlaceholder: 'Por exemplo: pede reembolso',
  askFirst: 'Perguntar antes e ficar com ela até que aceite',
  returns: (seconds) =>
    seconds === 0 ? 'Não volta sozinha.' : `Se ninguém aceitar em ${seconds} segundos, volta para você.`,
  cancel: 'Cancelar',
  passed: 'Passada.',
  asked: 'Perguntado. Fica com você até que aceite.',
  waitsFor: (name) => `${name} foi consultado para assumir.`,
  onCall: (name) => `${name} (ao telefone)`,
  callBack: 'Ficar com ela',
}
