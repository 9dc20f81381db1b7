import { RefreshCw, Sparkles, Users, X } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fold } from '../../lib/contacts/fold.ts';
import { removeGroup } from '../../lib/draft/selection.ts';
import { usePanel } from '../panel/PanelContext.tsx';
import { useRowHeight } from '../panel/use-row-height.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../ui/EmptyState.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ListBox } from '../ui/ListBox.tsx';
import { Notice } from '../ui/Notice.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useView } from '../ui/ViewContext.tsx';
import { SavedPeople } from './SavedPeople.tsx';

/** Groups. Picking one reads its members page by page, with progress and a stop button. */
export function GroupList() {
  const { people, selection } = usePanel();
  const { i18n } = useView();
  const { t, number, tOf } = i18n;
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement | null>(null);
  const rowHeight = useRowHeight();
  const { groups: resource } = people;
  const data = resource.data.value;
  const error = resource.error.value;
  const words = fold(text).split(' ');
  const groups = (data?.groups ?? []).filter((group) => words.every((word) => fold(group.name).includes(word)));
  const picked = selection.selection.value.groups;

  useEffect(() => {
    if (resource.data.peek() === null && !resource.loading.peek()) void resource.load();
  }, [resource]);

  let body;
  if (data === null && error !== null)
    body = <ErrorState title={t('group_failed')} error={error} onRetry={() => void resource.load()} />;
  else if (data === null) body = <LoadingRows label={t('group_loading')} />;
  else if (groups.length === 0)
    body = <EmptyState icon={Users} title={text === '' ? t('group_none') : t('group_noMatch', { text })} />;
  else {
    body = (
      <ListBox
        label={t('group_list')}
        multiple
        count={groups.length}
        rowHeight={rowHeight}
        isSelected={(index) => {
          const group = groups[index];
          return group !== undefined && picked.has(group.groupUuid);
        }}
        keyOf={(index) => groups[index]?.groupUuid ?? String(index)}
        textOf={(index) => groups[index]?.name ?? ''}
        onPick={(index) => {
          const group = groups[index];
          if (group === undefined) return;
          if (picked.has(group.groupUuid)) selection.remove((now) => removeGroup(now, group.groupUuid));
          else void selection.pickGroup(group);
        }}
        listRef={(element) => (list.current = element)}
        renderRow={(index) => {
          const group = groups[index];
          if (group === undefined) return null;
          return (
            <>
              <span class={picked.has(group.groupUuid) ? 'box on' : 'box'} aria-hidden="true" />
              <span class="names">
                <bdi class="cut strong" title={group.name}>
                  {group.name === '' ? t('group_noName') : group.name}
                </bdi>
                <span class="caption muted cut">{t('group_members', { count: group.count })}</span>
              </span>
              {group.isSmart && (
                <span class="pill info">
                  <Icon node={Sparkles} size="small" />
                  {t('group_smart')}
                </span>
              )}
            </>
          );
        }}
      />
    );
  }

  return (
    <>
      <div class="pad stack above-list">
        <div class="row">
          <div class="grow">
            <SearchField
              label={t('group_search')}
              value={text}
              onValue={setText}
              onDown={() => list.current?.focus()}
            />
          </div>
          <IconButton
            node={RefreshCw}
            label={t('group_refresh')}
            onPress={() => void people.refreshGroups()}
            disabled={resource.loading.value}
          />
        </div>
        <SavedPeople />
        {data !== null && data.badRows > 0 && <Notice tone="warn">{t('group_bad', { count: data.badRows })}</Notice>}
        {selection.readings.value.map((reading) => (
          <div key={reading.groupUuid} class="card stack tight">
            <div class="row between">
              <bdi class="cut strong">{reading.name}</bdi>
              <IconButton
                small
                node={X}
                label={reading.status === 'reading' ? t('group_stop', { name: reading.name }) : t('common_close')}
                onPress={() => selection.stopReading(reading.groupUuid)}
              />
            </div>
            <span class="caption num">
              {t('group_reading', { loaded: number(reading.loaded), total: number(reading.total) })}
            </span>
            <progress
              class="sr"
              aria-label={t('group_progress', { name: reading.name })}
              value={reading.loaded}
              max={Math.max(1, reading.total)}
            />
            <span class="bar" aria-hidden="true">
              <span
                class="busy"
                style={{ width: `${Math.min(100, (100 * reading.loaded) / Math.max(1, reading.total))}%` }}
              />
            </span>
            {reading.status === 'gone' && (
              <Notice tone="bad">
                {t('group_gone')} {reading.loaded > 0 && t('group_partial')}
              </Notice>
            )}
            {reading.status === 'failed' && (
              <Notice
                tone="bad"
                actions={
                  <Button
                    small
                    onPress={() =>
                      void selection.pickGroup({
                        groupUuid: reading.groupUuid,
                        name: reading.name,
                        count: reading.total,
                        isSmart: false,
                      })
                    }
                  >
                    {t('group_resume')}
                  </Button>
                }
              >
                {reading.error !== null && tOf('callError', reading.error.kind)} {t('group_partial')}
              </Notice>
            )}
            {reading.badRows > 0 && <Notice tone="warn">{t('group_badMembers', { count: reading.badRows })}</Notice>}
            {reading.status === 'never-ending' && <Notice tone="warn">{t('group_neverEnding')}</Notice>}
          </div>
        ))}
      </div>
      {body}
    </>
  );
}
