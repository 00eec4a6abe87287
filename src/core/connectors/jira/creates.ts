// Creates of issues: with their mark, in bulk where there are several, each walked to its state.
import type { z } from "zod";
import { done, failed, failedAlone } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import type { CreateItem, WriteResult } from "../../contract/connector.ts";
import { IntegrationError, SyncError, ValidationError } from "../../contract/errors.ts";
import type { JsonObject } from "./calls.ts";
import { itemRefusal } from "./errors.ts";
import type { Wanted } from "./issue.ts";
import type { CreatedMany } from "./schema.ts";
import type { Scope } from "./scope.ts";
import { encodeOrThrow, type WritesContext, walk, workflowOf, writeColumns } from "./walk.ts";

const mostInBulk = 50;
const createOperation = "create issues";

interface Prepared {
  readonly body: JsonObject;
  readonly wanted: Wanted;
  readonly workflow: string;
}

export class IssueCreates {
  readonly #context: WritesContext;
  readonly #scope: Scope;

  constructor(context: WritesContext, scope: Scope) {
    this.#context = context;
    this.#scope = scope;
  }

  /** Creates up to 50 issues and walks each to its state; results in the order given. */
  async create(items: readonly CreateItem[]): Promise<readonly WriteResult[]> {
    const prepared = await inParallel(items, (item) => this.#prepare(item).catch(itemFailure));
    const fit = prepared.filter((one): one is Prepared => "body" in one);
    const sent = await this.#send(fit);
    const results = new Map(fit.map((one, at) => [one, sent[at]]));
    return inParallel(prepared, (one) => {
      if ("status" in one) return Promise.resolve(one);
      return this.#settle(one, results.get(one) ?? unknownOutcome()).catch(failedAlone);
    });
  }

  async #prepare({ fields: values, correlationKey }: CreateItem): Promise<Prepared> {
    const { metadata, flavor, marker } = this.#context;
    const { project, typeName, rest } = this.#placeOf(values);
    const type = (await metadata.types(project)).find(({ name }) => name === typeName);
    if (type === undefined) throw unknownType(project, typeName);
    const encoded = encodeOrThrow(rest, await metadata.fields(project, type.id), flavor);
    const mark = marker.markOf(correlationKey);
    const labels = [...(encoded.labels ?? []), ...mark.labels];
    // A screen may have no place for labels: none are sent where there are none.
    const marked = { ...mark.fields, ...(labels.length === 0 ? {} : { labels }) };
    const place = { project: { key: project }, issuetype: { id: type.id } };
    return {
      body: { fields: { ...encoded.fields, ...marked, ...place }, properties: mark.properties },
      wanted: encoded.wanted,
      workflow: workflowOf(project, typeName),
    };
  }

  /** Project and type of a create, from the scope or else from its values. @throws ValidationError */
  #placeOf({ project: givenProject, issuetype: givenType, ...rest }: CreateItem["fields"]) {
    const project = this.#scope.project ?? givenProject;
    const typeName = this.#scope.issueType ?? givenType;
    if (typeof project !== "string" || typeof typeName !== "string") {
      throw new ValidationError({
        code: "E_RECORD_INVALID",
        message: "A new Jira issue needs a project and an issue type",
        hint: "Name the object issue:PROJECT:TYPE, or map `project` and `issuetype`.",
        operation: createOperation,
      });
    }
    return { project, typeName, rest };
  }

  async #send(prepared: readonly Prepared[]): Promise<readonly WriteResult[]> {
    const sent: WriteResult[] = [];
    for (let from = 0; from < prepared.length; from += mostInBulk) {
      const some = prepared.slice(from, from + mostInBulk);
      const results = await this.#sendSome(some).catch((error: unknown) => {
        if (from === 0) throw error;
        return some.map(() => failedAlone(error));
      });
      sent.push(...results);
    }
    return sent;
  }

  async #sendSome(prepared: readonly Prepared[]): Promise<readonly WriteResult[]> {
    const { client } = this.#context;
    const singly = () =>
      inParallel(prepared, ({ body }) => client.create(body).then(done).catch(failedAlone));
    const [only] = prepared;
    if (only === undefined) return [];
    if (prepared.length === 1) return [await client.create(only.body).then(done).catch(itemFailure)];
    try {
      return resultsOf(await client.createMany(prepared.map(({ body }) => body)), prepared.length);
    } catch (error) {
      // None of them was made; each is told its own reason.
      if (error instanceof ValidationError && error.status === 400) return singly();
      throw error;
    }
  }

  /** A create that did not get to its state is there all the same: it is found by its key, and the state then written. */
  async #settle({ wanted, workflow }: Prepared, result: WriteResult): Promise<WriteResult> {
    if (result.status === "failed" || wanted === null) return result;
    try {
      const [issue] = await this.#context.readMany([result.id], writeColumns(this.#context));
      if (issue !== undefined) await walk(this.#context, issue, wanted, workflow);
      return result;
    } catch (error) {
      if (!(error instanceof IntegrationError)) throw error;
      return failed(afterCreate(error));
    }
  }
}

/** What was refused before anything was sent is the item's; what keeps us from asking at all is not. */
function itemFailure(error: unknown): WriteResult {
  const isItems = error instanceof ValidationError || error instanceof SyncError;
  if (isItems || (error instanceof IntegrationError && error.code === "E_RECORD_FORBIDDEN"))
    return failed(error);
  throw error;
}

/** Failed items by their place in the request, the others in order. */
function resultsOf({ issues, errors }: z.output<typeof CreatedMany>, count: number): readonly WriteResult[] {
  const refused = new Map(errors.map((error) => [error.failedElementNumber, error]));
  const made = issues.values();
  const isWhole = issues.length + refused.size === count;
  return Array.from({ length: count }, (_, at): WriteResult => {
    const error = refused.get(at);
    if (error !== undefined)
      return failed(itemRefusal(error.status ?? 400, error.elementErrors, createOperation));
    const id = made.next().value?.id;
    return isWhole && id !== undefined ? done(id) : unknownOutcome();
  });
}

function unknownOutcome(): WriteResult {
  const message = "Jira's answer does not tell what became of the issue";
  return failed(
    new SyncError({ code: "E_OUTCOME_UNKNOWN", message, operation: createOperation, effect: "unknown" }),
  );
}

function unknownType(project: string, typeName: string): ValidationError {
  return new ValidationError({
    code: "E_RECORD_INVALID",
    message: `The project ${project} has no issue type "${typeName}", or nobody may create one there`,
    operation: createOperation,
  });
}

function afterCreate(cause: IntegrationError): SyncError {
  return new SyncError({
    code: "E_OUTCOME_UNKNOWN",
    message: `The issue was created and could not be moved to its state: ${cause.message}`,
    hint: cause.hint,
    operation: createOperation,
    effect: "unknown",
    cause,
  });
}
