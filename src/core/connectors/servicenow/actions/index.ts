// What can be done at ServiceNow beside keeping records in step.
import { bindActions } from "../../../connector-parts/actions.ts";
import type { Action } from "../../../contract/actions.ts";
import { callOwnApi } from "./call-own-api.ts";
import { catalogItem } from "./catalog-item.ts";
import { catalogItems } from "./catalog-items.ts";
import type { ActionContext } from "./context.ts";
import { followFlow } from "./follow-flow.ts";
import { followRequest } from "./follow-request.ts";
import { importRow } from "./import-row.ts";
import { nextSteps } from "./next-steps.ts";
import { orderItem } from "./order-item.ts";
import { searchKnowledge } from "./search-knowledge.ts";
import { showArticle } from "./show-article.ts";
import { showBusinessRule } from "./show-business-rule.ts";
import { startFlow } from "./start-flow.ts";

const actions = [
  catalogItems,
  catalogItem,
  orderItem,
  followRequest,
  searchKnowledge,
  showArticle,
  startFlow,
  callOwnApi,
  followFlow,
  importRow,
  showBusinessRule,
];

export const actionSummaries = actions.map(({ summary }) => summary);

export const createActions = (context: ActionContext): readonly Action[] =>
  bindActions(actions, context, nextSteps);
