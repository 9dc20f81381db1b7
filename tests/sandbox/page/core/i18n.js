const TEXTS = {
  en: {
    search: 'Search contact by name, phone, or ticket ID', ongoing: 'Ongoing', waiting: 'Waiting', flow_start: 'Sent flows',
    newest: 'Newest', oldest: 'Oldest', noRooms: 'No chats here', noResults: 'No results found', viewOptions: 'View options', isNew: 'New',
    generalHistory: 'General history', flows: 'Flows', quickMessages: 'Quick messages', dashboard: 'Dashboard', theme: 'Live Desk theme', light: 'Light', dark: 'Dark',
    sound: 'Sound notifications', on: 'On', off: 'Off', hello: 'Hello!', selectChat: 'Select a chat to start', endChat: 'End chat', you: 'You',
    placeholder: 'Type your message or / to activate quick messages', send: 'Send', allInformation: 'All information', aboutContact: 'About the contact', aboutSupport: 'About the support',
    unlinked: 'Unlinked contact', lastMessage: 'Last message', name: 'Name', notes: 'Notes', media: 'Media', docs: 'Docs', audios: 'Audios',
    online: 'Online', offline: 'Offline', flowsTrigger: 'Flows trigger', triggeredFlows: 'Triggered flows', searchContact: 'Search contact', add: 'Add', continueLabel: 'Continue', back: 'Back',
    selectFlow: 'Select flow', searchOrSelect: 'Search or select', searchShort: 'Search', alreadyOpen: '{name} already has a chat Already with representative {agent} in queue {queue}', flowOk: 'Flow triggered successfully', flowError: 'Error triggering flow',
    filterByDate: 'Filter by date', contact: 'Contact', triggeredFlow: 'Triggered flow', representative: 'Representative', date: 'Date', time: 'Trigger time',
    variableMapping: 'Variable mapping', variable: 'Variable {name}', variableValue: 'Enter the value for this variable', checked: "I've checked it and I'm ready to send it", cancel: 'Cancel', sendTemplate: 'Send (1 template)',
    mapHint: 'Make sure each field is correctly mapped. Your message will be customized for each selected contact based on these mappings.',
    closed24h: 'More than 24 hours have passed since the last message of the contact.', sendFlowLink: 'send a flow', takeChat: 'Start chat', closeTitle: 'End chat?', closeText: 'The chat will be closed and moved to the history.', confirm: 'Confirm',
    settings: 'Settings', departments: 'Departments', additionalOptions: 'Additional options', toggle: 'Trigger message templates', save: 'Save', saved: 'Changes saved', noDepartments: 'You have no departments to configure',
    closedChats: 'General history', closeHistory: 'Back to chats', requestFailed: 'Something went wrong', dictationOn: 'Listening…', addContact: 'Add new contact', phone: 'Phone', darkIntro: 'Dark mode is here', darkIntroText: 'Choose between light and dark in View options.', gotIt: 'Got it', waitingRoom: 'Waiting for the contact to answer the flow',
  },
  'pt-br': {
    search: 'Buscar contato por nome, telefone ou ID do ticket', ongoing: 'Em andamento', waiting: 'Aguardando', flow_start: 'Fluxos enviados',
    newest: 'Mais recentes', oldest: 'Mais antigos', noRooms: 'Nenhum chat aqui', noResults: 'Nenhum resultado', viewOptions: 'Ver opções', isNew: 'Novo',
    generalHistory: 'Histórico geral', flows: 'Fluxos', quickMessages: 'Mensagens rápidas', dashboard: 'Dashboard', theme: 'Tema do Live Desk', light: 'Claro', dark: 'Escuro',
    sound: 'Notificações sonoras', on: 'Ligado', off: 'Desligado', hello: 'Olá!', selectChat: 'Selecione um chat para começar', endChat: 'Encerrar chat', you: 'Você',
    placeholder: 'Digite sua mensagem ou / para ativar mensagens rápidas', send: 'Enviar', allInformation: 'Todas as informações', aboutContact: 'Sobre o contato', aboutSupport: 'Sobre o atendimento',
    unlinked: 'Contato não vinculado', lastMessage: 'Última mensagem', name: 'Nome', notes: 'Notas', media: 'Mídia', docs: 'Docs', audios: 'Áudios',
    online: 'Online', offline: 'Offline', flowsTrigger: 'Disparo de fluxos', triggeredFlows: 'Fluxos disparados', searchContact: 'Buscar contato', add: 'Adicionar', continueLabel: 'Continuar', back: 'Voltar',
    selectFlow: 'Selecionar fluxo', searchOrSelect: 'Busque ou selecione', searchShort: 'Buscar', alreadyOpen: '{name} já tem um chat com {agent} na fila {queue}', flowOk: 'Fluxo disparado com sucesso', flowError: 'Erro ao disparar fluxo',
    filterByDate: 'Filtrar por data', contact: 'Contato', triggeredFlow: 'Fluxo disparado', representative: 'Representante', date: 'Data', time: 'Hora do disparo',
    variableMapping: 'Mapeamento de variáveis', variable: 'Variável {name}', variableValue: 'Digite o valor desta variável', checked: 'Conferi e estou pronto para enviar', cancel: 'Cancelar', sendTemplate: 'Enviar (1 template)',
    mapHint: 'Confira se cada campo está mapeado corretamente. A mensagem será personalizada para cada contato selecionado.',
    closed24h: 'Passaram-se mais de 24 horas desde a última mensagem do contato.', sendFlowLink: 'enviar um fluxo', takeChat: 'Iniciar atendimento', closeTitle: 'Encerrar o chat?', closeText: 'O chat será encerrado e irá para o histórico.', confirm: 'Confirmar',
    settings: 'Configurações', departments: 'Setores', additionalOptions: 'Opções adicionais', toggle: 'Disparar templates de mensagens', save: 'Salvar', saved: 'Alterações salvas', noDepartments: 'Você não tem setores para configurar',
    closedChats: 'Histórico geral', closeHistory: 'Voltar aos chats', requestFailed: 'Algo deu errado', dictationOn: 'Ouvindo…', addContact: 'Adicionar contato', phone: 'Telefone', darkIntro: 'O modo escuro chegou', darkIntroText: 'Escolha entre claro e escuro em Ver opções.', gotIt: 'Entendi', waitingRoom: 'Aguardando o contato responder ao fluxo',
  },
  es: {
    search: 'Buscar contacto por nombre, teléfono o ID de ticket', ongoing: 'En curso', waiting: 'Esperando', flow_start: 'Flujos enviados',
    newest: 'Más recientes', oldest: 'Más antiguos', noRooms: 'Ningún chat aquí', noResults: 'Ningún resultado', viewOptions: 'Ver opciones', isNew: 'Nuevo',
    generalHistory: 'Historial general', flows: 'Flujos', quickMessages: 'Mensajes rápidos', dashboard: 'Dashboard', theme: 'Tema de Live Desk', light: 'Claro', dark: 'Oscuro',
    sound: 'Notificaciones sonoras', on: 'Activado', off: 'Desactivado', hello: '¡Hola!', selectChat: 'Seleccione un chat para empezar', endChat: 'Terminar chat', you: 'Tú',
    placeholder: 'Escriba su mensaje o / para activar mensajes rápidos', send: 'Enviar', allInformation: 'Toda la información', aboutContact: 'Sobre el contacto', aboutSupport: 'Sobre la atención',
    unlinked: 'Contacto no vinculado', lastMessage: 'Último mensaje', name: 'Nombre', notes: 'Notas', media: 'Medios', docs: 'Docs', audios: 'Audios',
    online: 'En línea', offline: 'Desconectado', flowsTrigger: 'Disparo de flujos', triggeredFlows: 'Flujos disparados', searchContact: 'Buscar contacto', add: 'Añadir', continueLabel: 'Continuar', back: 'Volver',
    selectFlow: 'Seleccionar flujo', searchOrSelect: 'Busque o seleccione', searchShort: 'Buscar', alreadyOpen: '{name} ya tiene un chat con {agent} en la cola {queue}', flowOk: 'Flujo disparado con éxito', flowError: 'Error al disparar el flujo',
    filterByDate: 'Filtrar por fecha', contact: 'Contacto', triggeredFlow: 'Flujo disparado', representative: 'Representante', date: 'Fecha', time: 'Hora del disparo',
    variableMapping: 'Mapeo de variables', variable: 'Variable {name}', variableValue: 'Escriba el valor de esta variable', checked: 'Lo revisé y está listo para enviar', cancel: 'Cancelar', sendTemplate: 'Enviar (1 plantilla)',
    mapHint: 'Revise que cada campo esté bien asignado. El mensaje se adaptará a cada contacto seleccionado.',
    closed24h: 'Pasaron más de 24 horas desde el último mensaje del contacto.', sendFlowLink: 'enviar un flujo', takeChat: 'Iniciar atención', closeTitle: '¿Terminar el chat?', closeText: 'El chat se cerrará y pasará al historial.', confirm: 'Confirmar',
    settings: 'Configuración', departments: 'Departamentos', additionalOptions: 'Opciones adicionales', toggle: 'Disparar plantillas de mensajes', save: 'Guardar', saved: 'Cambios guardados', noDepartments: 'No tiene departamentos para configurar',
    closedChats: 'Historial general', closeHistory: 'Volver a los chats', requestFailed: 'Algo salió mal', dictationOn: 'Escuchando…', addContact: 'Añadir contacto', phone: 'Teléfono', darkIntro: 'Llegó el modo oscuro', darkIntroText: 'Elija entre claro y oscuro en Ver opciones.', gotIt: 'Entendido', waitingRoom: 'Esperando que el contacto responda al flujo',
  },
};

/** Language of the page: in memory only, `<html lang>` is never touched (.github/docs/contract/page.md#language). */
export function createI18n(language) {
  const locale = TEXTS[language] ? language : 'en';
  return {
    locale,
    t(key, values = {}) {
      return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), TEXTS[locale][key] ?? key);
    },
  };
}
