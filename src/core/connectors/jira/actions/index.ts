// What can be done at Jira beside keeping records in step.
import { bindActions } from "../../../connector-parts/actions.ts";
import type { Action } from "../../../contract/actions.ts";
import type { ActionContext } from "./context.ts";
import { createComponent } from "./create-component.ts";
import { createVersion } from "./create-version.ts";
import { listAssignable } from "./list-assignable.ts";
import { listComponents } from "./list-components.ts";
import { listProjects } from "./list-projects.ts";
import { listTransitions } from "./list-transitions.ts";
import { listVersions } from "./list-versions.ts";
import { nextSteps } from "./next-steps.ts";
import { releaseVersion } from "./release-version.ts";
import { search } from "./search.ts";
import { showProject } from "./show-project.ts";

const actions = [
  listProjects,
  showProject,
  listComponents,
  createComponent,
  listVersions,
  createVersion,
  releaseVersion,
  search,
  listTransitions,
  listAssignable,
];

export const actionSummaries = actions.map(({ summary }) => summary);

export const createActions = (context: ActionContext): readonly Action[] =>
  bindActions(actions, context, nextSteps);
