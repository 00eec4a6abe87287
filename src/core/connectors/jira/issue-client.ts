// The calls that write issues: paths, effect and limit of each.

import type { z } from "zod";
import type { Calls, JsonObject } from "./calls.ts";
import { Created, CreatedMany, type Transition, Transitions } from "./schema.ts";

/** The calls over a client that is signed in. All throw what the client throws. */
export class IssueClient {
  readonly #calls: Calls;
  readonly #path: string;

  constructor(calls: Calls, api: string) {
    this.#calls = calls;
    this.#path = `${api}/issue`;
  }

  /** Creates one; a second one when repeated. @returns its id */
  async create(issue: JsonObject): Promise<string> {
    const operation = "create issue";
    const made = await this.#calls.send(Created, {
      method: "POST",
      path: this.#path,
      json: issue,
      operation,
      endpointClass: "write",
      effect: "once",
    });
    return made.id;
  }

  /** Creates up to 50, each for itself; 400 when none could be. */
  createMany(issues: readonly JsonObject[]): Promise<z.output<typeof CreatedMany>> {
    return this.#calls.send(CreatedMany, {
      method: "POST",
      path: `${this.#path}/bulk`,
      json: { issueUpdates: issues },
      operation: "create issues",
      endpointClass: "write",
      effect: "once",
    });
  }

  /** Sets fields to absolute values; labels are added and removed, which repeats as well. */
  async update(id: string, change: JsonObject): Promise<void> {
    await this.#calls.request({
      method: "PUT",
      path: `${this.#path}/${id}`,
      json: change,
      operation: "update issue",
      endpointClass: "write",
      effect: "repeatable",
    });
  }

  async delete(id: string): Promise<void> {
    await this.#calls.request({
      method: "DELETE",
      path: `${this.#path}/${id}`,
      operation: "delete issue",
      endpointClass: "write",
      effect: "repeatable",
    });
  }

  /** The transitions open to us where the issue stands now, with the fields of their screens. */
  async transitions(id: string): Promise<readonly Transition[]> {
    const query = { expand: "transitions.fields" };
    const path = `${this.#path}/${id}/transitions`;
    return (await this.#calls.get(Transitions, path, "list transitions", query)).transitions;
  }

  /** Goes through one; sent twice it may lead further than meant. */
  async transit(id: string, transitionId: string, fields: JsonObject): Promise<void> {
    const filled = Object.keys(fields).length === 0 ? {} : { fields };
    await this.#calls.request({
      method: "POST",
      path: `${this.#path}/${id}/transitions`,
      json: { transition: { id: transitionId }, ...filled },
      operation: "move issue",
      endpointClass: "write",
      effect: "once",
    });
  }
}
