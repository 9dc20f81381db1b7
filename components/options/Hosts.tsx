import { Plus, X } from 'lucide';
import { useEffect, useId, useState } from 'preact/hooks';
import type { HostRow, ExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useWords } from '../ui/ViewContext.tsx';

/** The API of an open page is on another host. Nothing is sent there before the agent presses this button. */
function ApiToAllow({ model, apiOrigin }: { model: ExtensionPageModel; apiOrigin: string }) {
  const { t } = useWords();
  return (
    <Notice
      tone="warn"
      actions={
        <Button small trusted look="primary" onPress={() => void model.allowApi(apiOrigin)}>
          {t('host_allowApi', { host: new URL(apiOrigin).host })}
        </Button>
      }
    >
      {t('host_apiNotGranted')}
    </Notice>
  );
}

function Host({ model, host }: { model: ExtensionPageModel; host: HostRow }) {
  const { t } = useWords();
  const id = useId();
  const [api, setApi] = useState(host.apiOrigin ?? '');
  const [testing, setTesting] = useState(false);
  const test = async (): Promise<void> => {
    setTesting(true);
    await model.setApi(host.origin, api.trim() === '' ? null : api.trim().replace(/\/+$/, ''));
    setTesting(false);
  };
  return (
    <li class="card stack">
      <div class="row between">
        <bdi class="strong cut">{host.origin}</bdi>
        <span class="row">
          {host.isBuiltIn && <span class="pill">{t('host_builtIn')}</span>}
          {host.isManaged === true && <span class="pill">{t('host_managed')}</span>}
          {!host.isGranted && (
            <Button small trusted look="primary" onPress={() => void model.allowHost(host.origin)}>
              {t('host_allow')}
            </Button>
          )}
          {!host.isBuiltIn && host.isManaged !== true && (
            <IconButton
              small
              trusted
              node={X}
              label={t('host_remove', { host: host.origin })}
              onPress={() => void model.removeHost(host.origin)}
            />
          )}
        </span>
      </div>
      {!host.isGranted && <Notice tone="warn">{t('host_notGranted')}</Notice>}
      {typeof host.apiToAllow === 'string' && <ApiToAllow model={model} apiOrigin={host.apiToAllow} />}
      {!host.origin.includes('*') && (
        <div class="field">
          <label for={id}>{t('host_api', { host: host.origin })}</label>
          <div class="row">
            <input
              id={id}
              class="input short"
              type="url"
              placeholder={t('host_apiAuto')}
              value={api}
              onInput={(event) => setApi(event.currentTarget.value)}
            />
            <Button disabled={testing} onPress={() => void test()}>
              {t('host_test')}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}

/** `chats.example.com/x` → `https://chats.example.com`; null when the text is no https address. */
function toOrigin(text: string): string | null {
  try {
    const url = new URL(text.includes('://') ? text : `https://${text}`);
    return url.protocol === 'https:' && url.hostname.includes('.') ? url.origin : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The sites on which Disparo works: allow, name the server, remove, add. */
export function Hosts({ model }: { model: ExtensionPageModel }) {
  const { t, tMaybe } = useWords();
  const [address, setAddress] = useState('');
  const { hosts } = model;
  const origin = toOrigin(address.trim());
  useEffect(() => {
    void hosts.load();
  }, [hosts]);
  return (
    <section class="card" aria-labelledby="options-hosts">
      <h2 id="options-hosts">{t('options_hosts')}</h2>
      {hosts.data.value === null && hosts.error.value !== null && (
        <ErrorState title={t('host_failed')} error={hosts.error.value} onRetry={() => void hosts.load()} />
      )}
      {hosts.data.value === null && hosts.error.value === null && <LoadingRows label={t('host_loading')} />}
      <ul class="hosts">
        {(hosts.data.value ?? []).map((host) => (
          <Host key={host.origin} model={model} host={host} />
        ))}
      </ul>
      <div class="field">
        <label for="host-address">{t('host_address')}</label>
        <div class="row">
          <input
            id="host-address"
            class="input short"
            type="url"
            placeholder="https://chats.example.com"
            value={address}
            aria-invalid={address !== '' && origin === null}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
          <Button
            trusted
            icon={Plus}
            disabled={origin === null}
            onPress={() => {
              if (origin === null) return;
              void model.allowHost(origin).then((done) => done && setAddress(''));
            }}
          >
            {t('host_add')}
          </Button>
        </div>
        {address !== '' && origin === null && <span class="caption">{tMaybe('refusal', 'invalid-origin')}</span>}
      </div>
    </section>
  );
}
