// Updates of issues that are as they were when it was decided, and deletes.
import { done, failed, failedAlone, gone, isGone, moved } from "../../connector-parts/outcomes.ts";
import { inParallel } from "../../connector-parts/parallel.ts";
import { stampOf } from "../../connector-parts/versions.ts";
import type { UpdateItem, WriteResult } from "../../contract/connector.ts";
import { IntegrationError } from "../../contract/errors.ts";
import { isIssueId, labelSteps, statusOf } from "./issue.ts";
import { labelsOf } from "./marker.ts";
import type { Issue } from "./schema.ts";
import { utcOf } from "./times.ts";
import { encodeOrThrow, type WritesContext, walk, workflowOf, writeColumns } from "./walk.ts";

/** So many are compared just before they are written: an edit in between is lost, so the moment is to be short. */
const checkedAtOnce = 5;

export class IssueUpdates {
  readonly #context: WritesContext;

  constructor(context: WritesContext) {
    this.#context = context;
  }

  /** Updates issues that are as they were when it was decided; results in the order given. */
  async update(items: readonly UpdateItem[]): Promise<readonly WriteResult[]> {
    const results: WriteResult[] = [];
    for (let from = 0; from < items.length; from += checkedAtOnce) {
      const some = items.slice(from, from + checkedAtOnce);
      const present = await this.#present(some).catch((error: unknown) => {
        if (from === 0 || !(error instanceof IntegrationError)) throw error;
        return error;
      });
      results.push(
        ...(present instanceof IntegrationError
          ? some.map(() => failed(present))
          : await inParallel(some, (item) => this.#updateOne(item, present).catch(failedAlone))),
      );
    }
    return results;
  }

  delete(ids: readonly string[]): Promise<readonly WriteResult[]> {
    return inParallel(ids, async (id) => {
      if (!isIssueId(id)) return failed(gone("Jira", "issue", id));
      // Gone or hidden from us: the vendor does not tell the two apart, and nothing is left to do for either.
      const deleted = this.#context.client.delete(id).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
      return deleted.then(() => done(id)).catch(failedAlone);
    });
  }

  async #present(items: readonly UpdateItem[]): Promise<ReadonlyMap<string, Issue>> {
    const ids = [...new Set(items.map(({ id }) => id).filter(isIssueId))];
    if (ids.length === 0) return new Map();
    const issues = await this.#context.readMany(ids, writeColumns(this.#context));
    return new Map(issues.map((issue) => [issue.id, issue]));
  }

  async #updateOne(item: UpdateItem, present: ReadonlyMap<string, Issue>): Promise<WriteResult> {
    const { client, metadata, flavor } = this.#context;
    const issue = present.get(item.id);
    if (issue === undefined) return failed(gone("Jira", "issue", item.id, "update issue"));
    const stamp = stampOf(item.expectedVersion);
    if (stamp !== "" && stamp !== utcOf(issue.fields.updated)) return moved("issue", item.id, "update issue");
    const { project, typeName } = placeOf(issue);
    const metas = await metadata.fieldsOf(project, typeName);
    const { fields, labels, wanted } = encodeOrThrow(item.fields, metas, flavor);
    const steps = labels === null ? [] : labelSteps(labelsOf(issue), labels);
    const change = {
      ...(Object.keys(fields).length === 0 ? {} : { fields }),
      ...(steps.length === 0 ? {} : { update: { labels: steps } }),
    };
    const workflow = workflowOf(project, typeName);
    // Where a workflow locks what is done, reopening comes first; else a person sees the values before the state.
    const isReopening = wanted !== null && statusOf(issue)?.category === "done";
    if (isReopening) await walk(this.#context, issue, wanted, workflow);
    if (Object.keys(change).length > 0) await client.update(item.id, change);
    if (wanted !== null && !isReopening) await walk(this.#context, issue, wanted, workflow);
    return done(item.id);
  }
}

function placeOf(issue: Issue): { readonly project: string; readonly typeName: string } {
  const part = (field: string, name: string): string => {
    const value = issue.fields[field];
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? String((value as Readonly<Record<string, unknown>>)[name] ?? "") : "";
  };
  return { project: part("project", "key"), typeName: part("issuetype", "name") };
}
