import { expect, test } from './harness.ts';
import type { Panel } from './page-objects/panel.ts';
import { uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 400, notFoundMs: 1_500, witnessMs: 300 } } });

const strip = (panel: Panel) => panel.root.getByRole('region', { name: 'What happens' });
const source = (panel: Panel, name: string) => panel.root.getByRole('combobox', { name, exact: true });
const chooseFlow = async (panel: Panel, flow: string) => {
  await panel.send.steps.getByRole('button', { name: /Flow/ }).click();
  await panel.send.pickFlow(flow);
  await panel.send.review();
};

test('the review tells what the flow does and rehearses it; Weni counts the runs; the next dispatch begins with the same sources', async ({
  env,
}) => {
  const [first = '', second = ''] = uniqueNames(env.sandbox, 2);
  const { panel, page } = await env.openChats();
  await panel.send.compose({ flow: 'Atualização de pedido', people: [first] });
  await panel.send.review();

  await expect(strip(panel)).toContainText('Sends the template');
  await expect(strip(panel)).toContainText('waits for an answer');
  await expect(strip(panel)).toContainText('opens a chat in Vendas › Recuperação');
  const unfold = strip(panel).getByRole('button', { name: 'What happens' });
  await unfold.focus();
  await page.keyboard.press('Enter');
  await expect(unfold).toHaveAttribute('aria-expanded', 'true');
  await expect(strip(panel).getByText('Opens a chat in Vendas › Recuperação', { exact: true })).toBeVisible();

  await expect(source(panel, 'name')).toHaveValue('contact-name');
  await expect(panel.send.preview).toContainText(`Oi ${first}, seu pedido {{order}} saiu`);
  await source(panel, 'order').selectOption('contact-field');
  await panel.root.getByRole('combobox', { name: 'Contact field for order' }).selectOption('order_id');
  await expect(panel.send.preview).toContainText(`Oi ${first}, seu pedido #1097 saiu`);
  await expect(panel.send.preview).toContainText('Waits for an answer');
  await panel.send.confirm();
  await panel.dispatch.expectDone();

  const count = panel.root.getByRole('note', { name: 'Count of Weni' });
  await expect(count).toContainText('1 accepted · Weni counts 1 new run of this flow');
  await panel.history.openOnlyDispatch();
  await expect(count).toContainText('1 accepted · Weni counts 1 new run of this flow');

  await panel.showTab('Send');
  await panel.dispatch.newDispatch.click();
  await panel.send.flowSearch.fill('Atualização de pedido');
  await expect(panel.root.getByRole('option', { name: 'Atualização de pedido' })).toContainText(
    'Utility · Oi {{1}}, seu pedido {{2}} saiu',
  );
  await panel.send.compose({ flow: 'Atualização de pedido', people: [second] });
  await panel.send.review();
  await expect(panel.root.getByRole('combobox', { name: 'Contact field for order' })).toHaveValue('order_id');
  await expect(panel.send.preview).toContainText(`Oi ${second}, seu pedido #1098 saiu`);
});

test('a flow without a chat, one that decides on its way, one that is not understood and one that cannot be read say so, and can be sent', async ({
  env,
}) => {
  const [name = ''] = uniqueNames(env.sandbox, 1);
  const { panel } = await env.openChats();
  await panel.send.compose({ flow: 'Só aviso', people: [name] });
  await panel.send.review();
  await expect(strip(panel)).toContainText('Sends a message without a template');
  await expect(strip(panel)).toContainText('opens no chat: answers stay with the bot');
  await expect(panel.send.preview).toContainText('Oi! Podemos continuar nossa conversa?');

  await chooseFlow(panel, 'Consulta e atende');
  await expect(strip(panel)).toContainText('opens a chat on some paths only, in Vendas › Recuperação');
  await expect(panel.send.preview).toContainText('Decided at that moment, by the result consulta');

  await chooseFlow(panel, 'Ação nova');
  await expect(strip(panel)).toContainText('whether it opens a chat is not known');
  await expect(strip(panel)).toContainText('Not all of this flow could be read.');
  await expect(panel.send.preview).toContainText('A step we do not know: it may send more');

  env.sandbox.faults.add({ endpoint: 'retrieve_flow_definitions', action: { kind: 'html' } });
  await chooseFlow(panel, 'Boas-vindas');
  await expect(strip(panel)).toContainText('This flow could not be read, so what it does is not known.');
  await expect(panel.send.preview).toContainText('Olá! Podemos conversar agora?');
  await panel.send.confirm();
  await panel.dispatch.expectDone();
  expect(env.sandbox.flowsStarts()).toHaveLength(1);
});
