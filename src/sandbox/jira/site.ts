// The emulated site: everything it holds, by id and key, and who hears of its changes.
import type { JsonObject } from "../json.ts";
import type { Random } from "../random.ts";
import type { SandboxClock } from "../timers.ts";
import { refuse } from "./errors.ts";
import type {
  ChangeItem,
  Comment,
  Component,
  History,
  Issue,
  IssueState,
  Project,
  User,
  Version,
} from "./model.ts";
import { SearchIndex } from "./search-index.ts";
import type { JiraSettings } from "./settings.ts";
import { startComponents, startProjects, startUsers, startVersions } from "./setup.ts";

/** What happened to an issue, for those who listen. */
export interface SiteEvent {
  readonly name: string;
  readonly issue: Issue;
  readonly actorId: string;
  readonly items: readonly ChangeItem[];
  readonly comment: Comment | null;
  readonly property: JsonObject | null;
  /** A consequence of something bigger, which is told later. */
  readonly isSecondary: boolean;
}

export interface SiteParts {
  readonly settings: JiraSettings;
  readonly clock: SandboxClock;
  readonly random: Random;
  indexLagMs(): number;
}

const FIRST_ID = 10_400;

export class Site {
  readonly settings: JiraSettings;
  readonly clock: SandboxClock;
  readonly random: Random;
  readonly issues = new Map<string, Issue>();
  readonly users: Map<string, User>;
  readonly projects: Map<string, Project>;
  readonly components: Map<string, Component>;
  readonly versions: Map<string, Version>;
  readonly index: SearchIndex;
  /** Set by the webhook sender. */
  listener: (event: SiteEvent) => void = () => undefined;
  /** Every key an issue ever had. */
  readonly #idByKey = new Map<string, string>();
  #lastId = FIRST_ID;

  constructor(parts: SiteParts) {
    this.settings = parts.settings;
    this.clock = parts.clock;
    this.random = parts.random;
    this.index = new SearchIndex({ ...parts, indexLagMs: () => parts.indexLagMs() });
    this.users = new Map(startUsers().map((user) => [user.accountId, user]));
    this.projects = new Map(startProjects().map((project) => [project.id, project]));
    this.components = new Map(startComponents().map((component) => [component.id, component]));
    this.versions = new Map(startVersions().map((version) => [version.id, version]));
  }

  get isCloud(): boolean {
    return this.settings.deployment === "cloud";
  }

  nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  project(idOrKey: string): Project | null {
    const known = this.projects.get(idOrKey);
    if (known !== undefined) return known;
    const key = idOrKey.toUpperCase();
    return [...this.projects.values()].find((project) => project.key === key) ?? null;
  }

  /** A project of the site as integ's user sees it. @throws Refusal 404 */
  visibleProject(idOrKey: string): Project {
    const project = this.project(idOrKey);
    if (project !== null && !this.hides(project)) return project;
    throw refuse(404, `No project could be found with key '${idOrKey}'.`);
  }

  hides(project: Project): boolean {
    return this.settings.hiddenProjects.includes(project.key);
  }

  /** A live issue by its id, its key, or a key it had before it moved. */
  find(idOrKey: string): Issue | null {
    const id = this.issues.has(idOrKey) ? idOrKey : this.#idByKey.get(idOrKey.toUpperCase());
    const issue = this.issues.get(id ?? "");
    return issue === undefined || issue.isDeleted ? null : issue;
  }

  projectOf(state: IssueState): Project {
    const project = this.projects.get(String(state.values.project));
    if (project === undefined) throw new Error(`${state.key} is in no project`);
    return project;
  }

  nextKey(project: Project): string {
    project.lastNumber += 1;
    return `${project.key}-${project.lastNumber}`;
  }

  add(issue: Issue): void {
    this.issues.set(issue.id, issue);
    this.#idByKey.set(issue.state.key, issue.id);
    this.index.put(issue);
  }

  /** Lays a change over an issue. Its stamp moves with every change, so that two changes never look like one. */
  change(
    issue: Issue,
    change: Partial<IssueState>,
    actorId: string,
    items: readonly ChangeItem[] = [],
  ): void {
    const updatedMs = Math.max(this.clock.now(), issue.state.updatedMs + 1);
    const histories = items.length === 0 ? [] : [this.#history(actorId, items)];
    issue.state = {
      ...issue.state,
      ...change,
      updatedMs,
      histories: [...issue.state.histories, ...histories],
    };
    this.#idByKey.set(issue.state.key, issue.id);
    this.index.put(issue);
  }

  #history(authorId: string, items: readonly ChangeItem[]): History {
    return { id: this.nextId(), authorId, createdMs: this.clock.now(), items };
  }

  remove(issue: Issue): void {
    issue.isDeleted = true;
    this.index.put(issue);
  }

  announce(event: Partial<SiteEvent> & Pick<SiteEvent, "name" | "issue" | "actorId">): void {
    this.listener({ items: [], comment: null, property: null, isSecondary: false, ...event });
  }
}
