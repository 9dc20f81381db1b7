import type { Dispatcher } from '../dispatch/commands.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import type { Feed } from '../messaging/feed.ts';
import type { ReplyWatcher } from '../replies/ports.ts';
import type { PhoneBook } from '../recipients/phone.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AccessService } from './access-service.ts';
import type { AudienceService } from './audience-service.ts';
import type { CatalogService } from './catalog-service.ts';
import type { ElasticDesk } from './elastic-desk.ts';
import type { Frames } from './frames.ts';
import type { HostsService } from './hosts-service.ts';
import type { OpenerPorts } from './opener.ts';
import type { OwnContact } from './own-contact.ts';
import type { PeopleService } from './people-service.ts';
import type { PreflightService } from './preflight-service.ts';
import type { SettingsService } from './settings-service.ts';
import type { ViewState } from './view-state.ts';
import type { WeniPool } from './weni-pool.ts';
import type { Locale } from './words.ts';
import type { WorkDesk } from './work-desk.ts';

/** Everything the message handlers work with; built once per background life, all state behind it on disk or in the session area. */
export interface Services {
  readonly now: () => number;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly weni: WeniPool;
  readonly access: AccessService;
  readonly catalog: CatalogService;
  readonly people: PeopleService;
  readonly elastic: ElasticDesk;
  readonly audiences: AudienceService;
  readonly ownContact: OwnContact;
  readonly works: WorkDesk;
  readonly preflight: PreflightService;
  readonly dispatcher: Dispatcher;
  readonly watcher: ReplyWatcher;
  readonly settings: SettingsService;
  readonly hosts: HostsService;
  readonly frames: Frames;
  readonly opener: OpenerPorts;
  readonly view: ViewState;
  readonly feed: Feed;
  readonly phones: () => Promise<PhoneBook>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
}
