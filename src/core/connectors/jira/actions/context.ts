// What Jira's actions work with.
import type { Calls } from "../calls.ts";
import type { Flavor } from "../flavor.ts";

export interface ActionContext {
  readonly calls: Calls;
  readonly flavor: Flavor;
}
