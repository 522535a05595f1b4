import { area, counted, type Translated } from './catalogue.ts'
import type { FillProblem, UnusableStatus } from './desk/kinds.ts'

const [inEnglish, inPortuguese, inSpanish] = [counted('en'), counted('pt'), counted('es')]

const en = {
  searchTemplates: (n: number) => inEnglish(n, 'Search # template', 'Search # templates'),
  noTemplates: 'There are no templates for this channel. An administrator can fetch them.',
  suggested: 'Suggested',
  templateCategory: (category: string) =>
    ({ marketing: 'Marketing', utility: 'Utility', authentication: 'Authentication' })[category.toLowerCase()] ??
    category,
  templateUnusable: (status: UnusableStatus) =>
    ({
      pending: 'waits for approval',
      rejected: 'rejected',
      paused: 'paused',
      disabled: 'disabled',
      archived: 'archived',
      deleted: 'deleted',
    })[status],
  templateLanguage: 'Language of the template',
  fillPoints: 'Fill points',
  noFillPoints: 'Nothing to fill in',
  fillProblem: (problem: FillProblem) =>
    ({
      blank: 'Fill this in.',
      too_many_spaces: 'At most 4 spaces in a row. Remove some.',
      line_break: 'Line breaks and tabs are not accepted here. Remove them.',
      not_supported: 'This kind of header cannot be sent yet. Choose another template.',
    })[problem],
  buttonValue: (label: string) => `Button “${label}”`,
  insertName: (name: string) => `Insert ${name}`,
  allFilled: (n: number) => inEnglish(n, 'Filled', 'All # filled'),
  fillAll: (n: number) => inEnglish(n, '# fill point is blank.', '# fill points are blank.'),
  headerFile: (kind: string, limit: string) => `Choose a file: ${kind}, to ${limit}`,
  headerFileLater: 'This template needs a file, which can be sent only once the conversation exists. Choose another.',
  asSeenBy: (name: string) => (name === '' ? 'As the contact will see it' : `As ${name} will see it`),
  doesNotReopen: 'Sending a template does not open the window. The answer does.',
  templateSent: 'The template is on its way.',
}

const pt: Translated<typeof en> = {
  searchTemplates: (n) => inPortuguese(n, 'Buscar em # modelo', 'Buscar em # modelos'),
  noTemplates: 'Não há modelos para este canal. Um administrador pode buscá-los.',
  suggested: 'Sugerido',
  templateCategory: (category) =>
    ({ marketing: 'Marketing', utility: 'Utilidade', authentication: 'Autenticação' })[category.toLowerCase()] ??
    category,
  templateUnusable: (status) =>
    ({
      pending: 'espera aprovação',
      rejected: 'rejeitado',
      paused: 'pausado',
      disabled: 'desativado',
      archived: 'arquivado',
      deleted: 'excluído',
    })[status],
  templateLanguage: 'Idioma do modelo',
  fillPoints: 'Campos',
  noFillPoints: 'Nada a preencher',
  fillProblem: (problem) =>
    ({
      blank: 'Preencha este campo.',
      too_many_spaces: 'No máximo 4 espaços seguidos. Remova alguns.',
      line_break: 'Quebras de linha e tabulações não são aceitas aqui. Remova-as.',
      not_supported: 'Este tipo de cabeçalho ainda não pode ser enviado. Escolha outro modelo.',
    })[problem],
  buttonValue: (label) => `Botão “${label}”`,
  insertName: (name) => `Inserir ${name}`,
  allFilled: (n) => inPortuguese(n, 'Preenchido', 'Todos os # preenchidos'),
  fillAll: (n) => inPortuguese(n, '# campo está em branco.', '# campos estão em branco.'),
  headerFile: (kind, limit) => `Escolher um arquivo: ${kind}, até ${limit}`,
  headerFileLater:
    'Este modelo precisa de um arquivo, que só pode ser enviado quando a conversa existir. Escolha outro.',
  asSeenBy: (name) => (name === '' ? 'Como o contato verá' : `Como ${name} verá`),
  doesNotReopen: 'Enviar um modelo não abre a janela. A resposta abre.',
  templateSent: 'O modelo está a caminho.',
}

const es: Translated<typeof en> = {
  searchTemplates: (n) => inSpanish(n, 'Buscar en # plantilla', 'Buscar en # plantillas'),
  noTemplates: 'No hay plantillas para este canal. Un administrador puede traerlas.',
  suggested: 'Sugerida',
  templateCategory: (category) =>
    ({ marketing: 'Marketing', utility: 'Utilidad', authentication: 'Autenticación' })[category.toLowerCase()] ??
    category,
  templateUnusable: (status) =>
    ({
      pending: 'espera aprobación',
      rejected: 'rechazada',
      paused: 'en pausa',
      disabled: 'desactivada',
      archived: 'archivada',
      deleted: 'borrada',
    })[status],
  templateLanguage: 'Idioma de la plantilla',
  fillPoints: 'Campos',
  noFillPoints: 'Nada que rellenar',
  fillProblem: (problem) =>
    ({
      blank: 'Rellene este campo.',
      too_many_spaces: 'Como mucho 4 espacios seguidos. Quite algunos.',
      line_break: 'Aquí no se aceptan saltos de línea ni tabulaciones. Quítelos.',
      not_supported: 'Este tipo de cabecera todavía no se puede enviar. Elija otra plantilla.',
    })[problem],
  buttonValue: (label) => `Botón «${label}»`,
  insertName: (name) => `Insertar ${name}`,
  allFilled: (n) => inSpanish(n, 'Rellenado', 'Los # rellenados'),
  fillAll: (n) => inSpanish(n, '# campo está en blanco.', '# campos están en blanco.'),
  headerFile: (kind, limit) => `Elegir un archivo: ${kind}, hasta ${limit}`,
  headerFileLater:
    'Esta plantilla necesita un archivo, que solo se puede enviar cuando exista la conversación. Elija otra.',
  asSeenBy: (name) => (name === '' ? 'Como lo verá el contacto' : `Como lo verá ${name}`),
  doesNotReopen: 'Enviar una plantilla no abre la ventana. La respuesta sí.',
  templateSent: 'La plantilla está en camino.',
}

/** Words of choosing a template and filling it in: fetched with the picker. */
export const picker = area(en, pt, es)
