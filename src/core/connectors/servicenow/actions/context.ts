// What ServiceNow's actions work with.
import type { VendorCalls } from "../../../connector-parts/calls.ts";
import type { Clock } from "../../../contract/runtime.ts";
import type { Settings } from "../config.ts";
import type { EndpointClass } from "../limits.ts";
import type { TableClient } from "../table-client.ts";

export interface ActionContext {
  /** Name of the connection. */
  readonly connection: string;
  readonly calls: VendorCalls<EndpointClass>;
  readonly tables: TableClient;
  readonly settings: Settings;
  readonly clock: Clock;
  /** User ID (user_name) we are signed in as. */
  username(): Promise<string>;
}
