// Components and versions of projects, as answers show them.
import type { JsonObject } from "../json.ts";
import type { Component, Version } from "./model.ts";
import type { View } from "./view.ts";

export function showComponent(view: View, { id, name, description, projectId }: Component): JsonObject {
  const project = view.site.projects.get(projectId);
  return {
    self: `${view.base}/component/${id}`,
    id,
    name,
    description,
    assigneeType: "PROJECT_DEFAULT",
    realAssigneeType: "UNASSIGNED",
    isAssigneeTypeValid: true,
    project: project?.key ?? "",
    projectId: Number(projectId),
  };
}

export function showVersion(view: View, version: Version): JsonObject {
  const { id, name, description, projectId, released, archived, releaseDate, startDate } = version;
  const isLate = releaseDate !== null && !released && Date.parse(releaseDate) < view.site.clock.now();
  return {
    self: `${view.base}/version/${id}`,
    id,
    name,
    description,
    archived,
    released,
    ...(startDate === null ? {} : { startDate }),
    ...(releaseDate === null ? {} : { releaseDate, overdue: isLate }),
    projectId: Number(projectId),
  };
}
