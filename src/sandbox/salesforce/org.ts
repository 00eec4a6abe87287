// The emulated org: its objects, sessions, settings and API budget.

import { type AuthorizationCodes, codesOf } from "../authorize-page.ts";
import { SALESFORCE_USERNAME } from "../clients.ts";
import type { Json } from "../json.ts";
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import {
  DESK_USER_ID,
  IDLE_USER_ID,
  INTEGRATION_USER_ID,
  OBJECT_TYPES,
  ORGANIZATION_ID,
  QUEUE_ID,
} from "./objects.ts";
import { RecordStore } from "./records.ts";
import { Sessions } from "./sessions.ts";
import type { SalesforceSettings } from "./settings.ts";
import type { WriteContext } from "./write.ts";

const DAY_MS = 86_400_000;

export class Org {
  readonly settings: SalesforceSettings;
  readonly clock: SandboxClock;
  readonly random: Random;
  readonly sessions: Sessions;
  /** Valid for ten minutes. */
  readonly codes: AuthorizationCodes;
  readonly startedMs: number;
  /** Bytes of each file version, by its id. */
  readonly files = new Map<string, Uint8Array>();
  readonly #stores = new Map<string, RecordStore>();
  readonly #storesByPrefix = new Map<string, RecordStore>();
  #calls = 0;
  #dayStartMs: number;

  constructor(settings: SalesforceSettings, clock: SandboxClock, random: Random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.startedMs = clock.now();
    this.#dayStartMs = this.startedMs;
    this.sessions = new Sessions(settings, clock, random);
    this.codes = codesOf(clock, random, 600_000, "==");
    for (const type of OBJECT_TYPES) {
      const store = new RecordStore(type);
      this.#stores.set(type.name.toLowerCase(), store);
      this.#storesByPrefix.set(type.keyPrefix, store);
    }
    this.#seedSetup();
  }

  /** The store of an object, whatever the case of its name. */
  store(name: string): RecordStore | null {
    return this.#stores.get(name.toLowerCase()) ?? null;
  }

  get stores(): Iterable<RecordStore> {
    return this.#stores.values();
  }

  get cases(): RecordStore {
    const store = this.#stores.get("case");
    if (store === undefined) throw new Error("the Case store is missing");
    return store;
  }

  /** Counts one API call. @returns calls used in this day and the day's limit. */
  countCall(): void {
    const now = this.clock.now();
    if (now - this.#dayStartMs >= DAY_MS) {
      this.#dayStartMs = now;
      this.#calls = 0;
    }
    this.#calls += 1;
  }

  get calls(): number {
    return this.#calls;
  }

  /** The store whose records' ids begin as this one does. */
  storeOfId(id: string): RecordStore | null {
    return this.#storesByPrefix.get(id.slice(0, 3)) ?? null;
  }

  /** Only the integration user may lack the permission Modify All Data: people at their desks are administrators. */
  writeContext(actorId: string, autoAssign: boolean): WriteContext {
    const { settings, files } = this;
    const mayModifyAll = actorId !== INTEGRATION_USER_ID || settings.modifyAllData;
    const claimed = new Set<string>();
    const nowMs = this.clock.now();
    return { actorId, nowMs, autoAssign, settings, claimed, mayModifyAll, stores: this, files };
  }

  #seedSetup(): void {
    const people: readonly (readonly [string, string, string])[] = [
      [INTEGRATION_USER_ID, "Integration User", SALESFORCE_USERNAME],
      [DESK_USER_ID, "Dana Desk", "dana@sandbox.example"],
    ];
    for (const [id, name, username] of people) {
      this.#seed("user", id, { Name: name, Username: username, Email: username, IsActive: true });
    }
    const left = { Name: "Ivo Idle", Username: "ivo@sandbox.example", Email: "ivo@sandbox.example" };
    this.#seed("user", IDLE_USER_ID, { ...left, IsActive: false });
    this.#seed("group", QUEUE_ID, { Name: "Tier 1", Type: "Queue", DeveloperName: "Tier_1" });
    const edition = { Name: "Sandbox Inc.", OrganizationType: "Enterprise Edition", IsSandbox: false };
    this.#seed("organization", ORGANIZATION_ID, edition);
    for (const [index, status] of ["New", "Working", "Escalated", "Closed"].entries()) {
      const flags = { IsClosed: status === "Closed", IsDefault: status === "New", SortOrder: index + 1 };
      this.#seed("casestatus", null, { ApiName: status, MasterLabel: status, ...flags });
    }
  }

  #seed(object: string, id: string | null, values: Readonly<Record<string, Json>>): void {
    const store = this.store(object);
    store?.insert(id ?? store.nextId(), new Map(Object.entries(values)), this.startedMs);
  }
}
