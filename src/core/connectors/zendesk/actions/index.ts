// What can be done at Zendesk beside keeping records in step.
import { bindActions } from "../../../connector-parts/actions.ts";
import type { Action } from "../../../contract/actions.ts";
import type { ActionContext } from "./context.ts";
import { findConversationTicket } from "./find-conversation-ticket.ts";
import { listBrands } from "./list-brands.ts";
import { listForms } from "./list-forms.ts";
import { listGroups } from "./list-groups.ts";
import { listStatuses } from "./list-statuses.ts";
import { mergeTickets } from "./merge-tickets.ts";
import { nextSteps } from "./next-steps.ts";
import { searchArticles } from "./search-articles.ts";
import { sendMessage } from "./send-message.ts";
import { showArticle } from "./show-article.ts";
import { showConversation } from "./show-conversation.ts";

const actions = [
  searchArticles,
  showArticle,
  listBrands,
  listGroups,
  listForms,
  listStatuses,
  mergeTickets,
  findConversationTicket,
  showConversation,
  sendMessage,
];

export const actionSummaries = actions.map(({ summary }) => summary);

export const createActions = (context: ActionContext): readonly Action[] =>
  bindActions(actions, context, nextSteps);
