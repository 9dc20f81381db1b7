import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelModel } from '../../lib/models/panel/panel-model.ts';

const PanelContext = createContext<PanelModel | null>(null);

export const PanelProvider = PanelContext.Provider;

/**
 * The panel's model.
 *
 * @throws {Error} when the component is not inside a PanelProvider
 */
export function usePanel(): PanelModel {
  const model = useContext(PanelContext);
  if (model === null) throw new Error('No PanelProvider above this component');
  return model;
}
