// What Jira says of its projects, types and fields, asked for once in a while.
import type { Clock } from "../../contract/runtime.ts";
import type { Calls } from "./calls.ts";
import type { Flavor } from "./flavor.ts";
import {
  CreateFields,
  CreateTypes,
  type FieldMeta,
  type ListedField,
  ListedFields,
  type Status,
  StatusesByType,
} from "./schema.ts";

/** More are refused. */
const pageSize = 200;
/** An admin's new option is known after so long. */
const freshMs = 10 * 60_000;

export interface IssueType {
  readonly id: string;
  readonly name: string;
  readonly subtask: boolean;
}

export class Metadata {
  readonly #calls: Calls;
  readonly #api: string;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>();

  constructor(calls: Calls, flavor: Flavor, clock: Clock) {
    this.#calls = calls;
    this.#api = flavor.api;
    this.#clock = clock;
  }

  /** Issue types that can be created in a project. */
  types(project: string): Promise<readonly IssueType[]> {
    return this.#keep(`types ${project}`, async () => {
      const types: IssueType[] = [];
      for (let startAt = 0; ; startAt = types.length) {
        const path = `${this.#api}/issue/createmeta/${project}/issuetypes`;
        const page = await this.#calls.get(CreateTypes, path, "list issue types", {
          startAt,
          maxResults: pageSize,
        });
        types.push(...page.rows);
        if (page.rows.length === 0 || types.length >= page.total) return types;
      }
    });
  }

  /** Fields of a create, by id. */
  fields(project: string, typeId: string): Promise<ReadonlyMap<string, FieldMeta>> {
    return this.#keep(`fields ${project} ${typeId}`, async () => {
      const fields: FieldMeta[] = [];
      for (let startAt = 0; ; startAt = fields.length) {
        const path = `${this.#api}/issue/createmeta/${project}/issuetypes/${typeId}`;
        const page = await this.#calls.get(CreateFields, path, "read fields of a create", {
          startAt,
          maxResults: pageSize,
        });
        fields.push(...page.rows);
        if (page.rows.length === 0 || fields.length >= page.total) break;
      }
      return new Map(fields.map((field) => [field.fieldId, field]));
    });
  }

  /** Fields of a type that is named, by id; those of the site where nobody can create it. */
  async fieldsOf(project: string, typeName: string): Promise<ReadonlyMap<string, FieldMeta>> {
    const type = (await this.types(project)).find(({ name }) => name === typeName);
    if (type !== undefined) return this.fields(project, type.id);
    const fields = (await this.listed()).flatMap(({ id, name, schema }): readonly FieldMeta[] =>
      schema ? [{ fieldId: id, name, schema, required: false }] : [],
    );
    return new Map(fields.map((field) => [field.fieldId, field]));
  }

  /** All fields of the site. */
  listed(): Promise<readonly ListedField[]> {
    return this.#keep("listed", () => this.#calls.get(ListedFields, `${this.#api}/field`, "list fields"));
  }

  /** States of a project's issues, each once; of one type where it is named. */
  statuses(project: string, typeName: string | null): Promise<readonly Status[]> {
    return this.#keep(`statuses ${project} ${typeName ?? ""}`, async () => {
      const path = `${this.#api}/project/${project}/statuses`;
      const types = await this.#calls.get(StatusesByType, path, "list states");
      const wanted = types.filter(({ name }) => typeName === null || name === typeName);
      return [...new Map(wanted.flatMap(({ statuses }) => statuses).map((one) => [one.name, one])).values()];
    });
  }

  /** Forgets what was said, so that the next question is put to the vendor. */
  forget(): void {
    this.#kept.clear();
  }

  #keep<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(name);
    if (kept !== undefined && this.#clock.now() - kept.at < freshMs) return kept.answer as Promise<T>;
    const answer = ask();
    this.#kept.set(name, { at: this.#clock.now(), answer });
    // A failure is not kept.
    answer.catch(() => this.#kept.delete(name));
    return answer;
  }
}
