import { Copy } from 'lucide';
import { usePanel } from '../panel/PanelContext.tsx';
import { Button } from '../ui/Button.tsx';

/** Copies a text to the clipboard and confirms it with a flash message. */
export function CopyButton({ children, text }: { children: string; text: () => Promise<string | null> }) {
  const { flash } = usePanel();
  const copy = async (): Promise<void> => {
    const content = await text();
    if (content === null) return;
    try {
      await navigator.clipboard.writeText(content);
      flash.show({ kind: 'done', code: 'copied' });
    } catch {
      flash.show({ kind: 'refused', reason: 'clipboard' });
    }
  };
  return (
    <Button icon={Copy} onPress={() => void copy()}>
      {children}
    </Button>
  );
}
