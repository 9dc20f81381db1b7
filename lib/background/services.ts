import type { Dispatcher } from '../dispatch/dispatcher-api.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import type { Feed } from '../messaging/feed.ts';
import type { ReplyWatcher } from '../replies/ports.ts';
import type { PhoneBook } from '../numbers/phone.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AccessService } from './services/access-service.ts';
import type { SecondaryProjects } from './services/secondary-projects.ts';
import type { AudienceService } from './services/audience-service.ts';
import type { CatalogService } from './services/catalog-service.ts';
import type { ExclusionLists } from './services/exclusion-lists.ts';
import type { ElasticPool } from './services/elastic-pool.ts';
import type { TabFrames } from './browser/tab-frames.ts';
import type { RecipeService } from './services/recipe-service.ts';
import type { FollowUpService } from './services/follow-up-service.ts';
import type { HostsService } from './services/hosts-service.ts';
import type { OpenerPorts } from './browser/opener.ts';
import type { OwnContact } from './services/own-contact.ts';
import type { PeopleService } from './services/people-service.ts';
import type { PreparedService } from './services/prepared-service.ts';
import type { PreflightService } from './services/preflight-service.ts';
import type { SettingsService } from './services/settings-service.ts';
import type { TwinFinder } from './services/twin-finder.ts';
import type { ViewState } from './views/view-state.ts';
import type { WeniPool } from './services/weni-pool.ts';
import type { Locale } from '../locales.ts';
import type { ReplyWordsMemory } from './services/reply-words.ts';
import type { RunningWork } from './services/running-work.ts';

/**
 * Everything that the message handlers use. Built once per life; durable state is in the ledger or the session area.
 */
export interface Services {
  readonly now: () => number;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly weni: WeniPool;
  readonly secondaryProjects: SecondaryProjects;
  readonly access: AccessService;
  readonly catalog: CatalogService;
  readonly people: PeopleService;
  readonly elastic: ElasticPool;
  readonly audiences: AudienceService;
  readonly exclusions: ExclusionLists;
  readonly ownContact: OwnContact;
  readonly twins: TwinFinder;
  readonly works: RunningWork;
  readonly preflight: PreflightService;
  readonly prepared: PreparedService;
  readonly followUps: FollowUpService;
  readonly recipes: RecipeService;
  readonly dispatcher: Dispatcher;
  readonly watcher: ReplyWatcher;
  /** The words of replies; memory only. */
  readonly replyWords: ReplyWordsMemory;
  readonly settings: SettingsService;
  readonly hosts: HostsService;
  readonly frames: TabFrames;
  readonly opener: OpenerPorts;
  readonly view: ViewState;
  readonly feed: Feed;
  readonly phones: () => Promise<PhoneBook>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
}
