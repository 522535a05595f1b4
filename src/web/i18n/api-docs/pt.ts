import type { Translated } from '../catalogue.ts'
import type { en } from './en.ts'

export const pt: Translated<typeof en> = {
  title: 'API',
  intro:
    'Todas as chamadas da mesa, abertas a outros sistemas com uma chave de API. O que muda alguma coisa é um POST com corpo JSON; um "não" do negócio é uma recusa com status próprio.',
  download: 'Descrição em OpenAPI 3.1',
  calls: 'Chamadas',
  find: 'Procurar uma chamada',
  nothingFound: 'Nenhuma chamada tem isso no endereço ou na descrição.',
  chooseTitle: 'Escolha uma chamada',
  chooseText: 'A lista mostra o que se pode pedir a este servidor, por módulo.',
  permission: (permission: string) => `Precisa da permissão ${permission}`,
  open: 'Não precisa de sessão',
  query: 'Consulta',
  body: 'Corpo',
  answer: 'Resposta',
  refusals: 'Recusas',
  types: 'Tipos',
  noInput: 'Não recebe nada.',
  file: 'Um arquivo, como multipart/form-data no campo “file”.',
  fromShell: 'Na linha de comando',
  keyNote: 'SWITCHBOARD_KEY representa uma chave de API sua.',
  tryIt: 'Experimentar',
  tryNote: 'Pergunta agora a este servidor, em seu nome. Ler não muda nada.',
  answeredIn: (milliseconds: number) => `Respondido em ${milliseconds} ms`,
  cut: 'A resposta é maior do que o que se mostra.',
  notCopied: 'O navegador não permitiu copiar.',
}
